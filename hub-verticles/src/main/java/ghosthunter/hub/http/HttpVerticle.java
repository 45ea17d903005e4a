package ghosthunter.hub.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP server of one event loop. All instances listen on one port; Vert.x spreads the connections over them, and a
 * connection stays where it is.
 */
public final class HttpVerticle extends VerticleBase {
    private final Bind bind;
    private final HttpLimits limits;
    private final ProblemResponder problems;
    private final List<Routes> routes;
    private HttpServer server;
    private int connections;

    public HttpVerticle(Bind bind, HttpLimits limits, ProblemResponder problems, List<Routes> routes) {
        this.bind = bind;
        this.limits = limits;
        this.problems = problems;
        this.routes = List.copyOf(routes);
    }

    /**
     * Where to listen.
     *
     * @param host the address, such as {@code 127.0.0.1}
     * @param port 0 chooses a free one
     * @param closeWaitMs how long open requests may take when the server closes, milliseconds
     */
    public record Bind(String host, int port, long closeWaitMs) {}

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.errorHandler(404, problems::notFound);
        router.errorHandler(500, this::failed);
        routes.forEach(route -> route.mount(router));
        server = vertx.createHttpServer(options())
                .connectionHandler(this::connected)
                .requestHandler(router);
        return server.listen(bind.port(), bind.host());
    }

    @Override
    public Future<?> stop() {
        return server.shutdown(bind.closeWaitMs(), TimeUnit.MILLISECONDS);
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(limits.headerBytesMax())
                .setMaxInitialLineLength(limits.targetBytesMax())
                .setIdleTimeout(limits.idleConnectionS())
                .setTcpNoDelay(true)
                .setHandle100ContinueAutomatically(true);
    }

    private void connected(HttpConnection connection) {
        if (connections >= limits.connectionsMax()) {
            Handlers.close(connection);
            return;
        }
        connections++;
        connection.closeHandler(closed -> connections--);
    }

    private void failed(RoutingContext ctx) {
        problems.answer(ctx, ctx.failure());
    }
}
