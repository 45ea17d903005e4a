package ghosthunter.hub.dialect.posduif;

import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.realtime.Ending;
import ghosthunter.hub.realtime.Wire;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events to one client. What the core says, that there is something, becomes what there is: it is looked up, and what this
 * stream has not told yet is told. One look is under way at a time; what comes meanwhile is looked at behind it.
 */
final class EventStream implements Wire {
    static final long PING_MS = 15_000;

    /** With every so manyth ping it is written down that the client is here: less often than it would count as gone. */
    private static final int PINGS_A_SIGHT = 8;

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final DialectPorts ports;
    private final Caller caller;
    private final Context context;
    private final RoutingContext ctx;
    private final HttpServerResponse response;
    private final News news;
    private final Fans fans;
    private boolean looking;
    private boolean again;
    private int pings;

    /** One event. */
    record Event(String name, JsonObject data) {}

    /** What a client has not been told. */
    interface News {
        /**
         * Looks.
         *
         * @param first whether the stream has just begun
         */
        Future<List<Event>> look(boolean first);
    }

    private EventStream(DialectPorts ports, Fans fans, Caller caller, RoutingContext ctx, News news) {
        this.ports = ports;
        this.fans = fans;
        this.caller = caller;
        this.context = ctx.vertx().getOrCreateContext();
        this.ctx = ctx;
        this.response = ctx.response();
        this.news = news;
    }

    /**
     * Begins one. Call on the request's context.
     *
     * @param connected what the first event says
     * @param max how many streams the caller may have
     */
    static void open(
            DialectPorts ports,
            Fans fans,
            Caller caller,
            RoutingContext ctx,
            JsonObject connected,
            News news,
            int max) {
        ports.streams().requireRoom(caller.device());
        EventStream wire = new EventStream(ports, fans, caller, ctx, news);
        ctx.response()
                .setChunked(true)
                .setWriteQueueMaxSize(ports.streams().limits().bufferedBytesMax())
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Connection", "keep-alive")
                .putHeader("X-Accel-Buffering", "no");
        wire.write("event: connected\ndata: " + connected.encode() + "\n\n");
        wire.begin(max);
    }

    private void begin(int max) {
        long ping = ctx.vertx().setPeriodic(PING_MS, due -> ping());
        fans.join(caller.device(), this, max);
        ctx.addEndHandler(ended -> {
            var unused = ctx.vertx().cancelTimer(ping);
            fans.leave(caller.device(), this);
        });
        look(true);
    }

    @Override
    public void tell(String message) {
        // Owed nothing from here on: what comes behind this look is news again.
        ports.streams().exchanged(caller.device());
        context.runOnContext(told -> look(false));
    }

    private void look(boolean first) {
        if (looking) {
            again = true;
            return;
        }
        looking = true;
        news.look(first)
                .onSuccess(events -> events.forEach(event -> write(
                        "event: " + event.name() + "\ndata: " + event.data().encode() + "\n\n")))
                .onFailure(failure -> LOG.atDebug()
                        .addKeyValue("deviceId", caller.device())
                        .addKeyValue("reason", failure.getMessage())
                        .log("what is new cannot be looked up; the next event tells it too"))
                .onComplete(looked -> {
                    looking = false;
                    if (again) {
                        again = false;
                        look(false);
                    }
                });
    }

    private void ping() {
        write(": ping\n\n");
        pings++;
        if (pings % PINGS_A_SIGHT == 0) {
            seen();
        }
    }

    private void seen() {
        ports.devices()
                .seen(caller.device(), null)
                .onFailure(failure -> LOG.atDebug()
                        .addKeyValue("reason", failure.getMessage())
                        .log("not written down that a client was seen"));
    }

    /** This stream has its own beat. */
    @Override
    public void keepAlive() {}

    @Override
    public void end(Ending why) {
        context.runOnContext(now -> {
            if (!response.ended() && !response.closed()) {
                var unused = response.end()
                        .onComplete(ended -> ctx.request().connection().close());
            }
        });
    }

    private void write(String text) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.writeQueueFull()) {
            // Who does not read is cut off; it comes back and is told what it lacks.
            var unused = ctx.request().connection().close();
            return;
        }
        var unused = response.write(text);
    }
}
