package ghosthunter.edge.sync;

import ghosthunter.codecs.exchange.Packed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/** Compresses a body where that saves bytes on the air. */
final class Gzip {
    /** A lone signed statement is base64 of hashes: below this it hardly shrinks. */
    private static final int SIZE_BYTES_MIN = 1_024;

    /** More than this keeps the event loop of a small board busy for too long. */
    private static final int ON_LOOP_BYTES_MAX = 32 * 1024;

    private Gzip() {}

    /** The body, compressed if that makes it smaller. */
    static Future<Packed> whenItPays(Vertx vertx, Buffer body) {
        if (body.length() < SIZE_BYTES_MIN) {
            return Future.succeededFuture(Packed.plain(body));
        }
        return body.length() <= ON_LOOP_BYTES_MAX
                ? Future.succeededFuture(Packed.smaller(body))
                : vertx.executeBlocking(() -> Packed.smaller(body));
    }
}
