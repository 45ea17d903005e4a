package ghosthunter.hub.socketio;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session of Engine.IO carries: a client that connects to the default namespace, says and hears events, and disconnects.
 *
 * @see <a href="https://socket.io/docs/v4/socket-io-protocol/">Socket.IO protocol, revision 5</a>
 */
final class SocketIoConnection implements EngineListener {
    private static final Logger LOG = LoggerFactory.getLogger(SocketIoConnection.class);

    /** As long the packet of a client that connects may be: what is in it is kept as long as the client is. */
    static final int CONNECT_CHARS_MAX = 8 << 10;

    private static final JsonObject NO_NAMESPACE = new JsonObject().put("message", "Invalid namespace");

    private final EngineSession session;
    private final Vertx vertx;
    private final long connectMs;
    private final Supplier<String> ids;
    private final Function<SocketIoSocket, SocketIoHandler> application;
    private @Nullable Client client;
    private long connectTimer;

    /** Call on the session's context. */
    SocketIoConnection(
            EngineSession session,
            Vertx vertx,
            long connectMs,
            Supplier<String> ids,
            Function<SocketIoSocket, SocketIoHandler> application) {
        this.session = session;
        this.vertx = vertx;
        this.connectMs = connectMs;
        this.ids = ids;
        this.application = application;
        this.connectTimer = connectTimer();
    }

    private long connectTimer() {
        return vertx.setTimer(connectMs, late -> session.close());
    }

    @Override
    public void message(String text) {
        if (client == null && text.length() > CONNECT_CHARS_MAX) {
            session.close();
            return;
        }
        try {
            received(SocketPacket.decode(text));
        } catch (IllegalArgumentException e) {
            session.close();
        }
    }

    private void received(SocketPacket packet) {
        Client connected = client;
        if (packet.type() == SocketPacket.Type.CONNECT && !packet.namespace().equals(SocketPacket.MAIN)) {
            send(new SocketPacket(SocketPacket.Type.CONNECT_ERROR, packet.namespace(), null, NO_NAMESPACE));
        } else if (packet.type() == SocketPacket.Type.CONNECT && connected == null) {
            connect(packet.data() instanceof JsonObject auth ? auth : new JsonObject());
        } else if (connected == null || !packet.namespace().equals(SocketPacket.MAIN)) {
            session.close();
        } else {
            received(connected, packet);
        }
    }

    private void received(Client from, SocketPacket packet) {
        switch (packet.type()) {
            case EVENT -> event(from, packet);
            case DISCONNECT -> {
                left();
                connectTimer = connectTimer();
            }
            // Nothing here asks for one.
            case ACK -> {}
            // So the client hears that it was the server's will, and does not try again.
            case BINARY_EVENT, BINARY_ACK -> from.disconnect();
            case CONNECT, CONNECT_ERROR -> session.close();
        }
    }

    private void connect(JsonObject auth) {
        vertx.cancelTimer(connectTimer);
        Client connected = new Client(ids.get(), auth);
        client = connected;
        send(SocketPacket.of(SocketPacket.Type.CONNECT, new JsonObject().put("sid", connected.id)));
        guarded(() -> connected.handler = application.apply(connected));
    }

    private void event(Client from, SocketPacket packet) {
        JsonArray args = (JsonArray) Objects.requireNonNull(packet.data());
        String name = String.valueOf(args.remove(0));
        Long id = packet.id();
        SocketIoHandler handler = from.handler;
        if (handler != null) {
            guarded(() -> handler.event(name, args, id == null ? null : from.acknowledging(id)));
        }
    }

    /** A defect of the application ends the session that met it, and no other. */
    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a handler of Socket.IO failed; its client is cut off");
            session.drop();
        }
    }

    private void left() {
        Client gone = client;
        client = null;
        if (gone != null && gone.handler != null) {
            guarded(gone.handler::closed);
        }
    }

    @Override
    public void closed() {
        vertx.cancelTimer(connectTimer);
        left();
    }

    private void send(SocketPacket packet) {
        session.send(packet.encode());
    }

    /** The client in the default namespace. */
    private final class Client implements SocketIoSocket {
        private final String id;
        private final JsonObject auth;
        private @Nullable SocketIoHandler handler;

        Client(String id, JsonObject auth) {
            this.id = id;
            this.auth = auth;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public String address() {
            return session.address();
        }

        @Override
        public JsonObject auth() {
            return auth;
        }

        @Override
        public void emit(String event, Object... args) {
            JsonArray named = new JsonArray().add(event);
            for (Object arg : args) {
                named.add(arg);
            }
            say(SocketPacket.of(SocketPacket.Type.EVENT, named));
        }

        @Override
        public void drop() {
            session.run(() -> {
                if (client == this) {
                    session.drop();
                }
            });
        }

        @Override
        public void close() {
            session.run(this::disconnect);
        }

        private void disconnect() {
            if (client == this) {
                send(SocketPacket.of(SocketPacket.Type.DISCONNECT, null));
                session.close();
            }
        }

        private Consumer<JsonArray> acknowledging(long packet) {
            AtomicBoolean answered = new AtomicBoolean();
            return args -> {
                if (answered.compareAndSet(false, true)) {
                    say(SocketPacket.ack(packet, args));
                }
            };
        }

        /** Encoded at once, for what is in it may change. */
        private void say(SocketPacket packet) {
            String text = packet.encode();
            session.run(() -> {
                if (client == this) {
                    session.send(text);
                }
            });
        }
    }
}
