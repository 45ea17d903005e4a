package ghosthunter.hub.dialect.agrotour;

import io.vertx.core.json.JsonObject;

/** A request that is refused in a shape of the contract. Without a stack trace, for it is expected. */
final class ShapeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient JsonObject body;

    private ShapeException(int status, JsonObject body) {
        super(body.encode(), null, false, false);
        this.status = status;
        this.body = body;
    }

    static ShapeException detail(int status, String detail) {
        return new ShapeException(status, new JsonObject().put("detail", detail));
    }

    static ShapeException of(int status, JsonObject body) {
        return new ShapeException(status, body);
    }

    int status() {
        return status;
    }

    JsonObject body() {
        return body;
    }
}
