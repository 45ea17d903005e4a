package ghosthunter.load.bench.frame;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Draws a {@link Chart} as SVG: axes from zero, five marks each, a legend. */
final class Plot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int LEFT = 80;
    private static final int TOP = 50;
    private static final int RIGHT = 20;
    private static final int BOTTOM = 60;
    private static final int MARKS = 5;
    private static final int LEGEND_STEP = 18;
    private static final List<String> COLOURS = List.of("#0b62a4", "#c8511b", "#2e8540", "#7a3e9d", "#8a6d00");

    private final Chart chart;
    private final double xMax;
    private final double yMax;
    private final StringBuilder svg = new StringBuilder(4_096);

    private Plot(Chart chart) {
        this.chart = chart;
        this.xMax = max(Chart.Point::x);
        this.yMax = max(Chart.Point::y);
    }

    /** The text of the file. */
    static String svg(Chart chart) {
        return new Plot(chart).draw();
    }

    private String draw() {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">"
                        .formatted(WIDTH, HEIGHT));
        add("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        text(WIDTH / 2.0, 24, "middle", chart.title());
        axes();
        for (int i = 0; i < chart.series().size(); i++) {
            line(chart.series().get(i), COLOURS.get(i % COLOURS.size()), i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes() {
        for (int i = 0; i <= MARKS; i++) {
            double x = xMax * i / MARKS;
            double y = yMax * i / MARKS;
            segment(LEFT, y(y), WIDTH - RIGHT, y(y));
            text(x(x), HEIGHT - BOTTOM + 18, "middle", Numbers.text(x));
            text(LEFT - 6, y(y) + 4, "end", Numbers.text(y));
        }
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 16, "middle", chart.xLabel());
        text(LEFT, TOP - 10, "start", chart.yLabel());
    }

    private void line(Chart.Series line, String colour, int index) {
        String points = line.points().stream()
                .map(point -> number(x(point.x())) + "," + number(y(point.y())))
                .collect(Collectors.joining(" "));
        add("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>".formatted(colour, points));
        line.points()
                .forEach(point -> add("<circle cx=\"%s\" cy=\"%s\" r=\"2.5\" fill=\"%s\"/>"
                        .formatted(number(x(point.x())), number(y(point.y())), colour)));
        int legendY = TOP + 6 + index * LEGEND_STEP;
        add("<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>".formatted(LEFT + 10, legendY, colour));
        text(LEFT + 26, legendY + 9, "start", line.name());
    }

    private double x(double value) {
        return LEFT + value / xMax * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - value / yMax * (HEIGHT - TOP - BOTTOM);
    }

    private void segment(double x1, double y1, double x2, double y2) {
        add("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"#ddd\"/>"
                .formatted(number(x1), number(y1), number(x2), number(y2)));
    }

    private void text(double x, double y, String anchor, String words) {
        add("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
                .formatted(number(x), number(y), anchor, escaped(words)));
    }

    private void add(String element) {
        svg.append(element).append('\n');
    }

    private double max(ToDoubleFunction<Chart.Point> coordinate) {
        double max = chart.series().stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(coordinate)
                .max()
                .orElse(0);
        return max > 0 ? max * 1.05 : 1;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
