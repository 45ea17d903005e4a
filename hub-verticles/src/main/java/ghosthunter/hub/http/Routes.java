package ghosthunter.hub.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** One path with its one method; every other method is answered {@code 405} with {@code Allow}. */
@FunctionalInterface
public interface Routes {
    /** Adds the paths to the router of one event loop. */
    void mount(Router router);

    /** {@code POST} on a path. */
    static Routes post(String path, Handler<RoutingContext> handler, ProblemResponder problems) {
        return router -> mount(router, path, List.of(HttpMethod.POST), handler, problems);
    }

    /** {@code GET}, and therefore {@code HEAD}, on a path. */
    static Routes get(String path, Handler<RoutingContext> handler, ProblemResponder problems) {
        return router -> mount(router, path, List.of(HttpMethod.GET, HttpMethod.HEAD), handler, problems);
    }

    /** Several methods on one path. */
    static Routes methods(String path, Map<HttpMethod, Handler<RoutingContext>> handlers, ProblemResponder problems) {
        List<HttpMethod> methods = List.copyOf(handlers.keySet());
        return router -> {
            handlers.forEach((method, handler) -> router.route(method, path).handler(handler));
            router.route(path).handler(ctx -> problems.methodNotAllowed(ctx, methods));
        };
    }

    private static void mount(
            Router router,
            String path,
            List<HttpMethod> methods,
            Handler<RoutingContext> handler,
            ProblemResponder problems) {
        var route = router.route(path).handler(handler);
        methods.forEach(route::method);
        router.route(path).handler(ctx -> problems.methodNotAllowed(ctx, methods));
    }
}
