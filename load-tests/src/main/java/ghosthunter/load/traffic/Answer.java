package ghosthunter.load.traffic;

import io.vertx.core.buffer.Buffer;

/**
 * What the hub answered.
 *
 * @param status of HTTP
 * @param retryAfterS what the header {@code Retry-After} says, seconds; -1 without one
 */
public record Answer(int status, int retryAfterS, Buffer body) {
    static final int OK = 200;
    static final int TOO_MANY = 429;
    static final int UNAVAILABLE = 503;

    /** The hub has no room now, and says when to come back. */
    public boolean isBusy() {
        return (status == TOO_MANY || status == UNAVAILABLE) && retryAfterS >= 0;
    }

    /** There is a receipt in it. */
    public boolean isReceipt() {
        return status == OK;
    }

    /** For a message. */
    String text() {
        return status + " " + body;
    }
}
