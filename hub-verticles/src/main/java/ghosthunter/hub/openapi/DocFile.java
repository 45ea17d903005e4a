package ghosthunter.hub.openapi;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of the documentation, in memory.
 *
 * @param content never written to
 * @param etag its strong entity tag (RFC 9110, section 8.8.3), with its quotes
 * @param lifeS how long a browser may keep it without asking, seconds; 0: it asks each time
 */
public record DocFile(Buffer content, String mediaType, String etag, long lifeS) {
    private static final int TAG_BYTES = 16;

    static DocFile of(byte[] content, String mediaType) {
        return new DocFile(Buffer.buffer(content), mediaType, tag(content), 0);
    }

    /** A large one that never changes while its version is the same: nothing is hashed at the start for it. */
    static DocFile of(byte[] content, String mediaType, String version, long lifeS) {
        return new DocFile(Buffer.buffer(content), mediaType, '"' + version + '"', lifeS);
    }

    private static String tag(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
