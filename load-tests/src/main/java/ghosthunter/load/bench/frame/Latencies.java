package ghosthunter.load.bench.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Durations and their percentiles, three digits exact. Not thread-safe. */
public final class Latencies {
    private static final double NANOS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final double[] PLOTTED = {0, 10, 25, 50, 75, 90, 95, 99, 99.9, 100};

    private final Histogram nanos = new Histogram(LONGEST_NANOS, 3);

    /** Adds one. */
    public void add(long durationNanos) {
        nanos.recordValue(Math.max(0, Math.min(durationNanos, LONGEST_NANOS)));
    }

    /** How many there are. */
    public long count() {
        return nanos.getTotalCount();
    }

    /** Milliseconds that {@code percent} of them do not exceed; 0 where there is none. */
    public double ms(double percent) {
        return count() == 0 ? 0 : nanos.getValueAtPercentile(percent) / NANOS_PER_MS;
    }

    /** The longest, milliseconds. */
    public double maxMs() {
        return ms(100);
    }

    /** The percentiles as a line of a plot: percent, milliseconds. */
    public Chart.Series series(String name) {
        List<Chart.Point> points = new ArrayList<>();
        for (double percent : PLOTTED) {
            points.add(new Chart.Point(percent, ms(percent)));
        }
        return new Chart.Series(name, points);
    }
}
