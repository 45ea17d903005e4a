package ghosthunter.codecs.exchange;

import ghosthunter.codecs.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a device asks for in a statement: entities that changed since its cursor.
 *
 * @param cursor where the last pull ended, or null: everything, from the beginning
 * @param bytesMax bytes of lines that the device takes now, 1 to {@value #BYTES_MAX}
 */
public record Pull(@Nullable String cursor, long bytesMax) {
    /** The longest cursor. */
    public static final int CURSOR_CHARS_MAX = 1_024;

    /** The most bytes of lines behind a receipt. */
    public static final long BYTES_MAX = 1 << 20;

    /** The most lines behind a receipt. */
    public static final long LINES_MAX = 10_000;

    private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_-]{1," + CURSOR_CHARS_MAX + "}");

    public Pull {
        cursor = cursor == null ? null : checkCursor(cursor);
        if (bytesMax < 1 || bytesMax > BYTES_MAX) {
            throw new IllegalArgumentException("a pull takes 1 to " + BYTES_MAX + " bytes");
        }
    }

    /**
     * The cursor, if it has the form of one.
     *
     * @throws IllegalArgumentException if it has not
     */
    static String checkCursor(String cursor) {
        if (!CURSOR.matcher(cursor).matches()) {
            throw new IllegalArgumentException("must be 1 to " + CURSOR_CHARS_MAX + " characters of A-Z a-z 0-9 _ -");
        }
        return cursor;
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject().put("bytes", bytesMax);
        if (cursor != null) {
            json.put("cursor", cursor);
        }
        return json;
    }

    static Pull ofFields(JsonFields json) {
        long bytes = json.natural("bytes", BYTES_MAX);
        if (bytes == 0) {
            throw json.broken("bytes is 1 to " + BYTES_MAX);
        }
        return new Pull(json.valueOrNull("cursor", Pull::checkCursor), bytes);
    }
}
