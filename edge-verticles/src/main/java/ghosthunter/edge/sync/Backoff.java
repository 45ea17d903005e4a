package ghosthunter.edge.sync;

import java.util.random.RandomGenerator;

/** Waits that grow and are spread. Pure but for the randomness that it is given. */
public final class Backoff {
    private Backoff() {}

    /**
     * Exponential backoff with full jitter ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015): anything from 0 to
     * {@code baseMs * 2^(failures-1)}, at most {@code maxMs}. Full jitter, because devices that lost the network together
     * would otherwise come back together.
     *
     * @param failures how many attempts have failed, 1 or more
     */
    public static long fullJitterMs(int failures, long baseMs, long maxMs, RandomGenerator random) {
        return random.nextLong(stepMs(failures, baseMs, maxMs) + 1);
    }

    /** The upper end of that wait. */
    public static long stepMs(int failures, long baseMs, long maxMs) {
        if (failures < 1 || baseMs < 1 || maxMs < baseMs) {
            throw new IllegalArgumentException("failures and base are 1 or more, the maximum is not below the base");
        }
        int doublings = failures - 1;
        boolean overflows = doublings >= Long.numberOfLeadingZeros(baseMs) - 1;
        return overflows ? maxMs : Math.min(maxMs, baseMs << doublings);
    }

    /** A wait of about {@code ms}: a fifth shorter to a fifth longer. */
    public static long aboutMs(long ms, RandomGenerator random) {
        long fifth = ms / 5;
        return ms - fifth + random.nextLong(2 * fifth + 1);
    }

    /** A wait of at least {@code ms}, up to a quarter longer and never exactly together. */
    public static long atLeastMs(long ms, RandomGenerator random) {
        return ms + 1 + random.nextLong(ms / 4 + 1);
    }
}
