package ghosthunter.hub.socketio;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose pages may come (CORS). A client that is no page sends no {@code Origin} and is welcome. */
final class Origins {
    private static final String DAY_S = "86400";

    private final boolean any;
    private final Set<String> allowed;

    Origins(Set<String> allowed) {
        this.any = allowed.contains(SocketIoSettings.ANY);
        this.allowed = allowed;
    }

    /** Whether this one may; a page could open a WebSocket without asking first. */
    boolean permits(HttpServerRequest request) {
        String origin = origin(request);
        return any || origin == null || allowed.contains(origin);
    }

    /** Tells the browser. */
    void answer(RoutingContext ctx) {
        HttpServerResponse response = ctx.response();
        String origin = origin(ctx.request());
        if (any) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, SocketIoSettings.ANY);
        } else if (origin != null) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin).putHeader(HttpHeaders.VARY, "Origin");
        }
    }

    /** What a browser asks before it sends what is not simple. */
    void preflight(RoutingContext ctx) {
        String headers = ctx.request().getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        HttpServerResponse response = ctx.response()
                .setStatusCode(204)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST")
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, DAY_S);
        if (headers != null) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
        }
    }

    private static @Nullable String origin(HttpServerRequest request) {
        return request.getHeader(HttpHeaders.ORIGIN);
    }
}
