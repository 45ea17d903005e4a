package ghosthunter.hub.http;

import ghosthunter.codecs.exchange.StreamRequest;
import ghosthunter.hub.realtime.DeviceStream;
import ghosthunter.hub.realtime.Ending;
import ghosthunter.hub.realtime.Wire;
import io.vertx.core.Context;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A stream as server-sent events. That its other end is gone shows when TCP gives up, or when too much is left unread. */
final class EventWire implements Wire {
    private static final String KEEP_ALIVE = ":\n\n";

    private final Context context;
    private final HttpConnection connection;
    private final HttpServerResponse response;
    private final BiConsumer<DeviceStream, Ending> drop;
    private @Nullable DeviceStream stream;

    private EventWire(RoutingContext ctx, HttpServerResponse response, BiConsumer<DeviceStream, Ending> drop) {
        this.context = ctx.vertx().getOrCreateContext();
        this.connection = ctx.request().connection();
        this.response = response;
        this.drop = drop;
    }

    /** Sends the head. Call on the request's context. */
    static EventWire begin(RoutingContext ctx, int bufferedBytesMax, BiConsumer<DeviceStream, Ending> drop) {
        HttpServerResponse response = ctx.response()
                .setChunked(true)
                .setWriteQueueMaxSize(bufferedBytesMax)
                .putHeader(HttpHeaders.CONTENT_TYPE, StreamRequest.EVENTS_MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Accel-Buffering", "no");
        EventWire wire = new EventWire(ctx, response, drop);
        wire.write(KEEP_ALIVE);
        return wire;
    }

    /** Whose it is. */
    void opened(DeviceStream of) {
        stream = of;
    }

    @Override
    public void tell(String message) {
        context.runOnContext(v -> write("data: " + message + "\n\n"));
    }

    @Override
    public void keepAlive() {
        context.runOnContext(v -> write(KEEP_ALIVE));
    }

    @Override
    public void end(Ending why) {
        context.runOnContext(v -> end(why == Ending.SLOW_READER));
    }

    private void end(boolean unread) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (unread) {
            Handlers.close(connection);
        } else {
            response.end().onComplete(ended -> Handlers.close(connection));
        }
    }

    private void write(String text) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.writeQueueFull() && stream != null) {
            drop.accept(stream, Ending.SLOW_READER);
            return;
        }
        Handlers.discarded(response.write(text));
    }
}
