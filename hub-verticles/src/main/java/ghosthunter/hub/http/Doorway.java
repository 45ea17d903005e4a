package ghosthunter.hub.http;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.http.HttpLimits.Senders;
import ghosthunter.hub.metrics.HubMetrics;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in at all, on one event loop: decided before anything of a request is parsed but its head, and the same for
 * every path. Cuts off who trickles. Not thread-safe.
 *
 * <pre>
 *   connected ──headers──► request ──body──► answered ──headers──► request …
 *      │ headerWait           │ rate             │ idle
 *      └──► closed            └──► 408, closed   └──► closed
 * </pre>
 */
public final class Doorway {
    /** How often everybody is looked at, milliseconds. */
    static final long TICK_MS = 500;

    /** A body may stand still so long without being slow: the hub itself may pause it, milliseconds. */
    private static final long GRACE_MS = 5_000;

    private final HttpLimits limits;
    /** How often the event loop shows that it comes round, milliseconds. */
    static final long TURN_MS = 20;

    private static final String LATE_MS = "late_ms";
    private static final String VISIT = "visit";

    private final Shared shared;
    private final ProblemResponder problems;
    private long turnNanos;
    private final IdentityHashMap<HttpConnection, Visit> visits = new IdentityHashMap<>();

    Doorway(HttpLimits limits, Shared shared, ProblemResponder problems) {
        this.limits = limits;
        this.shared = shared;
        this.problems = problems;
    }

    /**
     * What the event loops of a node have in common.
     *
     * @param nanoTime a clock that only measures distances, nanoseconds
     */
    public record Shared(Connections connections, Gate gate, HubMetrics metrics, LongSupplier nanoTime) {}

    /** One connection. */
    private static final class Visit {
        final String address;
        final boolean surplus;
        final Runnable leave;
        long sinceNanos;
        boolean greeted;
        boolean stays;

        @Nullable
        HttpServerRequest open;

        Visit(String address, boolean surplus, Runnable leave, long sinceNanos) {
            this.address = address;
            this.surplus = surplus;
            this.leave = leave;
            this.sinceNanos = sinceNanos;
        }
    }

    /** The event loop has come round; call it every {@link #TURN_MS}. */
    void turn() {
        turnNanos = now();
    }

    /** How late the event loop was when it came to this request, milliseconds: so long others were before it. */
    static long lateMs(RoutingContext ctx) {
        Long late = ctx.get(LATE_MS);
        return late == null ? 0 : late;
    }

    /** The answer to this request never ends: whoever writes it watches the connection from now on, and says when it is gone. */
    public static Runnable stays(RoutingContext ctx) {
        Visit visit = ctx.get(VISIT);
        visit.stays = true;
        return visit.leave;
    }

    /** A connection was opened, TLS included. */
    void connected(HttpConnection connection) {
        Senders senders = limits.senders();
        if (visits.size() >= senders.connectionsMax()) {
            close(connection, "connections_max");
            return;
        }
        String address = address(connection.remoteAddress());
        int held = shared.connections().enter(address);
        // A few more are told why; beyond that telling would itself be what the limit is against.
        if (held > senders.addressConnectionsMax() + Math.max(1, senders.addressConnectionsMax() / 8)) {
            shared.connections().leave(address);
            close(connection, "address_connections_max");
            return;
        }
        boolean surplus = held > senders.addressConnectionsMax();
        visits.put(connection, new Visit(address, surplus, () -> left(connection), now()));
        connection.closeHandler(closed -> left(connection));
    }

    /** The first of all routes. */
    void enter(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        Visit visit = visits.get(request.connection());
        if (visit == null) {
            Handlers.close(request.connection());
            return;
        }
        ctx.put(VISIT, visit);
        visit.open = request;
        visit.greeted = true;
        visit.sinceNanos = now();
        ctx.put(LATE_MS, Math.max(0, TimeUnit.NANOSECONDS.toMillis(visit.sinceNanos - turnNanos) - TURN_MS));
        Gate.Hold hold;
        try {
            hold = admitted(visit, request);
        } catch (ProblemException e) {
            problems.answerAndClose(request, e);
            return;
        }
        ctx.addEndHandler(ended -> {
            hold.release();
            visit.open = null;
            visit.sinceNanos = now();
        });
        ctx.next();
    }

    /** What the decoder refused: there is no path yet. */
    void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem;
        if (cause instanceof TooLongHttpLineException) {
            problem = Problem.of(
                    ProblemType.URI_TOO_LONG, "the request line has more than " + limits.targetBytesMax() + " bytes");
        } else if (cause instanceof TooLongHttpHeaderException) {
            problem = Problem.of(
                    ProblemType.HEADERS_TOO_LARGE, "the headers have more than " + limits.headerBytesMax() + " bytes");
        } else {
            problem = Problem.of(ProblemType.INVALID_REQUEST, "this is not HTTP/1.1");
        }
        problems.answerAndClose(request, problem.exception());
    }

    /** Looks at everybody; call it every {@link #TICK_MS}. */
    void tick() {
        List.copyOf(visits.entrySet()).forEach(entry -> look(entry.getKey(), entry.getValue()));
    }

    private void look(HttpConnection connection, Visit visit) {
        if (visit.stays) {
            return;
        }
        long forMs = TimeUnit.NANOSECONDS.toMillis(now() - visit.sinceNanos);
        HttpServerRequest open = visit.open;
        if (open == null) {
            long waitMs = visit.greeted
                    ? limits.senders().idleS() * 1_000L
                    : limits.senders().headerWaitMs();
            if (forMs > waitMs) {
                close(connection, visit.greeted ? "idle_s_max" : "header_s_max");
            }
        } else if (!open.isEnded() && tooSlow(open.bytesRead(), forMs)) {
            problems.answerAndClose(
                    open,
                    Problem.of(
                                    ProblemType.REQUEST_TIMEOUT,
                                    "the body comes with fewer than "
                                            + limits.senders().bodyBytesPerSMin() + " bytes a second")
                            .exception());
        }
    }

    private boolean tooSlow(long bytes, long forMs) {
        long dueMs = forMs - GRACE_MS;
        return dueMs > 0 && bytes < limits.senders().bodyBytesPerSMin() * dueMs / 1_000;
    }

    /** Room for what a body may hold before its handler counts it: a small body, or line 1 of an exchange. */
    private Gate.Hold admitted(Visit visit, HttpServerRequest request) {
        if (visit.surplus) {
            throw Problem.of(
                            ProblemType.TOO_MANY_CONNECTIONS,
                            "the address has " + limits.senders().addressConnectionsMax() + " connections already")
                    .exception();
        }
        boolean chunked = request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        long bytes = chunked ? Long.MAX_VALUE : MediaTypes.announcedBytes(request);
        return shared.gate().hold(Math.min(bytes, limits.smallBodyBytesMax()));
    }

    private void left(HttpConnection connection) {
        Visit visit = visits.remove(connection);
        if (visit != null) {
            shared.connections().leave(visit.address);
        }
    }

    private void close(HttpConnection connection, String limit) {
        shared.metrics().connectionClosed(limit);
        Handlers.close(connection);
    }

    private long now() {
        return shared.nanoTime().getAsLong();
    }

    private static String address(@Nullable SocketAddress remote) {
        String host = remote == null ? null : remote.hostAddress();
        return host == null ? "" : Connections.subscriber(host);
    }
}
