package ghosthunter.hub.openapi;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
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

    static DocFile of(byte[] content, String mediaType, long lifeS) {
        return new DocFile(Buffer.buffer(content), mediaType, tag(content), lifeS);
    }

    static DocFile of(String content, String mediaType) {
        return of(content.getBytes(StandardCharsets.UTF_8), mediaType, 0);
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
