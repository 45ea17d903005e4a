package ghosthunter.hub.socketio;

import io.vertx.core.json.JsonObject;

/**
 * Why a request is refused, with the code and the words of the project's own server.
 *
 * @see <a href="https://socket.io/docs/v4/server-instance/#error-codes">Error codes</a>
 */
enum EngineError {
    UNKNOWN_TRANSPORT(0, 400, "Transport unknown"),
    UNKNOWN_SID(1, 400, "Session ID unknown"),
    BAD_HANDSHAKE_METHOD(2, 400, "Bad handshake method"),
    BAD_REQUEST(3, 400, "Bad request"),
    FORBIDDEN(4, 403, "Forbidden"),
    UNSUPPORTED_PROTOCOL_VERSION(5, 400, "Unsupported protocol version"),
    /** That server has no such limits, hence no code for them. */
    TOO_LARGE(3, 413, "Payload too large"),
    TOO_SLOW(3, 408, "Payload too slow"),
    FULL(4, 503, "Server is full");

    private final int code;
    private final int status;
    private final String message;

    EngineError(int code, int status, String message) {
        this.code = code;
        this.status = status;
        this.message = message;
    }

    int status() {
        return status;
    }

    JsonObject body() {
        return new JsonObject().put("code", code).put("message", message);
    }
}
