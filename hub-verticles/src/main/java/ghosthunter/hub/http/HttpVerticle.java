package ghosthunter.hub.http;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.tls.TlsFiles;
import ghosthunter.hub.tls.TlsSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of one event loop. All instances listen on one port; Vert.x spreads the connections over them, and a
 * connection stays where it is.
 */
public final class HttpVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HttpVerticle.class);

    /** To Vert.x a negative port is any free one that all instances share, and another one for each such number. */
    private static final int ANY_SHARED_PORT = -1;

    private final Bind bind;
    private final HttpLimits limits;
    private final ProblemResponder problems;
    private final Doorway doorway;
    private final List<Routes> routes;
    private final IntConsumer bound;
    private @Nullable HttpServer server;
    private @Nullable TlsFiles tlsInUse;
    private Future<Void> reloading = Future.succeededFuture();

    /**
     * @param shared what all instances have in common
     * @param bound is told the port that the server listens on
     */
    public HttpVerticle(
            Bind bind,
            HttpLimits limits,
            Doorway.Shared shared,
            ProblemResponder problems,
            List<Routes> routes,
            IntConsumer bound) {
        this.bind = bind;
        this.limits = limits;
        this.problems = problems;
        this.doorway = new Doorway(limits, shared, problems);
        this.routes = List.copyOf(routes);
        this.bound = bound;
    }

    /**
     * Where to listen.
     *
     * @param host the address, such as {@code 127.0.0.1}
     * @param port 0 chooses a free one
     * @param closeWaitMs how long open requests may take when the server closes, milliseconds
     * @param tls how it speaks TLS; null: it speaks plain HTTP
     * @param setting what says otherwise where it cannot be listened
     * @param listener which of the node's listeners it is, from 0: those that take any free port get one each
     */
    public record Bind(
            String host,
            int port,
            long closeWaitMs,
            @Nullable TlsSettings tls,
            String setting,
            int listener) {
        /** At the address that all share. */
        public Bind(String host, int port, long closeWaitMs, @Nullable TlsSettings tls) {
            this(host, port, closeWaitMs, tls, "PORT or HOST", 0);
        }

        /** Plain HTTP. */
        public Bind(String host, int port, long closeWaitMs) {
            this(host, port, closeWaitMs, null);
        }

        /** The same at another port, which this setting says. */
        public Bind at(int other, String key) {
            return new Bind(host, other, closeWaitMs, tls, key, listener);
        }

        /** The same as another listener of the node. */
        public Bind asListener(int other) {
            return new Bind(host, port, closeWaitMs, tls, setting, other);
        }

        /** Whether nobody but this machine reaches it. */
        public boolean isLoopback() {
            return isLoopback(host);
        }

        /** Whether this host is nobody but the machine that names it. */
        public static boolean isLoopback(String host) {
            return host.equals("localhost") || host.matches("127(\\.[0-9]{1,3}){3}") || host.equals("::1");
        }

        /**
         * Looks whether it can listen there, for a start that shall do nothing else if not. Blocks.
         *
         * @throws ProblemException if it cannot
         */
        public void requireFree() {
            try (ServerSocket tried = new ServerSocket()) {
                tried.bind(new InetSocketAddress(host, port));
            } catch (IOException e) {
                throw notBound(this, e);
            }
        }
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.errorHandler(400, this::malformed);
        router.errorHandler(404, problems::notFound);
        router.errorHandler(500, this::failed);
        router.route().handler(doorway::enter);
        routes.forEach(route -> route.mount(router));
        vertx.setPeriodic(Doorway.TICK_MS, tick -> doorway.tick());
        doorway.turn();
        vertx.setPeriodic(Doorway.TURN_MS, turn -> doorway.turn());
        return vertx.executeBlocking(this::prepared)
                .compose(files -> listening(router, files))
                .recover(failure -> Future.failedFuture(notBound(bind, failure)));
    }

    /** What blocks: the library of a decoder, and the files of TLS where there is any. */
    private Optional<TlsFiles> prepared() {
        if (!Unzstd.load()) {
            throw new IllegalStateException("the decoder of zstd does not work here");
        }
        return Optional.ofNullable(bind.tls()).map(tls -> TlsFiles.read(vertx, tls));
    }

    private Future<HttpServer> listening(Router router, Optional<TlsFiles> files) {
        HttpServerOptions options = options();
        files.map(TlsFiles::options)
                .ifPresent(tls -> options.setSsl(true)
                        .setUseAlpn(tls.isUseAlpn())
                        .setKeyCertOptions(tls.getKeyCertOptions())
                        .setTrustOptions(tls.getTrustOptions())
                        .setClientAuth(tls.getClientAuth())
                        .setEnabledSecureTransportProtocols(tls.getEnabledSecureTransportProtocols()));
        HttpServer created = vertx.createHttpServer(options)
                .connectionHandler(doorway::connected)
                .invalidRequestHandler(doorway::invalid)
                .requestHandler(router);
        server = created;
        files.ifPresent(this::reloadOnChange);
        return created.listen(bind.port() == 0 ? ANY_SHARED_PORT - bind.listener() : bind.port(), bind.host())
                .onSuccess(listening -> bound.accept(listening.actualPort()));
    }

    /** New connections get the new certificate, open ones go on. What cannot be used changes nothing. */
    private void reloadOnChange(TlsFiles first) {
        TlsSettings tls = Objects.requireNonNull(bind.tls());
        tlsInUse = first;
        vertx.setPeriodic(tls.reloadMs(), tick -> reload(tls));
    }

    private void reload(TlsSettings tls) {
        if (reloading.isComplete()) {
            reloading = vertx.executeBlocking(() -> TlsFiles.read(vertx, tls))
                    .compose(this::reloaded)
                    .onFailure(HttpVerticle::notReloaded)
                    .otherwiseEmpty();
        }
    }

    private Future<Void> reloaded(TlsFiles found) {
        if (found.equals(tlsInUse)) {
            return Future.succeededFuture();
        }
        return Objects.requireNonNull(server)
                .updateSSLOptions(found.options())
                .onSuccess(changed -> {
                    tlsInUse = found;
                    LOG.atInfo().addKeyValue("host", bind.host()).log("TLS has a new certificate");
                })
                .mapEmpty();
    }

    private static void notReloaded(Throwable failure) {
        LOG.atWarn().addKeyValue("reason", failure.getMessage()).log("TLS keeps its old certificate");
    }

    @Override
    public Future<?> stop() {
        return reloading.compose(read -> shutDown());
    }

    private Future<Void> shutDown() {
        return server == null ? Future.succeededFuture() : server.shutdown(bind.closeWaitMs(), TimeUnit.MILLISECONDS);
    }

    private static ProblemException notBound(Bind bind, Throwable failure) {
        if (failure instanceof ProblemException told) {
            return told;
        }
        String reason = failure instanceof BindException
                ? "it is taken or not of this machine; set " + bind.setting() + " to another"
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
                .setIdleTimeout(limits.senders().idleS())
                .setTcpNoDelay(true)
                // A frame of a WebSocket may inflate to any size before a limit is looked at.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHandle100ContinueAutomatically(true);
    }

    /** What the router itself refuses before any route: no Host, no path. */
    private void malformed(RoutingContext ctx) {
        String reason = String.valueOf(ctx.failure().getMessage());
        problems.answerAndClose(
                ctx.request(), Problem.of(ProblemType.INVALID_REQUEST, reason).exception());
    }

    private void failed(RoutingContext ctx) {
        problems.answer(ctx, ctx.failure());
    }
}
