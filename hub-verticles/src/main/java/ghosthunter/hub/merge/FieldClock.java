package ghosthunter.hub.merge;

import java.util.Comparator;

/**
 * When and where something was written. Ordered by time, a tie by the name of the device, so that any two hubs agree.
 *
 * @param hlc hybrid logical clock, see {@link ghosthunter.codecs.time.Hlc}
 * @param device the device that wrote
 */
public record FieldClock(long hlc, String device) implements Comparable<FieldClock> {
    /** Before every write. */
    static final FieldClock NEVER = new FieldClock(0, "");

    private static final Comparator<FieldClock> ORDER =
            Comparator.comparingLong(FieldClock::hlc).thenComparing(FieldClock::device);

    @Override
    public int compareTo(FieldClock other) {
        return ORDER.compare(this, other);
    }

    boolean isAfter(FieldClock other) {
        return compareTo(other) > 0;
    }

    /** The same writer, moved behind what it has seen where its clock is slow. The very last stamp stays. */
    FieldClock behind(FieldClock seen) {
        return isAfter(seen) ? this : new FieldClock(Math.max(seen.hlc, seen.hlc + 1), device);
    }
}
