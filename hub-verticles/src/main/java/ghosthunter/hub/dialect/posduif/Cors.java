package ghosthunter.hub.dialect.posduif;

import ghosthunter.hub.http.Routes;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of a browser may ask: those of the hub's own address, and of the two at which the web application is developed. Never
 * any page at all, for a person's browser reaches hubs that a stranger does not.
 */
final class Cors {
    private final Set<String> origins;

    Cors(URI publicUrl) {
        this.origins = Set.of(
                publicUrl.getScheme() + "://" + publicUrl.getAuthority(),
                "http://localhost:3000",
                "http://localhost:8080");
    }

    /** Lets the page read the answer, if it may. */
    void allow(RoutingContext ctx) {
        String origin = ctx.request().getHeader("Origin");
        if (isAllowed(origin)) {
            ctx.response()
                    .putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Access-Control-Allow-Credentials", "true")
                    .putHeader("Vary", "Origin");
        }
    }

    private boolean isAllowed(@Nullable String origin) {
        return origin != null && origins.contains(origin);
    }

    /** Answers what a browser asks first. Where the page may not, somebody else who has the path may say otherwise. */
    Routes preflight(String path) {
        return router -> router.route(HttpMethod.OPTIONS, path).handler(this::preflight);
    }

    private void preflight(RoutingContext ctx) {
        if (!isAllowed(ctx.request().getHeader("Origin"))) {
            ctx.next();
            return;
        }
        allow(ctx);
        HttpServerResponse response = ctx.response()
                .setStatusCode(204)
                .putHeader("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS")
                .putHeader(
                        "Access-Control-Allow-Headers",
                        "Content-Type, Authorization, X-Device-ID, X-User-ID, Content-Encoding")
                .putHeader("Access-Control-Max-Age", "3600");
        var unused = response.end();
    }
}
