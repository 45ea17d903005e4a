package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.time.Timestamps;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Times as this contract writes them: UTC with {@code Z} and milliseconds. Pure. */
final class Iso {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Iso() {}

    static String of(Instant at) {
        return MILLIS.format(at);
    }

    /** A time in text, of JavaScript's {@code toISOString} or any other ISO 8601 with an offset; empty where it is none. */
    static Optional<Instant> parse(Object text) {
        try {
            return Optional.of(Timestamps.parse(String.valueOf(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
