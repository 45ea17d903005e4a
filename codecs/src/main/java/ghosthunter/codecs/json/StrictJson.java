package ghosthunter.codecs.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

/**
 * The one JSON factory for what comes from outside: UTF-8 and nothing that merely looks like another encoding, no duplicate
 * members, no deep nesting, no endless numbers.
 */
public final class StrictJson {
    /** How deep objects and arrays may nest. */
    public static final int DEPTH_MAX = 32;

    /** How many characters a number may have. */
    public static final int NUMBER_CHARS_MAX = 64;

    /** How many characters a string may have. */
    public static final int STRING_CHARS_MAX = 64 * 1024;

    private static final int NAME_CHARS_MAX = 256;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNumberLength(NUMBER_CHARS_MAX)
                    .maxStringLength(STRING_CHARS_MAX)
                    .maxNameLength(NAME_CHARS_MAX)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Else bytes that are valid UTF-8 could be read as UTF-16, and offsets would be lost.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            // Names are a stranger's choice: they must not fill the JVM's table of interned strings.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private StrictJson() {}

    /** The factory; its parsers and generators need no object mapper. */
    public static JsonFactory factory() {
        return FACTORY;
    }

    /** Where the parser stopped, at the fault or one behind it: 1-based byte of the input, or 0 where it does not tell. */
    public static long column(JacksonException e) {
        return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset()) + 1;
    }

    /** Why parsing failed, in one line, with the column where it is known. */
    public static String reason(JacksonException e) {
        String reason = e.getOriginalMessage().lines().findFirst().orElse("");
        return (column(e) == 0 ? "" : "at column " + column(e) + ": ") + reason;
    }
}
