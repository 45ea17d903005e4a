package ghosthunter.load.report;

import ghosthunter.load.report.LockerLine.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Draws the table of lockers as text: heading, rows, sums with a bar. Pure. */
final class LockerTable {
    /** Rows of lockers; what is beyond is only counted, so that the table fits a terminal of 24 lines. */
    static final int ROWS_MAX = 16;

    private static final int CODE = 16;
    private static final int NETWORK = 8;
    private static final int NUMBER = 11;
    private static final int GAP = 3;
    private static final int STATE_AT = 2 + CODE + NETWORK + 3 * NUMBER + GAP;

    private final Terminal terminal;

    LockerTable(Terminal terminal) {
        this.terminal = terminal;
    }

    /** The lines of the table, without line ends; always heading, rule, rows, rule, sums. */
    List<String> draw(List<LockerLine> lockers) {
        List<String> rows = lockers.stream().limit(ROWS_MAX).map(this::row).toList();
        List<String> lines = new ArrayList<>();
        lines.add(Paint.FAINT.on(heading(), terminal));
        lines.add(rule());
        lines.addAll(rows);
        if (lockers.size() > ROWS_MAX) {
            lines.add(Paint.FAINT.on(more(lockers), terminal));
        }
        lines.add(rule());
        lines.add(sums(lockers));
        return List.copyOf(lines);
    }

    private String heading() {
        return "  " + left("locker", CODE) + left("network", NETWORK) + right("recorded", NUMBER)
                + right("pending", NUMBER) + right("at hub", NUMBER) + " ".repeat(GAP) + "state";
    }

    private String rule() {
        return Paint.FAINT.on("  " + (terminal.unicode() ? "─" : "-").repeat(terminal.width() - 2), terminal);
    }

    private String row(LockerLine locker) {
        Paint mood = locker.settled() ? Paint.GREEN : locker.network() == Network.UP ? Paint.YELLOW : Paint.RED;
        String pending = right(number(locker.pending()), NUMBER);
        return "  "
                + left(locker.code(), CODE)
                + network(locker.network())
                + right(number(locker.recorded()), NUMBER)
                + (locker.pending() == 0 ? pending : Paint.YELLOW.on(pending, terminal))
                + right(number(locker.stored()), NUMBER)
                + " ".repeat(GAP)
                + mood.on(cut(locker.state(), terminal.width() - STATE_AT), terminal);
    }

    private String network(Network network) {
        boolean up = network == Network.UP;
        String dot = terminal.unicode() ? (up ? "● " : "○ ") : "";
        return (up ? Paint.GREEN : Paint.RED).on(left(dot + (up ? "up" : "down"), NETWORK), terminal);
    }

    private String more(List<LockerLine> lockers) {
        List<LockerLine> rest = lockers.subList(ROWS_MAX, lockers.size());
        long down = rest.stream().filter(one -> one.network() == Network.DOWN).count();
        return "  and %,d more, %,d of them without network, %,d changes pending"
                .formatted(rest.size(), down, sum(rest, LockerLine::pending));
    }

    private String sums(List<LockerLine> lockers) {
        long up = lockers.stream().filter(one -> one.network() == Network.UP).count();
        long recorded = sum(lockers, LockerLine::recorded);
        long stored = sum(lockers, LockerLine::stored);
        String numbers = left(number(lockers.size()) + " lockers", CODE)
                + left(number(up) + " up", NETWORK)
                + right(number(recorded), NUMBER)
                + right(number(sum(lockers, LockerLine::pending)), NUMBER)
                + right(number(stored), NUMBER);
        return "  " + Paint.BOLD.on(numbers, terminal) + " ".repeat(GAP) + bar(stored, recorded);
    }

    /** How much of what was recorded the hub has; it is full only when it has all. */
    private String bar(long stored, long recorded) {
        double share = recorded == 0 ? 1.0 : Math.min(1.0, stored / (double) recorded);
        int width = Math.min(24, terminal.width() - STATE_AT - 6);
        int full = (int) (share * width);
        String done = (terminal.unicode() ? "█" : "#").repeat(full);
        String open = (terminal.unicode() ? "░" : ".").repeat(width - full);
        Paint mood = share < 1.0 ? Paint.YELLOW : Paint.GREEN;
        return mood.on(done, terminal) + Paint.FAINT.on(open, terminal) + " %3d %%".formatted((int) (share * 100));
    }

    private static long sum(List<LockerLine> lockers, ToLongFunction<LockerLine> what) {
        return lockers.stream().mapToLong(what).sum();
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private String left(String text, int width) {
        String cut = cut(text, width - 1);
        return cut + " ".repeat(width - cut.length());
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }

    private String cut(String text, int width) {
        String ellipsis = terminal.unicode() ? "…" : "~";
        return text.length() <= width ? text : text.substring(0, width - 1) + ellipsis;
    }
}
