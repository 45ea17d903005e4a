package ghosthunter.load.bench.frame;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What a benchmark found.
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
    }

    /** The content of the file. */
    JsonObject toJson(String name, boolean quick) {
        JsonArray rows = new JsonArray();
        figures.forEach(figure -> rows.add(figure.toJson()));
        return new JsonObject()
                .put("name", name)
                .put("quick", quick)
                .put("yardstick", yardstick)
                .put("rows", rows)
                .put("notes", new JsonArray(notes))
                .put("series", chart.toJson())
                .put("machine", Machine.here());
    }
}
