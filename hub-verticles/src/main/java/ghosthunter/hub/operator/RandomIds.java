package ghosthunter.hub.operator;

import java.security.SecureRandom;
import java.util.UUID;

/** Ids that nobody can guess and that tell nothing: UUIDv4. Any thread may ask. */
public final class RandomIds {
    private RandomIds() {}

    /** The next. */
    public static UUID next(SecureRandom random) {
        long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
