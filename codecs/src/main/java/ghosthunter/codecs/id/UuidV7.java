package ghosthunter.codecs.id;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds, then random bits. Ids of one maker ascend even when the
 * clock stands still or jumps back (method 1 of section 6.2: the 12 bits of {@code rand_a} count). Not thread-safe: one
 * maker belongs to one context.
 */
public final class UuidV7 {
    private static final int COUNTER_MAX = 0xfff;
    private static final long MS_MAX = (1L << 48) - 1;

    private final InstantSource clock;
    private final RandomGenerator random;
    private long lastMs = -1;
    private int counter;

    public UuidV7(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** The next id. */
    public UUID next() {
        long nowMs = Math.max(0, Math.min(clock.millis(), MS_MAX));
        if (nowMs > lastMs) {
            lastMs = nowMs;
            counter = random.nextInt(COUNTER_MAX / 2);
        } else if (counter < COUNTER_MAX) {
            counter++;
        } else {
            lastMs++;
            counter = 0;
        }
        long high = (lastMs << 16) | 0x7000 | counter;
        long low = (random.nextLong() >>> 2) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
