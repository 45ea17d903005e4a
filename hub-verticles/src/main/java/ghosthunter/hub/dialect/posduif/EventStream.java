package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.realtime.Ending;
import ghosthunter.hub.realtime.Wire;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events to one client. What the core says, that there is something, becomes what there is: it is looked up, and what this
 * stream has not told yet is told. One look is under way at a time; what comes meanwhile is looked at behind it.
 */
final class EventStream implements Wire {
    /**
     * With every so manyth ping it is looked whether the client may still listen, which also notes that it is here: less often than it
     * would count as gone.
     */
    private static final int PINGS_A_CHECK = 4;

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final DialectPorts ports;
    private final Caller caller;
    private final Context context;
    private final RoutingContext ctx;
    private final HttpServerResponse response;
    private final News news;
    private final Supplier<Future<Caller>> proof;
    private final Fans fans;
    private boolean looking;
    private boolean again;
    private boolean left;
    private int pings;
    private long pinging;

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

    private EventStream(
            DialectPorts ports,
            Fans fans,
            Caller caller,
            RoutingContext ctx,
            News news,
            Supplier<Future<Caller>> proof) {
        this.ports = ports;
        this.fans = fans;
        this.caller = caller;
        this.context = ctx.vertx().getOrCreateContext();
        this.ctx = ctx;
        this.response = ctx.response();
        this.news = news;
        this.proof = proof;
    }

    /**
     * How streams of one kind are.
     *
     * @param pagesMax how many of them one user may have
     * @param pingMs how often each says that it lives
     */
    record Kind(int pagesMax, long pingMs) {}

    /**
     * Begins one. Call on the request's context.
     *
     * @param connected what the first event says
     * @param proof finds out anew who listens; fails where the client may no more
     */
    static void open(
            DialectPorts ports,
            Fans fans,
            Caller caller,
            RoutingContext ctx,
            JsonObject connected,
            News news,
            Supplier<Future<Caller>> proof,
            Kind kind) {
        ports.streams().requireRoom(caller.device());
        EventStream wire = new EventStream(ports, fans, caller, ctx, news, proof);
        ctx.response()
                .setChunked(true)
                .setWriteQueueMaxSize(ports.streams().limits().bufferedBytesMax())
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Connection", "keep-alive")
                .putHeader("X-Accel-Buffering", "no");
        wire.begin(kind);
        wire.write("event: connected\ndata: " + connected.encode() + "\n\n");
        wire.look(true);
    }

    private void begin(Kind kind) {
        pinging = ctx.vertx().setPeriodic(kind.pingMs(), due -> ping());
        fans.join(caller.device(), this, kind.pagesMax());
        ctx.addEndHandler(ended -> leave(Ending.LEFT));
    }

    /** From here on nothing is looked up for it, and nothing told. */
    private void leave(Ending why) {
        if (!left) {
            left = true;
            var unused = ctx.vertx().cancelTimer(pinging);
            fans.leave(caller.device(), this, why);
        }
    }

    @Override
    public void tell(String message) {
        // Owed nothing from here on: what comes behind this look is news again.
        ports.streams().exchanged(caller.device());
        context.runOnContext(told -> look(false));
    }

    private void look(boolean first) {
        if (left) {
            return;
        }
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
        if (pings % PINGS_A_CHECK == 0) {
            check();
        }
    }

    /** Whoever was locked out, or whose token ended, hears no more. */
    private void check() {
        Future.succeededFuture().compose(go -> proof.get()).onFailure(failure -> {
            if (Refusal.is(failure, ProblemType.UNAUTHENTICATED)) {
                end(Ending.KEY_REVOKED);
            }
        });
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
        if (left || response.ended() || response.closed()) {
            return;
        }
        if (response.writeQueueFull()) {
            // Who does not read is given up; it comes back and is told what it lacks. Its socket closes behind what is
            // unread.
            leave(Ending.SLOW_READER);
            var unused = ctx.request().connection().close();
            return;
        }
        var unused = response.write(text);
    }
}
