package ghosthunter.codecs.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** The one grammar of times in text: ISO 8601 with offset, years 1970 to 9999, which every database and language can hold. */
public final class Timestamps {
    /** The last millisecond of the year 9999: no clock reading, of a wall or since a boot, is beyond it. */
    public static final long MS_MAX = 253_402_300_799_999L;

    private Timestamps() {}

    /**
     * Reads a time.
     *
     * @throws IllegalArgumentException if it is none, does not exist (30 February), or is out of range
     */
    public static Instant parse(String text) {
        try {
            Instant parsed = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
            if (parsed.getEpochSecond() >= 0 && parsed.getEpochSecond() <= MS_MAX / 1_000) {
                return parsed;
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be an ISO 8601 time with offset, such as 2026-02-20T18:00:00Z", e);
        }
        throw new IllegalArgumentException("must be in the years 1970 to 9999");
    }

    /** The value, or the nearest clock reading that there can be. */
    static long clamp(long ms) {
        return Math.max(0, Math.min(ms, MS_MAX));
    }
}
