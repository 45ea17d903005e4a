package ghosthunter.codecs.exchange;

import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.JsonFields;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a receipt says of the entities that follow it: the lines count only together, when their digest is this.
 *
 * @param count lines that follow
 * @param bytes their bytes, line feeds included
 * @param sha256 SHA-256 of these bytes
 * @param cursor where the next pull goes on, once they are applied; 1 to {@value Pull#CURSOR_CHARS_MAX} characters, opaque
 * @param more whether there is more to pull at once
 * @param scan the scan that they belong to, or null outside of one; what a device holds and a whole scan did not bring is gone
 * @param scanEnd whether the scan ends with them
 */
public record Down(
        long count,
        long bytes,
        Hash sha256,
        String cursor,
        boolean more,
        @Nullable String scan,
        boolean scanEnd) {
    public Down {
        cursor = Pull.checkCursor(cursor);
        scan = scan == null ? null : Statement.id(scan);
        if (scan == null && scanEnd) {
            throw new IllegalArgumentException("only a scan ends");
        }
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("count", count)
                .put("bytes", bytes)
                .put("sha256", sha256.toString())
                .put("cursor", cursor)
                .put("more", more);
        if (scan != null) {
            json.put("scan", scan).put("scan_end", scanEnd);
        }
        return json;
    }

    static Down ofFields(JsonFields json) {
        String scan = json.valueOrNull("scan", Statement::id);
        return new Down(
                json.natural("count", Pull.LINES_MAX),
                json.natural("bytes", Pull.BYTES_MAX),
                json.value("sha256", Hash::parse),
                json.value("cursor", Pull::checkCursor),
                Boolean.TRUE.equals(json.flagOrNull("more")),
                scan,
                scan != null && Boolean.TRUE.equals(json.flagOrNull("scan_end")));
    }
}
