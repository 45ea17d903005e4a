package ghosthunter.codecs.time;

/**
 * Hybrid logical clock in one long: 48 bits of milliseconds, 16 bits of counter (Kulkarni et al., "Logical Physical Clocks",
 * 2014). Pure.
 */
public final class Hlc {
    private static final int COUNTER_BITS = 16;

    private Hlc() {}

    /** The stamp of a local event: after {@code last} and not before the wall clock. */
    public static long next(long last, long wallMs) {
        return Math.max(last + 1, wallMs << COUNTER_BITS);
    }

    /** The stamp after a message was seen. */
    public static long merge(long last, long seen, long wallMs) {
        return next(Math.max(last, seen), wallMs);
    }

    /** The milliseconds of a stamp. */
    public static long wallMs(long hlc) {
        return hlc >>> COUNTER_BITS;
    }

    /** The stamp, or the highest one the hub can believe: a clock in 2035 must not win every merge for years. */
    public static long cap(long hlc, long latestMs) {
        return Math.min(hlc, (latestMs << COUNTER_BITS) | ((1 << COUNTER_BITS) - 1));
    }
}
