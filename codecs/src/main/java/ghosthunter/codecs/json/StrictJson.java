package ghosthunter.codecs.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

/** The one JSON factory for what comes from outside: no duplicate members, no deep nesting, no endless numbers. */
public final class StrictJson {
    /** How deep objects and arrays may nest. */
    public static final int DEPTH_MAX = 32;

    /** How many characters a number may have. */
    public static final int NUMBER_CHARS_MAX = 64;

    /** How many characters a string may have. */
    public static final int STRING_CHARS_MAX = 64 * 1024;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNumberLength(NUMBER_CHARS_MAX)
                    .maxStringLength(STRING_CHARS_MAX)
                    .maxNameLength(256)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private StrictJson() {}

    /** The factory; its parsers and generators need no object mapper. */
    public static JsonFactory factory() {
        return FACTORY;
    }
}
