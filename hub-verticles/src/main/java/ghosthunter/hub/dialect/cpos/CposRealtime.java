package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.exchange.Trigger;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.realtime.DeviceStream;
import ghosthunter.hub.realtime.Ending;
import ghosthunter.hub.realtime.Streams;
import ghosthunter.hub.realtime.Wire;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The events of Socket.IO, whoever carries them: a socket that registers as a terminal is a stream of its device, and what the core
 * calls it for becomes {@code sync:trigger}. A trigger carries no data. Any context.
 */
public final class CposRealtime {
    private final DialectPorts ports;
    private final Shops shops;
    private final Callers callers;

    CposRealtime(DialectPorts ports, Shops shops, Callers callers) {
        this.ports = ports;
        this.shops = shops;
        this.callers = callers;
    }

    /** The other end of a connection. Any thread may call it. */
    public interface Socket {
        /** Sends an event. */
        void emit(String event, JsonObject payload);

        /** Ends the connection. */
        void close();
    }

    /** A connection was opened. */
    public Session open(Socket socket) {
        return new Session(socket);
    }

    /** One connection. */
    public final class Session {
        private final Socket socket;
        private final AtomicReference<@Nullable Joined> joined = new AtomicReference<>();
        private volatile boolean closed;

        private Session(Socket socket) {
            this.socket = socket;
        }

        /** The other end sent an event; those that nobody knows are passed over. */
        public void event(String name, JsonArray arguments) {
            JsonObject payload = !arguments.isEmpty() && arguments.getValue(0) instanceof JsonObject object
                    ? object
                    : new JsonObject();
            switch (name) {
                case "terminal:register" -> register(payload);
                case "sync:ack" -> acknowledged();
                case "sync:request" -> requested();
                default -> {}
            }
        }

        /** The connection is gone. */
        public void closed() {
            closed = true;
            leave(joined.getAndSet(null));
        }

        /** With a {@code token} (or API key) it must be the terminal's own; terminals of before send none. */
        private void register(JsonObject payload) {
            String id = Bodies.text(payload, "terminalId");
            String token = Bodies.text(payload, "token");
            if (id == null) {
                return;
            }
            Future<Terminal> known = token == null
                    ? shops.terminal(id)
                            .map(found -> found.filter(Terminal::isActive)
                                    .orElseThrow(() -> CposFailure.of(404, Callers.TERMINAL_NOT_FOUND)))
                    : callers.of(token, "").compose(caller -> callers.terminal(caller, id, User.SYNC_TRIGGER));
            known.onSuccess(this::join)
                    .onFailure(failure -> socket.emit(
                            "sync:error",
                            new JsonObject()
                                    .put(
                                            "error",
                                            CposFailure.of(failure, false)
                                                    .body()
                                                    .getValue("error"))));
        }

        private void join(Terminal terminal) {
            DeviceStream stream;
            try {
                ports.streams().requireRoom(terminal.device());
                stream = ports.streams().open(terminal.device(), Streams.NO_KEY, new Triggers(socket, terminal));
            } catch (RuntimeException full) {
                socket.close();
                return;
            }
            leave(joined.getAndSet(new Joined(terminal, stream)));
            if (closed) {
                leave(joined.getAndSet(null));
            }
        }

        private void leave(@Nullable Joined before) {
            if (before != null) {
                ports.streams().gone(before.stream());
            }
        }

        private void acknowledged() {
            Joined now = joined.get();
            if (now != null) {
                ports.streams().exchanged(now.terminal().device());
            }
        }

        private void requested() {
            Joined now = joined.get();
            if (now == null) {
                socket.emit(
                        "sync:result", new JsonObject().put("ok", false).put("error", "Terminal is not registered"));
                return;
            }
            socket.emit(
                    "sync:result",
                    new JsonObject()
                            .put("ok", true)
                            .put("terminalId", now.terminal().id())
                            .put("timestamp", Iso.of(ports.clock().instant())));
            socket.emit("sync:trigger", trigger(now.terminal()));
        }
    }

    private record Joined(Terminal terminal, DeviceStream stream) {}

    private JsonObject trigger(Terminal terminal) {
        return new JsonObject()
                .put("type", "FULL")
                .put("terminalId", terminal.id())
                .put("timestamp", Iso.of(ports.clock().instant()));
    }

    /** What the core calls a terminal for, in the words of the contract. The protocol below keeps the connection alive itself. */
    private final class Triggers implements Wire {
        private final Socket socket;
        private final Terminal terminal;

        Triggers(Socket socket, Terminal terminal) {
            this.socket = socket;
            this.terminal = terminal;
        }

        @Override
        public void tell(String message) {
            Trigger.reasonOf(message).ifPresent(reason -> {
                JsonObject trigger = trigger(terminal);
                boolean restart = reason.equals(Trigger.Reason.RESTART.wire());
                socket.emit("sync:trigger", restart ? trigger.put("reason", "SERVER_RESTART") : trigger);
            });
        }

        @Override
        public void keepAlive() {}

        @Override
        public void end(Ending why) {
            if (why != Ending.LEFT) {
                socket.close();
            }
        }
    }
}
