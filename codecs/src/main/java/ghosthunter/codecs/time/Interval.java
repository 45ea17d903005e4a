package ghosthunter.codecs.time;

import java.time.Instant;
import java.util.Optional;

/**
 * A closed interval of hub time in which something happened, milliseconds since 1970.
 *
 * @param fromMs the earliest
 * @param toMs the latest, not before {@code fromMs}
 */
public record Interval(long fromMs, long toMs) {
    public Interval {
        if (toMs < fromMs) {
            throw new IllegalArgumentException("an interval ends after it begins: " + fromMs + " to " + toMs);
        }
    }

    /** The interval of an estimate and its error. */
    public static Interval around(long centreMs, long errorMs) {
        return new Interval(centreMs - errorMs, centreMs + errorMs);
    }

    /** What both allow, or nothing when they contradict each other. */
    public Optional<Interval> intersect(Interval other) {
        long from = Math.max(fromMs, other.fromMs);
        long to = Math.min(toMs, other.toMs);
        return from <= to ? Optional.of(new Interval(from, to)) : Optional.empty();
    }

    /** The same, but nothing after {@code latestMs}. */
    public Interval noLaterThan(long latestMs) {
        return new Interval(Math.min(fromMs, latestMs), Math.min(toMs, latestMs));
    }

    /** The middle. */
    public Instant centre() {
        return Instant.ofEpochMilli(fromMs + (toMs - fromMs) / 2);
    }

    /** Half the width, rounded up, milliseconds. */
    public long errorMs() {
        return (toMs - fromMs + 1) / 2;
    }
}
