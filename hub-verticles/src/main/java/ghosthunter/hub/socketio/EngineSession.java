package ghosthunter.hub.socketio;

import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A session of Engine.IO. Lives on the context on which it was made; only {@link #run}, {@link #beginPost}, {@link #endPost} and
 * the getters may be called elsewhere.
 *
 * <pre>
 *   open ──close()──► closing ──its packets were fetched──► closed
 *    └── fault, silence, the client leaves ─────────────────► closed
 *
 *   polling ──WebSocket, 2probe──► probed ──5──► WebSocket
 *      ▲                             └── too late, another packet, gone
 *      └─────────────────────────────┘
 * </pre>
 *
 * @see <a href="https://socket.io/docs/v4/engine-io-protocol/">Engine.IO protocol, revision 4</a>
 */
final class EngineSession {
    /** A poll that stands in the way of an upgrade is answered after this time, for the client may be about to, milliseconds. */
    private static final long RELEASE_MS = 100;

    private static final String PROBE = "probe";
    private static final long NO_TIMER = -1;

    private final String id;
    private final String address;
    private final Vertx vertx;
    private final Context context;
    private final SocketIoSettings settings;
    private final Consumer<EngineSession> forget;
    private final EngineListener listener;
    private final AtomicBoolean posting = new AtomicBoolean();
    private final List<EnginePacket> waiting = new ArrayList<>();
    private State state = State.OPEN;
    private int waitingBytes;
    private volatile @Nullable Reply poll;
    private @Nullable EngineSocket socket;
    private @Nullable EngineSocket candidate;
    private boolean probed;
    private long beat = NO_TIMER;
    private long upgradeTimer = NO_TIMER;

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    /**
     * Call on the context on which it shall live.
     *
     * @param address of the other end
     * @param forget is told once that it is over
     */
    EngineSession(
            String id,
            String address,
            Vertx vertx,
            SocketIoSettings settings,
            Function<EngineSession, EngineListener> application,
            Consumer<EngineSession> forget) {
        this.id = id;
        this.address = address;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.forget = forget;
        this.listener = application.apply(this);
    }

    String id() {
        return id;
    }

    /** The address of the other end, or the empty text. */
    String address() {
        return address;
    }

    /** Whether a client waits for packets right now. */
    boolean isPolled() {
        return poll != null;
    }

    void run(Runnable action) {
        context.runOnContext(v -> action.run());
    }

    /** Whether no other POST is under way. */
    boolean beginPost() {
        return posting.compareAndSet(false, true);
    }

    void endPost() {
        posting.set(false);
    }

    /** Begins on a poll. */
    void open(Reply first) {
        poll = first;
        opened(new JsonArray().add("websocket"));
    }

    /** Begins on a WebSocket. */
    void open(EngineSocket first) {
        socket = first;
        opened(new JsonArray());
    }

    private void opened(JsonArray upgrades) {
        JsonObject facts = new JsonObject()
                .put("sid", id)
                .put("upgrades", upgrades)
                .put("pingInterval", settings.waits().pingIntervalMs())
                .put("pingTimeout", settings.waits().pingTimeoutMs())
                .put("maxPayload", settings.payloadBytesMax());
        enqueue(new EnginePacket(EnginePacket.Type.OPEN, facts.encode()));
        beatLater();
    }

    /** The client asks for packets. */
    void poll(Reply next) {
        if (state == State.CLOSED) {
            next.refuse(EngineError.UNKNOWN_SID);
        } else if (socket != null) {
            next.refuse(EngineError.BAD_REQUEST);
        } else if (poll != null) {
            next.refuse(EngineError.BAD_REQUEST);
            drop();
        } else {
            poll = next;
            flush();
            finish();
            releaseSoon();
        }
    }

    /** Nobody waits for this answer any more. */
    void abandoned(Reply by) {
        if (poll == by) {
            poll = null;
            drop();
        }
    }

    /** The body of a POST; whether it was one. */
    boolean posted(String payload) {
        if (state == State.CLOSED || socket != null) {
            return false;
        }
        try {
            EnginePacket.decodePayload(payload, settings.payloadPacketsMax()).forEach(this::received);
            return true;
        } catch (IllegalArgumentException e) {
            drop();
            return false;
        }
    }

    /** A message of one of its WebSockets. */
    void heard(EngineSocket from, String text) {
        try {
            EnginePacket packet = EnginePacket.decode(text);
            if (from == socket) {
                received(packet);
            } else if (from == candidate) {
                probed(from, packet);
            }
        } catch (IllegalArgumentException e) {
            gone(from);
        }
    }

    /** One of its WebSockets is closed, or shall be. */
    void gone(EngineSocket which) {
        if (which == socket) {
            drop();
        } else {
            notUpgraded(which);
        }
    }

    private void received(EnginePacket packet) {
        if (packet.type() == EnginePacket.Type.CLOSE) {
            end(EnginePacket.of(EnginePacket.Type.NOOP));
        } else if (state == State.OPEN) {
            receivedOpen(packet);
        }
    }

    private void receivedOpen(EnginePacket packet) {
        switch (packet.type()) {
            case MESSAGE -> listener.message(packet.data());
            case PONG -> beatLater();
            // In this revision the server pings.
            case PING -> drop();
            // The project's own server passes over them, too.
            case OPEN, CLOSE, UPGRADE, NOOP -> {}
        }
    }

    /** A WebSocket wants to become the transport. */
    void upgrade(EngineSocket by) {
        if (state != State.OPEN || socket != null || candidate != null) {
            by.close();
            return;
        }
        candidate = by;
        upgradeTimer = vertx.setTimer(settings.waits().upgradeMs(), late -> notUpgraded(by));
    }

    private void probed(EngineSocket by, EnginePacket packet) {
        if (packet.type() == EnginePacket.Type.PING && packet.data().equals(PROBE)) {
            by.send(List.of(new EnginePacket(EnginePacket.Type.PONG, PROBE)));
            probed = true;
            releaseSoon();
        } else if (packet.type() == EnginePacket.Type.UPGRADE) {
            notProbed();
            release();
            socket = by;
            flush();
            finish();
        } else {
            notUpgraded(by);
        }
    }

    private void notUpgraded(EngineSocket by) {
        if (by == candidate) {
            notProbed();
        }
        by.close();
    }

    private void notProbed() {
        candidate = null;
        probed = false;
        vertx.cancelTimer(upgradeTimer);
    }

    private void releaseSoon() {
        Reply held = poll;
        if (probed && held != null) {
            long unused = vertx.setTimer(RELEASE_MS, soon -> {
                if (poll == held) {
                    release();
                }
            });
        }
    }

    private void release() {
        answer(List.of(EnginePacket.of(EnginePacket.Type.NOOP)));
    }

    private void answer(List<EnginePacket> packets) {
        Reply held = poll;
        if (held != null) {
            poll = null;
            held.packets(packets);
        }
    }

    /** Says something to the client. */
    void send(String message) {
        enqueue(new EnginePacket(EnginePacket.Type.MESSAGE, message));
    }

    private void enqueue(EnginePacket packet) {
        if (state != State.OPEN) {
            return;
        }
        waiting.add(packet);
        waitingBytes += 1 + ByteBufUtil.utf8Bytes(packet.data());
        if (waiting.size() > settings.waitingPacketsMax() || waitingBytes > settings.waitingBytesMax()) {
            drop();
        } else {
            flush();
        }
    }

    private void flush() {
        EngineSocket live = socket;
        if (waiting.isEmpty() || (live == null && poll == null)) {
            return;
        }
        List<EnginePacket> packets = List.copyOf(waiting);
        waiting.clear();
        waitingBytes = 0;
        if (live == null) {
            answer(packets);
        } else {
            live.send(packets);
        }
    }

    private void beatLater() {
        vertx.cancelTimer(beat);
        beat = vertx.setTimer(settings.waits().pingIntervalMs(), due -> {
            beat = vertx.setTimer(settings.waits().pingTimeoutMs(), silent -> drop());
            enqueue(EnginePacket.of(EnginePacket.Type.PING));
        });
    }

    /** Ends when the client has what was said to it so far. */
    void close() {
        if (state == State.OPEN) {
            state = State.CLOSING;
            vertx.cancelTimer(beat);
            beat = vertx.setTimer(settings.waits().pingTimeoutMs(), never -> drop());
            listener.closed();
            finish();
        }
    }

    /** Never in one payload with what was said: the client would take the end of the session for that of its connection. */
    private void finish() {
        if (state == State.CLOSING && waiting.isEmpty() && (socket != null || poll != null)) {
            drop();
        }
    }

    /** Ends at once. */
    void drop() {
        end(EnginePacket.of(EnginePacket.Type.CLOSE));
    }

    private void end(EnginePacket last) {
        if (state == State.CLOSED) {
            return;
        }
        boolean told = state == State.CLOSING;
        state = State.CLOSED;
        vertx.cancelTimer(beat);
        forget.accept(this);
        answer(List.of(last));
        waiting.clear();
        close(socket);
        EngineSocket unfinished = candidate;
        notProbed();
        close(unfinished);
        if (!told) {
            listener.closed();
        }
    }

    private static void close(@Nullable EngineSocket one) {
        if (one != null) {
            one.close();
        }
    }
}
