package ghosthunter.edge.sync;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Compresses a body where that saves bytes on the air. */
final class Gzip {
    /** A lone signed statement is base64 of hashes: below this it hardly shrinks. */
    private static final int SIZE_BYTES_MIN = 1_024;

    /** More than this keeps the event loop of a small board busy for too long. */
    private static final int ON_LOOP_BYTES_MAX = 32 * 1024;

    private Gzip() {}

    /** A body as it goes out. */
    record Packed(Buffer body, boolean gzip) {}

    /** The body, compressed if that makes it smaller. */
    static Future<Packed> whenItPays(Vertx vertx, Buffer body) {
        if (body.length() < SIZE_BYTES_MIN) {
            return Future.succeededFuture(new Packed(body, false));
        }
        return body.length() <= ON_LOOP_BYTES_MAX
                ? Future.succeededFuture(pack(body))
                : vertx.executeBlocking(() -> pack(body));
    }

    static Packed pack(Buffer body) {
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
}
