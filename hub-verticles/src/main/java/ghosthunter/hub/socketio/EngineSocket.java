package ghosthunter.hub.socketio;

import ghosthunter.hub.http.Handlers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A WebSocket of a session, which may be on another event loop than the session. Each packet is a message of text. */
final class EngineSocket {
    /** So many messages wait for the session's event loop before no more are read. */
    private static final int HANDED_OVER_MAX = 32;

    private final Context context;
    private final ServerWebSocket socket;
    private final EngineSession session;
    private final AtomicInteger handedOver = new AtomicInteger();
    private volatile boolean paused;

    /** Call on the socket's context, in the tick in which it was opened. */
    EngineSocket(Vertx vertx, ServerWebSocket socket, EngineSession session, Runnable left) {
        this.context = vertx.getOrCreateContext();
        this.socket = socket;
        this.session = session;
        socket.textMessageHandler(this::hear);
        socket.binaryMessageHandler(bytes -> session.run(() -> session.gone(this)));
        socket.exceptionHandler(broken -> session.run(() -> session.gone(this)));
        // Else a server that ends would wait for clients to leave.
        socket.shutdownHandler(leaving -> session.run(() -> session.gone(this)));
        socket.closeHandler(closed -> {
            left.run();
            session.run(() -> session.gone(this));
        });
    }

    private void hear(String text) {
        if (handedOver.incrementAndGet() == HANDED_OVER_MAX) {
            paused = true;
            socket.pause();
        }
        session.run(() -> {
            session.heard(this, text);
            if (handedOver.decrementAndGet() == 0 && paused) {
                context.runOnContext(v -> goOn());
            }
        });
    }

    private void goOn() {
        paused = false;
        socket.resume();
    }

    /** Any thread may call it. */
    void send(List<EnginePacket> packets) {
        List<String> texts = packets.stream().map(EnginePacket::encode).toList();
        context.runOnContext(v -> texts.forEach(this::write));
    }

    /** Behind what was sent. Any thread may call it. */
    void close() {
        context.runOnContext(v -> {
            if (!socket.isClosed()) {
                Handlers.discarded(socket.close());
            }
        });
    }

    private void write(String text) {
        if (socket.isClosed()) {
            return;
        }
        if (socket.writeQueueFull()) {
            session.run(() -> session.gone(this));
        } else {
            Handlers.discarded(socket.writeTextMessage(text));
        }
    }
}
