package ghosthunter.load.report;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What a person watches during the demo: phases with a headline, sentences, and one table of lockers.
 *
 * <p>On a terminal the table refreshes in place, below the sentences of its phase. Elsewhere (a pipe, a log, {@code
 * NO_COLOR}) lines are only appended, without colours or cursor codes: the whole table when a phase first shows it and
 * when the phase ends, and in between a line for each locker whose network or state changed.
 *
 * <p>Not thread-safe: one thread writes, and nobody else writes to the same stream meanwhile.
 */
public final class Screen implements AutoCloseable {
    private static final String ERASE_LINE = "\u001b[2K";
    private static final String ERASE_BELOW = "\u001b[J";

    /** A line that is too long for the terminal is cut and not wrapped, or the table would lose its place. */
    private static final String WRAP_OFF = "\u001b[?7l";

    private static final String WRAP_ON = "\u001b[?7h";

    private final PrintStream out;
    private final Terminal terminal;
    private List<LockerLine> shown = List.of();
    private List<LockerLine> printedWhole = List.of();
    private int tableLines;
    private int phases;

    /** Writes to {@code out} what {@code terminal} can take. The stream is flushed, never closed. */
    public Screen(PrintStream out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** The screen for standard output, {@code out}, of this process. */
    @SuppressWarnings("SystemConsoleNull") // Null without a console up to Java 21; this program is built for 17.
    public static Screen of(PrintStream out) {
        boolean console = System.console() != null;
        Terminal terminal = Terminal.detect(System.getenv(), console, Charset.defaultCharset());
        OptionalInt columns = terminal.live() ? TerminalSize.columns() : OptionalInt.empty();
        return new Screen(out, columns.isEmpty() ? terminal : terminal.withWidth(columns.getAsInt()));
    }

    /** The table as text, each line ended. Pure. */
    public static String render(List<LockerLine> lockers, Terminal terminal) {
        return new LockerTable(terminal)
                .draw(lockers).stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** The headline of a phase as text, one line, ended. Pure. */
    static String renderHeadline(int number, String headline, Terminal terminal) {
        String rule = terminal.unicode() ? "━" : "=";
        String title = " " + number + "  " + headline + " ";
        String rest = rule.repeat(Math.max(3, terminal.width() - 3 - title.length()));
        return Paint.BOLD.on(rule.repeat(3) + title + rest, terminal) + "\n";
    }

    /** Begins a phase: the table so far stays as it is, the next one comes below the headline. */
    public void phase(String headline) {
        finishTable();
        phases++;
        write("\n" + renderHeadline(phases, headline, terminal) + "\n");
    }

    /** Says a sentence, above the table where it refreshes in place. */
    public void say(String sentence) {
        if (tableLines == 0) {
            write("  " + sentence + "\n");
            return;
        }
        write(toTableTop() + ERASE_BELOW + "  " + sentence + "\n" + inPlace(render(shown, terminal)));
    }

    /** Shows the lockers as they are now. */
    public void show(List<LockerLine> lockers) {
        List<LockerLine> before = shown;
        shown = List.copyOf(lockers);
        if (terminal.live()) {
            String table = render(shown, terminal);
            write(toTableTop() + inPlace(table) + ERASE_BELOW);
            tableLines = (int) table.lines().count();
        } else if (before.isEmpty()) {
            printWhole();
        } else {
            write(changes(before));
        }
    }

    /** Leaves the last table behind. */
    @Override
    public void close() {
        finishTable();
    }

    private void finishTable() {
        if (!terminal.live() && !shown.equals(printedWhole)) {
            printWhole();
        }
        tableLines = 0;
        shown = List.of();
        printedWhole = List.of();
    }

    private void printWhole() {
        write(render(shown, terminal));
        printedWhole = shown;
    }

    private String changes(List<LockerLine> before) {
        Map<String, LockerLine> known = new HashMap<>();
        before.forEach(locker -> known.put(locker.code(), locker));
        return shown.stream()
                .filter(now -> now.differsToAPerson(known.getOrDefault(now.code(), now)))
                .map(Screen::sentence)
                .collect(Collectors.joining());
    }

    private static String sentence(LockerLine now) {
        String network = now.network() == LockerLine.Network.UP ? "up" : "down";
        return "  %s: network %s, recorded %,d, pending %,d, at hub %,d, %s%n"
                .formatted(now.code(), network, now.recorded(), now.pending(), now.stored(), now.state());
    }

    private String toTableTop() {
        return tableLines == 0 ? "" : "\u001b[" + tableLines + "A\r";
    }

    private static String inPlace(String table) {
        return WRAP_OFF + table.lines().map(line -> ERASE_LINE + line + "\n").collect(Collectors.joining()) + WRAP_ON;
    }

    private void write(String text) {
        out.print(text);
        out.flush();
    }
}
