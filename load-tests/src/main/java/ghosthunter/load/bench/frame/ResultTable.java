package ghosthunter.load.bench.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The table of a result, for people. */
final class ResultTable {
    private static final List<String> HEAD = List.of("metric", "value", "unit", "yardstick", "ratio", "target", "met");
    private static final int GAP = 2;

    private ResultTable() {}

    /** Its lines, the machine and the notes included. */
    static List<String> lines(String name, Result result) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        result.figures().forEach(figure -> rows.add(cells(figure)));
        List<Integer> widths = IntStream.range(0, HEAD.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElseThrow())
                .boxed()
                .toList();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(name + ": the yardstick is " + result.yardstick());
        lines.add(Machine.line());
        rows.forEach(row -> lines.add(line(row, widths)));
        result.notes().forEach(note -> lines.add("* " + note));
        return lines;
    }

    private static List<String> cells(Figure figure) {
        Double yardstick = figure.yardstick();
        Double ratio = figure.ratio();
        Goal goal = figure.goal();
        Boolean met = figure.met();
        return Stream.of(
                        figure.metric(),
                        Numbers.text(figure.value()),
                        figure.unit(),
                        yardstick == null ? "" : Numbers.text(yardstick),
                        ratio == null ? "" : Numbers.text(ratio),
                        goal == null ? "" : goal.text(),
                        met == null ? "" : met ? "yes" : "no")
                .toList();
    }

    private static String line(List<String> row, List<Integer> widths) {
        return IntStream.range(0, row.size())
                .mapToObj(i ->
                        row.get(i) + " ".repeat(widths.get(i) + GAP - row.get(i).length()))
                .collect(Collectors.joining())
                .stripTrailing();
    }
}
