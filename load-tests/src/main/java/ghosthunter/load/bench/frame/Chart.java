package ghosthunter.load.bench.frame;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is plotted: lines over a number, each through its points.
 *
 * @param xLabel with the unit
 * @param yLabel with the unit
 */
public record Chart(String title, String xLabel, String yLabel, List<Series> series) {
    public Chart {
        series = List.copyOf(series);
    }

    /** One line. */
    public record Series(String name, List<Point> points) {
        public Series {
            points = List.copyOf(points);
        }
    }

    /** One point. */
    public record Point(double x, double y) {}

    /** All of them, of all lines. */
    Stream<Point> points() {
        return series.stream().flatMap(line -> line.points().stream());
    }

    /** Its numbers, so that anybody can plot them another way. */
    JsonArray toJson() {
        JsonArray all = new JsonArray();
        for (Series line : series) {
            JsonArray points = new JsonArray();
            line.points()
                    .forEach(point -> points.add(new JsonArray().add(point.x()).add(point.y())));
            all.add(new JsonObject().put("name", line.name()).put("points", points));
        }
        return all;
    }
}
