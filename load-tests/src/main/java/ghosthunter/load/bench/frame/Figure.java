package ghosthunter.load.bench.frame;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One measured number, and beside it the yardstick that was measured in the same run.
 *
 * @param metric what it is
 * @param value in {@code unit}
 * @param yardstick in the same unit, or null where there is nothing to compare with
 * @param goal what it should be, or null where it only informs
 */
public record Figure(
        String metric,
        double value,
        String unit,
        @Nullable Double yardstick,
        @Nullable Goal goal) {
    /** A figure that only informs. */
    public static Figure of(String metric, double value, String unit) {
        return new Figure(metric, value, unit, null, null);
    }

    /** A count that only informs. */
    public static Figure count(String metric, long value, String unit) {
        return of(metric, (double) value, unit);
    }

    /** This figure beside its yardstick. */
    public Figure beside(double measured) {
        return new Figure(metric, value, unit, measured, goal);
    }

    /** This figure with a goal. */
    public Figure should(Goal wanted) {
        return new Figure(metric, value, unit, yardstick, wanted);
    }

    /** How many times the yardstick it is; null without one. */
    public @Nullable Double ratio() {
        return yardstick == null || yardstick == 0 ? null : (Double) (value / yardstick);
    }

    /** Whether the goal is met; null without one. */
    public @Nullable Boolean met() {
        return goal == null ? null : (Boolean) goal.isMet(value, ratio());
    }

    /** Its row in the file. */
    JsonObject toJson() {
        return new JsonObject()
                .put("metric", metric)
                .put("value", value)
                .put("unit", unit)
                .put("yardstick", yardstick)
                .put("ratio", ratio())
                .put("target", goal == null ? null : goal.text())
                .put("met", met());
    }
}
