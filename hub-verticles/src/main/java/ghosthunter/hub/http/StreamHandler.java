package ghosthunter.hub.http;

import ghosthunter.codecs.exchange.StreamRequest;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.directory.DeviceKey;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.realtime.DeviceStream;
import ghosthunter.hub.realtime.Ending;
import ghosthunter.hub.realtime.RealtimeVerticle;
import ghosthunter.hub.realtime.Streams;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** {@code GET /v1/stream}: a device is called here, over a WebSocket or by server-sent events. */
public final class StreamHandler implements Handler<RoutingContext> {
    private final HubSeal seal;
    private final Directory directory;
    private final Gate gate;
    private final Streams streams;
    private final LongSupplier nanoTime;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    /** @param nanoTime a clock that only measures distances, nanoseconds */
    public StreamHandler(
            HubSeal seal,
            Directory directory,
            Gate gate,
            Streams streams,
            LongSupplier nanoTime,
            HttpLimits limits,
            ProblemResponder problems) {
        this.seal = seal;
        this.directory = directory;
        this.gate = gate;
        this.streams = streams;
        this.nanoTime = nanoTime;
        this.limits = limits;
        this.problems = problems;
    }

    /** Who asks, and how. */
    private record Asked(StreamRequest request, String kid, boolean webSocket) {}

    @Override
    public void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request().pause();
        Future.succeededFuture(request)
                .compose(this::authenticated)
                .map(this::admitted)
                .compose(asked -> open(ctx, asked))
                .onFailure(failure -> {
                    request.resume();
                    problems.answer(ctx, failure);
                });
    }

    private Future<Asked> authenticated(HttpServerRequest request) {
        Jws jws = StreamRequest.ofHeader(request.getHeader(HttpHeaders.AUTHORIZATION));
        StreamRequest asked = StreamRequest.read(jws);
        boolean webSocket = request.canUpgradeToWebSocket();
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (!webSocket && (accept == null || !accept.contains(StreamRequest.EVENTS_MEDIA_TYPE))) {
            throw problem(
                    ProblemType.INVALID_REQUEST,
                    "ask with 'Upgrade: websocket' or 'Accept: " + StreamRequest.EVENTS_MEDIA_TYPE + "'");
        }
        return directory
                .deviceKey(asked.device(), jws.kid())
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .map(key -> checked(jws, asked, key))
                .map(valid -> new Asked(asked, jws.kid(), webSocket));
    }

    private StreamRequest checked(Jws jws, StreamRequest asked, Optional<DeviceKey> key) {
        if (key.isEmpty()) {
            throw problem(ProblemType.UNKNOWN_DEVICE, asked.device() + " is not enrolled with key " + jws.kid());
        }
        if (!jws.verifies(key.get().key())) {
            throw problem(ProblemType.SIGNATURE_INVALID, "the request is not signed by key " + jws.kid());
        }
        if (!RealtimeVerticle.speaks(key)) {
            throw problem(
                    ProblemType.KEY_REVOKED,
                    "key " + jws.kid() + " was " + key.get().standing().wire() + "; enroll this device anew");
        }
        if (!asked.hub().equals(seal.hub())) {
            throw problem(ProblemType.WRONG_AUDIENCE, "this is " + seal.hub() + ", not " + asked.hub());
        }
        if (!asked.isTimely(seal.clock().millis())) {
            throw problem(
                    ProblemType.SIGNATURE_INVALID,
                    "the request was not signed within " + StreamRequest.SKEW_MS_MAX + " ms of the hub's clock");
        }
        return asked;
    }

    /** To open a stream is one of the requests that a device may make. */
    private Asked admitted(Asked asked) {
        streams.requireRoom(asked.request().device());
        gate.enter(asked.request().device(), 0).leave();
        return asked;
    }

    private Future<Void> open(RoutingContext ctx, Asked asked) {
        if (!asked.webSocket()) {
            openEvents(ctx, asked);
            return Future.succeededFuture();
        }
        // Answers by itself when the handshake is none.
        return ctx.request()
                .toWebSocket()
                .onSuccess(socket -> openSocket(ctx, asked, socket))
                .mapEmpty();
    }

    private void openEvents(RoutingContext ctx, Asked asked) {
        Runnable left = Doorway.stays(ctx);
        EventWire wire = EventWire.begin(ctx, streams.limits().bufferedBytesMax(), this::dropped);
        DeviceStream stream = streams.open(asked.request().device(), asked.kid(), wire);
        wire.opened(stream);
        ctx.addEndHandler(ended -> {
            streams.gone(stream);
            left.run();
        });
        ctx.request().resume();
    }

    private void openSocket(RoutingContext ctx, Asked asked, ServerWebSocket socket) {
        Runnable left = Doorway.stays(ctx);
        SocketWire wire = new SocketWire(ctx.vertx(), socket, streams.limits(), nanoTime, this::dropped);
        DeviceStream stream = streams.open(asked.request().device(), asked.kid(), wire);
        wire.opened(stream);
        socket.closeHandler(closed -> {
            streams.gone(stream);
            left.run();
        });
    }

    private void dropped(DeviceStream stream, Ending why) {
        streams.end(stream, why);
    }

    private static ProblemException problem(ProblemType type, String detail) {
        return Problem.of(type, detail).exception();
    }
}
