package ghosthunter.load.bench.frame;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * What a benchmark found. There is none where no figure, nothing to plot, or a number that is none came out: then something was not
 * measured, and making it throws {@link WrongResultException}.
 *
 * @param yardstick what the yardsticks are, in one line
 * @param figures the rows of the table
 * @param notes what a reader must know: what is simulated, what shares the machine
 * @param chart the plot
 */
public record Result(String yardstick, List<Figure> figures, List<String> notes, Chart chart) {
    public Result {
        figures = List.copyOf(figures);
        notes = List.copyOf(notes);
        requireMeasured(figures, chart);
    }

    private static void requireMeasured(List<Figure> figures, Chart chart) {
        if (figures.isEmpty() || chart.points().findAny().isEmpty()) {
            throw new WrongResultException("nothing was measured");
        }
        for (Figure figure : figures) {
            Double yardstick = figure.yardstick();
            if (!Double.isFinite(figure.value()) || (yardstick != null && !Double.isFinite(yardstick))) {
                throw new WrongResultException("not measured: " + figure.metric());
            }
        }
        if (!chart.points()
                .flatMapToDouble(point -> DoubleStream.of(point.x(), point.y()))
                .allMatch(Double::isFinite)) {
            throw new WrongResultException("not measured: a point of the plot " + chart.title());
        }
    }

    /** The content of the file. */
    JsonObject toJson(String name, Form form) {
        JsonArray rows = new JsonArray();
        figures.forEach(figure -> rows.add(figure.toJson()));
        return new JsonObject()
                .put("name", name)
                .put("form", form.name().toLowerCase(Locale.ROOT))
                .put("yardstick", yardstick)
                .put("rows", rows)
                .put("notes", new JsonArray(notes))
                .put("series", chart.toJson())
                .put("machine", Machine.here());
    }
}
