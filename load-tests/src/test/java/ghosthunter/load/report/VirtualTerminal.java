package ghosthunter.load.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a person sees after a terminal of unlimited height has obeyed a text and its control sequences. */
final class VirtualTerminal {
    private static final Pattern PART = Pattern.compile("\u001b\\[(\\??\\d*)([A-Za-z])|\n|\r|[^\u001b\n\r]+");

    private final int columns;
    private final List<StringBuilder> lines = new ArrayList<>();
    private int row;
    private int column;
    private boolean wraps = true;

    private VirtualTerminal(int columns) {
        this.columns = columns;
        lines.add(new StringBuilder());
    }

    static String seen(byte[] output, int columns) {
        VirtualTerminal terminal = new VirtualTerminal(columns);
        Matcher parts = PART.matcher(new String(output, StandardCharsets.UTF_8));
        while (parts.find()) {
            terminal.obey(parts);
        }
        return terminal.lines.stream()
                .map(line -> line.toString().stripTrailing())
                .collect(Collectors.joining("\n"));
    }

    private void obey(Matcher part) {
        String text = part.group();
        if (text.equals("\n")) {
            newLine();
        } else if (text.equals("\r")) {
            column = 0;
        } else if (part.group(2) == null) {
            text.codePoints().forEach(this::print);
        } else {
            control(part.group(1), part.group(2));
        }
    }

    private void newLine() {
        row++;
        column = 0;
        if (row == lines.size()) {
            lines.add(new StringBuilder());
        }
    }

    private void print(int codePoint) {
        if (column == columns && wraps) {
            newLine();
        }
        StringBuilder line = lines.get(row);
        int at = Math.min(column, columns - 1);
        while (line.length() <= at) {
            line.append(' ');
        }
        line.setCharAt(at, (char) codePoint);
        column = Math.min(column + 1, columns);
    }

    private void control(String parameter, String command) {
        switch (command) {
            case "A" -> row = Math.max(0, row - Integer.parseInt(parameter));
            case "K" -> lines.get(row).setLength(0);
            case "J" -> {
                lines.get(row).setLength(column);
                lines.subList(row + 1, lines.size()).clear();
            }
            case "h" -> wraps = true;
            case "l" -> wraps = false;
            case "m" -> {}
            default -> throw new IllegalArgumentException("unknown control sequence " + parameter + command);
        }
    }
}
