package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.exchange.Trigger;
import ghosthunter.hub.realtime.DeviceStream;
import ghosthunter.hub.realtime.Ending;
import ghosthunter.hub.realtime.Streams;
import ghosthunter.hub.realtime.Wire;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The events of Socket.IO, whoever carries them: a socket that registers as a terminal is a stream of its device, and what the core
 * calls it for becomes {@code sync:trigger}. A trigger carries no data. Any context.
 */
final class CposRealtime {
    private final Streams streams;
    private final Doorman doorman;
    private final InstantSource clock;

    CposRealtime(Streams streams, Doorman doorman, InstantSource clock) {
        this.streams = streams;
        this.doorman = doorman;
        this.clock = clock;
    }

    /** Knows who may register as a terminal. */
    interface Doorman {
        /**
         * The terminal, if it is one and the token, where there is one, is its own.
         *
         * @param token a token or API key, or null: terminals of before send none
         * @param address of the other end
         */
        Future<Terminal> admit(String terminalId, @Nullable String token, String address);
    }

    /** The other end of a connection. Any thread may call it. */
    interface Socket {
        /** Sends an event. */
        void emit(String event, JsonObject payload);

        /** Ends the connection. */
        void close();

        /** The address of the other end. */
        String address();

        /** The token or API key that it connected with, or null. */
        @Nullable
        String token();
    }

    /** A connection was opened. */
    Session open(Socket socket) {
        return new Session(socket);
    }

    /** One connection. */
    final class Session {
        private final Socket socket;
        private final AtomicReference<@Nullable Joined> joined = new AtomicReference<>();
        private Future<?> registering = Future.succeededFuture();
        private volatile boolean closed;

        private Session(Socket socket) {
            this.socket = socket;
        }

        /** The other end sent an event; those that nobody knows are passed over. One call after the other. */
        void event(String name, JsonArray arguments) {
            JsonObject payload = !arguments.isEmpty() && arguments.getValue(0) instanceof JsonObject object
                    ? object
                    : new JsonObject();
            switch (name) {
                case "terminal:register" -> register(payload);
                case "sync:ack" -> registering.onComplete(done -> acknowledged());
                case "sync:request" -> registering.onComplete(done -> requested());
                default -> {}
            }
        }

        /** The connection is gone. */
        void closed() {
            closed = true;
            leave(joined.getAndSet(null));
        }

        /** No answer, but for who may not. One at a time. */
        private void register(JsonObject payload) {
            String id = Bodies.text(payload, "terminalId");
            String told = Bodies.text(payload, "token");
            String token = told == null ? socket.token() : told;
            if (id == null || !registering.isComplete()) {
                return;
            }
            registering = doorman.admit(id, token, socket.address())
                    .onSuccess(this::join)
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
                streams.requireRoom(terminal.device());
                stream = streams.open(terminal.device(), Streams.NO_KEY, new Triggers(socket, terminal, clock));
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
                streams.gone(before.stream());
            }
        }

        private void acknowledged() {
            Joined now = joined.get();
            if (now != null) {
                streams.exchanged(now.terminal().device());
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
                            .put("timestamp", Iso.of(clock.instant())));
            socket.emit("sync:trigger", trigger(now.terminal(), clock));
        }
    }

    private record Joined(Terminal terminal, DeviceStream stream) {}

    private static JsonObject trigger(Terminal terminal, InstantSource clock) {
        return new JsonObject()
                .put("type", "FULL")
                .put("terminalId", terminal.id())
                .put("timestamp", Iso.of(clock.instant()));
    }

    /** What the core calls a terminal for, in the words of the contract. The protocol below keeps the connection alive itself. */
    record Triggers(Socket socket, Terminal terminal, InstantSource clock) implements Wire {
        @Override
        public void tell(String message) {
            Trigger.reasonOf(message).ifPresent(reason -> {
                JsonObject trigger = trigger(terminal, clock);
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
