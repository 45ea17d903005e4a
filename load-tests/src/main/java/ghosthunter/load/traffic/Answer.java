package ghosthunter.load.traffic;

import ghosthunter.codecs.problem.Problem;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/**
 * What the hub answered.
 *
 * @param status of HTTP
 * @param retryAfterS what the header {@code Retry-After} says, seconds; -1 without one
 * @param gzip whether the body is compressed; a receipt is, since a locker asks for it
 */
public record Answer(int status, int retryAfterS, boolean gzip, Buffer body) {
    static final int OK = 200;
    static final int TOO_MANY = 429;
    static final int UNAVAILABLE = 503;

    /** The hub has no room now, and says when to come back. */
    public boolean isBusy() {
        return (status == TOO_MANY || status == UNAVAILABLE) && retryAfterS >= 0;
    }

    /** The turn that the hub gave to this request alone, milliseconds from now; 0 without one. */
    long turnMs() {
        return isBusy() && body.length() > 0 ? plainBody().toJsonObject().getLong(Problem.TURN, 0L) : 0;
    }

    /** There is a receipt in it. */
    public boolean isReceipt() {
        return status == OK;
    }

    /** The body as it was before it travelled. */
    public Buffer plainBody() {
        if (!gzip) {
            return body;
        }
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(body.getBytes()))) {
            return Buffer.buffer(plain.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("a compressed answer that is damaged", e);
        }
    }

    /** For a message. */
    String text() {
        return status + " " + plainBody();
    }
}
