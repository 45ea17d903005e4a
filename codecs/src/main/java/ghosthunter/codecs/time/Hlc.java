package ghosthunter.codecs.time;

/**
 * Hybrid logical clock in one long that is never negative: 47 bits of milliseconds, 16 bits of counter (Kulkarni et al.,
 * "Logical Physical Clocks", 2014). Pure. Bring a stranger's stamp below {@link #cap} before merging it.
 */
public final class Hlc {
    private static final int COUNTER_BITS = 16;
    private static final long COUNTER_MAX = (1L << COUNTER_BITS) - 1;
    private static final long WALL_MS_MAX = Long.MAX_VALUE >>> COUNTER_BITS;

    private Hlc() {}

    /** The stamp of a local event: after {@code last} and not before the wall clock. Stands still at the very last stamp. */
    public static long next(long last, long wallMs) {
        long after = last == Long.MAX_VALUE ? last : last + 1;
        return Math.max(after, believable(wallMs) << COUNTER_BITS);
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
        return Math.min(hlc, (believable(latestMs) << COUNTER_BITS) | COUNTER_MAX);
    }

    /** Within the 47 bits, which end in the year 6429. */
    private static long believable(long wallMs) {
        return Math.max(0, Math.min(wallMs, WALL_MS_MAX));
    }
}
