package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.hub.realtime.DeviceStream;
import ghosthunter.hub.realtime.Streams;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of Socket.IO, whoever carries them: a socket that registers as a terminal enters its {@link Room}, and what the core calls
 * the terminal for becomes {@code sync:trigger}. A trigger carries no data. Any context.
 */
final class CposRealtime {
    private final Streams streams;
    private final Terminals terminals;
    private final InstantSource clock;
    private final Map<String, Room> rooms = new ConcurrentHashMap<>();

    CposRealtime(Streams streams, Terminals terminals, InstantSource clock) {
        this.streams = streams;
        this.terminals = terminals;
        this.clock = clock;
    }

    /** What it must know of terminals, and tells of them. */
    interface Terminals {
        /**
         * The terminal, if it is one and the token, where there is one, is its own.
         *
         * @param token a token or API key, or null: terminals of before send none
         * @param address of the other end
         */
        Future<Terminal> admit(String terminalId, @Nullable String token, String address);

        /** It was called and says that it has synced. */
        void synced(Terminal terminal);
    }

    /** A connection was opened. */
    Session open(CposSocket socket) {
        return new Session(socket);
    }

    /** One connection. */
    final class Session {
        /** So many times in a row it may fail to register. */
        static final int FAILURES_MAX = 5;

        private final CposSocket socket;
        private Future<?> registering = Future.succeededFuture();
        private volatile @Nullable String joined;
        private volatile boolean closed;
        private int failures;

        private Session(CposSocket socket) {
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
            leave();
        }

        /** No answer, but for who may not. One at a time. */
        private void register(JsonObject payload) {
            String id = Bodies.text(payload, "terminalId");
            String told = Bodies.text(payload, "token");
            String token = told == null ? socket.token() : told;
            if (id == null || !registering.isComplete()) {
                return;
            }
            registering = terminals
                    .admit(id, token, socket.address())
                    .onSuccess(terminal -> join(terminal, token != null))
                    .onFailure(this::refused);
        }

        private void refused(Throwable failure) {
            failures++;
            socket.emit(
                    "sync:error",
                    new JsonObject()
                            .put("error", CposFailure.of(failure, false).body().getValue("error")));
            if (failures >= FAILURES_MAX) {
                socket.close();
            }
        }

        private void join(Terminal terminal, boolean proven) {
            failures = 0;
            leave();
            try {
                streams.requireRoom(terminal.device());
            } catch (ProblemException full) {
                socket.drop();
                return;
            }
            joined = terminal.id();
            var unused = rooms.compute(
                    terminal.id(), (id, there) -> entered(there, terminal, new Room.Member(socket, proven)));
            if (closed) {
                leave();
            }
        }

        private void leave() {
            String id = joined;
            joined = null;
            if (id != null) {
                var unused = rooms.computeIfPresent(id, (same, room) -> without(room, socket));
            }
        }

        private @Nullable Room room() {
            String id = joined;
            Room room = id == null ? null : rooms.get(id);
            return room != null && room.has(socket) ? room : null;
        }

        /** It has what it was called for. Nobody's word for another's: it counts for the terminal that it registered as. */
        private void acknowledged() {
            Room room = room();
            if (room != null) {
                streams.exchanged(room.terminal().device());
                if (room.takeCalled()) {
                    terminals.synced(room.terminal());
                }
            }
        }

        private void requested() {
            Room room = room();
            if (room == null) {
                socket.emit(
                        "sync:result", new JsonObject().put("ok", false).put("error", "Terminal is not registered"));
                return;
            }
            socket.emit(
                    "sync:result",
                    new JsonObject()
                            .put("ok", true)
                            .put("terminalId", room.terminal().id())
                            .put("timestamp", Iso.of(clock.instant())));
            socket.emit("sync:trigger", room.trigger());
        }
    }

    private Room entered(@Nullable Room there, Terminal terminal, Room.Member member) {
        Room room = there == null ? new Room(terminal, clock) : there;
        room.enter(member);
        if (there == null) {
            room.is(streams.open(terminal.device(), Streams.NO_KEY, room));
        }
        return room;
    }

    /** The room without a socket; null where that was the last. */
    private @Nullable Room without(Room room, CposSocket socket) {
        if (!room.isEmptyWithout(socket)) {
            return room;
        }
        DeviceStream stream = room.stream();
        if (stream != null) {
            streams.gone(stream);
        }
        return null;
    }
}
