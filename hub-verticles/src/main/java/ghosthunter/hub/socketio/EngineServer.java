package ghosthunter.hub.socketio;

import ghosthunter.hub.http.Doorway;
import ghosthunter.hub.http.Handlers;
import ghosthunter.hub.http.Routes;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Engine.IO, revision 4, at one path of all event loops of a node: which request opens a session, which belongs to one, and which is
 * none.
 *
 * @see <a href="https://socket.io/docs/v4/engine-io-protocol/">Engine.IO protocol, revision 4</a>
 */
final class EngineServer implements Routes {
    private static final String POLLING = "polling";
    private static final String WEBSOCKET = "websocket";
    private static final String REVISION = "4";
    private static final int ID_BYTES = 15;

    private final Vertx vertx;
    private final String path;
    private final SocketIoSettings settings;
    private final Function<EngineSession, EngineListener> application;
    private final Origins origins;
    /** Who knows the id of a session has the session. */
    private final SecureRandom random = new SecureRandom();

    private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();
    private final SessionCount count;
    private final AtomicLong bodiesBytes = new AtomicLong();

    /** @param path without a slash at its end; the same with one is served, too */
    EngineServer(
            Vertx vertx, String path, SocketIoSettings settings, Function<EngineSession, EngineListener> application) {
        this.vertx = vertx;
        this.path = path;
        this.settings = settings;
        this.application = application;
        this.origins = new Origins(settings.origins());
        this.count = new SessionCount(settings.sessionsMax(), settings.addressSessionsMax());
    }

    @Override
    public void mount(Router router) {
        router.route(path).handler(this::handle);
        router.route(path + "/").handler(this::handle);
    }

    /** How many sessions are open. */
    int sessions() {
        return count.open();
    }

    /** How many bytes of bodies are held that are not complete. */
    long bodiesBytes() {
        return bodiesBytes.get();
    }

    @Nullable
    EngineSession session(String id) {
        return sessions.get(id);
    }

    /** An id that nobody guesses. */
    String nextId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        Reply reply = new Reply(ctx);
        if (!origins.permits(request)) {
            reply.refuse(EngineError.FORBIDDEN);
            return;
        }
        origins.answer(ctx);
        if (request.method().equals(HttpMethod.OPTIONS)) {
            origins.preflight(ctx);
            Handlers.discarded(ctx.response().end());
            return;
        }
        String transport = request.getParam("transport");
        String sid = request.getParam("sid");
        if (!POLLING.equals(transport) && !WEBSOCKET.equals(transport)) {
            reply.refuse(EngineError.UNKNOWN_TRANSPORT);
        } else if (sid == null || sid.isEmpty()) {
            open(ctx, reply, transport);
        } else {
            goOn(ctx, reply, transport, sessions.get(sid));
        }
    }

    private void open(RoutingContext ctx, Reply reply, String transport) {
        HttpServerRequest request = ctx.request();
        if (!request.method().equals(HttpMethod.GET)) {
            reply.refuse(EngineError.BAD_HANDSHAKE_METHOD);
        } else if (transport.equals(WEBSOCKET) != request.canUpgradeToWebSocket()) {
            reply.refuse(EngineError.BAD_REQUEST);
        } else if (!REVISION.equals(request.getParam("EIO"))) {
            reply.refuse(EngineError.UNSUPPORTED_PROTOCOL_VERSION);
        } else {
            admit(ctx, reply, address(request));
        }
    }

    /** Of the other end, or the empty text. */
    private static String address(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        String host = remote == null ? null : remote.hostAddress();
        return host == null ? "" : host;
    }

    private void admit(RoutingContext ctx, Reply reply, String address) {
        HttpServerRequest request = ctx.request();
        if (!count.enter(address)) {
            reply.refuse(EngineError.FULL);
        } else if (request.canUpgradeToWebSocket()) {
            // Answers by itself when the handshake of the WebSocket is none.
            request.toWebSocket().onFailure(none -> count.leave(address)).onSuccess(socket -> {
                EngineSession session = begun(address);
                session.open(joined(ctx, socket, session));
            });
        } else {
            EngineSession session = begun(address);
            watch(reply, session);
            session.open(reply);
        }
    }

    private EngineSession begun(String address) {
        EngineSession session = new EngineSession(nextId(), address, vertx, settings, application, this::forget);
        sessions.put(session.id(), session);
        return session;
    }

    private void forget(EngineSession session) {
        if (sessions.remove(session.id()) != null) {
            count.leave(session.address());
        }
    }

    private EngineSocket joined(RoutingContext ctx, ServerWebSocket socket, EngineSession session) {
        socket.setWriteQueueMaxSize(settings.waitingBytesMax());
        return new EngineSocket(vertx, socket, session, Doorway.stays(ctx));
    }

    private void goOn(RoutingContext ctx, Reply reply, String transport, @Nullable EngineSession session) {
        HttpServerRequest request = ctx.request();
        boolean webSocket = request.canUpgradeToWebSocket();
        if (session == null) {
            reply.refuse(EngineError.UNKNOWN_SID);
        } else if (transport.equals(WEBSOCKET) != webSocket) {
            reply.refuse(EngineError.BAD_REQUEST);
        } else if (webSocket) {
            Handlers.discarded(request.toWebSocket().onSuccess(socket -> {
                EngineSocket joined = joined(ctx, socket, session);
                session.run(() -> session.upgrade(joined));
            }));
        } else if (request.method().equals(HttpMethod.GET)) {
            watch(reply, session);
            session.run(() -> session.poll(reply));
        } else if (request.method().equals(HttpMethod.POST)) {
            post(request, reply, session);
        } else {
            reply.refuse(EngineError.BAD_REQUEST);
        }
    }

    private static void watch(Reply poll, EngineSession session) {
        poll.onGone(() -> session.run(() -> session.abandoned(poll)), () -> session.run(session::drop));
    }

    private void post(HttpServerRequest request, Reply reply, EngineSession session) {
        if (!session.beginPost()) {
            reply.refuse(EngineError.BAD_REQUEST);
            session.run(session::drop);
            return;
        }
        Context context = vertx.getOrCreateContext();
        EngineBody.read(request, settings, bodiesBytes)
                .onSuccess(payload -> session.run(() -> {
                    boolean taken = session.posted(payload);
                    session.endPost();
                    context.runOnContext(v -> answer(reply, taken));
                }))
                .onFailure(failure -> {
                    // What was in it is lost, and with it the order of what comes next.
                    session.run(session::drop);
                    reply.refuse(EngineBody.errorOf(failure));
                });
    }

    private static void answer(Reply reply, boolean taken) {
        if (taken) {
            reply.ok();
        } else {
            reply.refuse(EngineError.BAD_REQUEST);
        }
    }
}
