package ghosthunter.load.proxy;

import io.vertx.core.buffer.Buffer;

/**
 * Consecutive bytes of one request as they are forwarded.
 *
 * @param bytes never empty
 * @param begins the first piece of a request, which holds its whole head
 * @param ends the last piece of a request; opaque traffic has no last piece
 * @param path the request target of a first piece; empty in later pieces and for opaque traffic
 */
record RequestPiece(Buffer bytes, boolean begins, boolean ends, String path) {

    static RequestPiece later(Buffer bytes, boolean ends) {
        return new RequestPiece(bytes, false, ends, "");
    }
}
