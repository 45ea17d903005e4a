package ghosthunter.codecs.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The one grammar of times in text: ISO 8601 with offset, years 1970 to 9999, which every database and language can hold. */
public final class Timestamps {
    /** The last millisecond of the year 9999: no clock reading, of a wall or since a boot, is beyond it. */
    public static final long MS_MAX = 253_402_300_799_999L;

    private static final String PLAIN = "0000-00-00T00:00:00.000Z";
    private static final int NANOS_PER_MS = 1_000_000;

    private Timestamps() {}

    /**
     * Reads a time.
     *
     * @throws IllegalArgumentException if it is none, does not exist (30 February), or is out of range
     */
    public static Instant parse(String text) {
        try {
            Instant parsed =
                    isPlain(text) ? plain(text) : DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
            if (parsed.getEpochSecond() >= 0 && parsed.getEpochSecond() <= MS_MAX / 1_000) {
                return parsed;
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be an ISO 8601 time with offset, such as 2026-02-20T18:00:00Z", e);
        }
        throw new IllegalArgumentException("must be in the years 1970 to 9999");
    }

    /** The form in which every device of ours writes: the formatter takes longer for it and fills 2 KB of heap. */
    private static boolean isPlain(String text) {
        if (text.length() != PLAIN.length()) {
            return false;
        }
        for (int i = 0; i < PLAIN.length(); i++) {
            char expected = PLAIN.charAt(i);
            char there = text.charAt(i);
            if (expected == '0' ? there < '0' || there > '9' : there != expected) {
                return false;
            }
        }
        return true;
    }

    /** Fails as the formatter does where a field is out of range. */
    private static Instant plain(String text) {
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, 19),
                        number(text, 20, 23) * NANOS_PER_MS)
                .toInstant(ZoneOffset.UTC);
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    /** The value, or the nearest clock reading that there can be. */
    static long clamp(long ms) {
        return Math.max(0, Math.min(ms, MS_MAX));
    }
}
