package ghosthunter.hub.http;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * The HTTP server of one event loop. All instances listen on one port; Vert.x spreads the connections over them, and a
 * connection stays where it is.
 */
public final class HttpVerticle extends VerticleBase {
    /** To Vert.x a negative port is any free one that all instances share. */
    private static final int ANY_SHARED_PORT = -1;

    private final Bind bind;
    private final HttpLimits limits;
    private final ProblemResponder problems;
    private final List<Routes> routes;
    private final IntConsumer bound;
    private HttpServer server;
    private int connections;

    /** @param bound is told the port that the server listens on */
    public HttpVerticle(
            Bind bind, HttpLimits limits, ProblemResponder problems, List<Routes> routes, IntConsumer bound) {
        this.bind = bind;
        this.limits = limits;
        this.problems = problems;
        this.routes = List.copyOf(routes);
        this.bound = bound;
    }

    /**
     * Where to listen.
     *
     * @param host the address, such as {@code 127.0.0.1}
     * @param port 0 chooses a free one
     * @param closeWaitMs how long open requests may take when the server closes, milliseconds
     */
    public record Bind(String host, int port, long closeWaitMs) {
        /** Whether nobody but this machine reaches it. */
        public boolean isLoopback() {
            return host.equals("localhost") || host.matches("127(\\.[0-9]{1,3}){3}") || host.equals("::1");
        }
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.errorHandler(404, problems::notFound);
        router.errorHandler(500, this::failed);
        routes.forEach(route -> route.mount(router));
        server = vertx.createHttpServer(options())
                .connectionHandler(this::connected)
                .requestHandler(router);
        return server.listen(bind.port() == 0 ? ANY_SHARED_PORT : bind.port(), bind.host())
                .onSuccess(listening -> bound.accept(listening.actualPort()))
                .recover(failure -> Future.failedFuture(notBound(failure)));
    }

    @Override
    public Future<?> stop() {
        return server.shutdown(bind.closeWaitMs(), TimeUnit.MILLISECONDS);
    }

    private ProblemException notBound(Throwable failure) {
        String reason = failure instanceof BindException
                ? "it is taken or not of this machine; set PORT or HOST to another"
                : String.valueOf(failure.getMessage());
        return Problem.of(
                        ProblemType.UNAVAILABLE,
                        "the hub cannot listen on " + bind.host() + " port " + bind.port() + ": " + reason)
                .exception(failure);
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
