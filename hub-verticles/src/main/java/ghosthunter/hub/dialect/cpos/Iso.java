package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.time.Timestamps;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times as this contract writes them: UTC with {@code Z} and milliseconds. Pure. */
final class Iso {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern LOCAL = Pattern.compile("[^T]+T[0-9:.]+");

    private Iso() {}

    static String of(Instant at) {
        return MILLIS.format(at);
    }

    /** A time in ISO 8601, or a date, which is its first instant; UTC where it names no offset. Empty where it is none. */
    static Optional<Instant> parse(Object told) {
        String text = String.valueOf(told);
        String offset = DATE.matcher(text).matches()
                ? "T00:00:00Z"
                : LOCAL.matcher(text).matches() ? "Z" : "";
        try {
            return Optional.of(Timestamps.parse(text + offset));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
