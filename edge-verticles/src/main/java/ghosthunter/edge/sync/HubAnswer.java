package ghosthunter.edge.sync;

import io.vertx.core.buffer.Buffer;

/**
 * What came back over HTTP. Nothing of it is trusted before {@link ReceiptCheck} has looked at it.
 *
 * @param status the HTTP status
 * @param retryAfterS the {@code Retry-After} header in seconds, 0 where there is none or it is a date
 * @param body the body, or as much of it as arrived
 */
public record HubAnswer(int status, long retryAfterS, Buffer body) {
    /** What follows line 1; empty where nothing does. */
    Buffer rest() {
        for (int i = 0; i < body.length(); i++) {
            if (body.getByte(i) == '\n') {
                return body.getBuffer(i + 1, body.length());
            }
        }
        return Buffer.buffer();
    }
}
