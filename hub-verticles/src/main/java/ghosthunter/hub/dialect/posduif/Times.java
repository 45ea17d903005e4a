package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.time.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as phones write them and as the hub answers them: all of one length, so that their texts sort as they do. Pure. */
final class Times {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Times() {}

    static String text(Instant at) {
        return MICROS.format(at);
    }

    /**
     * Reads a time. Phones write theirs without a zone: it is taken for UTC.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Instant parse(String text) {
        try {
            String dated = text.replaceFirst("(?<=^[0-9]{4}-[0-9]{2}-[0-9]{2}) ", "T");
            return Timestamps.parse(
                    LocalDateTime.parse(dated).atOffset(ZoneOffset.UTC).toString());
        } catch (DateTimeException e) {
            return Timestamps.parse(text);
        }
    }
}
