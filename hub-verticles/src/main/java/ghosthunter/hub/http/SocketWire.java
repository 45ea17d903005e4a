package ghosthunter.hub.http;

import ghosthunter.hub.realtime.DeviceStream;
import ghosthunter.hub.realtime.Ending;
import ghosthunter.hub.realtime.StreamLimits;
import ghosthunter.hub.realtime.Wire;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A stream as a WebSocket. Its pings must be answered, and nothing else may be sent. */
final class SocketWire implements Wire {
    /** RFC 6455, section 7.4.1. */
    private static final short GOING_AWAY = 1001;

    private static final short POLICY = 1008;
    private static final Buffer NOTHING = Buffer.buffer();

    private final Context context;
    private final ServerWebSocket socket;
    private final StreamLimits limits;
    private final LongSupplier nanoTime;
    private final BiConsumer<DeviceStream, Ending> drop;
    private long heardNanos;
    private @Nullable DeviceStream stream;

    /** Call on the socket's context, in the tick in which it was opened. */
    SocketWire(
            Vertx vertx,
            ServerWebSocket socket,
            StreamLimits limits,
            LongSupplier nanoTime,
            BiConsumer<DeviceStream, Ending> drop) {
        this.context = vertx.getOrCreateContext();
        this.socket = socket.setWriteQueueMaxSize(limits.bufferedBytesMax());
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.drop = drop;
        this.heardNanos = nanoTime.getAsLong();
        socket.pongHandler(pong -> heardNanos = nanoTime.getAsLong());
        socket.handler(something -> drop(Ending.NOT_UNDERSTOOD));
        socket.exceptionHandler(broken -> drop(Ending.LEFT));
    }

    /** Whose it is. */
    void opened(DeviceStream of) {
        stream = of;
    }

    @Override
    public void tell(String message) {
        write(() -> socket.writeTextMessage(message));
    }

    @Override
    public void keepAlive() {
        context.runOnContext(v -> {
            if (nanoTime.getAsLong() - heardNanos > TimeUnit.MILLISECONDS.toNanos(limits.idleMs())) {
                drop(Ending.IDLE);
            }
        });
        write(() -> socket.writePing(NOTHING));
    }

    @Override
    public void end(Ending why) {
        context.runOnContext(v -> {
            if (!socket.isClosed()) {
                Handlers.discarded(socket.close(why == Ending.SHUTDOWN ? GOING_AWAY : POLICY, why.wire()));
            }
        });
    }

    private interface Writing {
        Future<Void> write();
    }

    private void write(Writing writing) {
        context.runOnContext(v -> {
            if (socket.isClosed()) {
                return;
            }
            if (socket.writeQueueFull()) {
                drop(Ending.SLOW_READER);
            } else {
                Handlers.discarded(writing.write());
            }
        });
    }

    private void drop(Ending why) {
        DeviceStream dropped = stream;
        if (dropped != null) {
            drop.accept(dropped, why);
        }
    }
}
