package ghosthunter.codecs.exchange;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A body as it travels.
 *
 * @param gzip whether it needs {@code Content-Encoding: gzip}
 */
public record Packed(Buffer body, boolean gzip) {
    /** Gzip by its bare name. With a weight it may mean "never", and a plain body is good for everybody. */
    private static final Pattern GZIP_TAKEN = Pattern.compile("(^|,)\\s*gzip\\s*(,|$)", Pattern.CASE_INSENSITIVE);

    /** The body as it is. */
    public static Packed plain(Buffer body) {
        return new Packed(body, false);
    }

    /** The body, compressed if that makes it smaller. A quarter of a signed line goes, for it is base64. */
    public static Packed smaller(Buffer body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length() / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return packed.size() < body.length()
                ? new Packed(Buffer.buffer(packed.toByteArray()), true)
                : new Packed(body, false);
    }

    /** The body for somebody who sent this {@code Accept-Encoding}, or none. */
    public static Packed accepted(@Nullable String acceptEncoding, Buffer body) {
        return acceptEncoding != null && GZIP_TAKEN.matcher(acceptEncoding).find() ? smaller(body) : plain(body);
    }
}
