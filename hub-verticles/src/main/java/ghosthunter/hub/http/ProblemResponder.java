package ghosthunter.hub.http;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.metrics.HubMetrics;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a failure becomes a status. What it writes is unsigned and never carries a verdict, so it never changes
 * the state of a device.
 */
public final class ProblemResponder {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemResponder.class);

    /** What is left of a request that was refused for the moment is read to its end if it is no longer than this. */
    private static final long KEPT_BYTES_MAX = 64 << 10;

    private final long lingerMs;
    private final HubMetrics metrics;

    public ProblemResponder(HttpLimits limits, HubMetrics metrics) {
        this.lingerMs = limits.lingerMs();
        this.metrics = metrics;
    }

    /** Answers with the problem that the failure is. */
    public void answer(RoutingContext ctx, Throwable failure) {
        answer(ctx, failure, new JsonObject());
    }

    /**
     * Answers with the problem that the failure is.
     *
     * @param extra further members of the body
     */
    public void answer(RoutingContext ctx, Throwable failure, JsonObject extra) {
        HttpServerRequest request = ctx.request();
        Problem problem = told(request, failure);
        if (request.response().ended() || request.response().closed()) {
            return;
        }
        if (!request.isEnded() && hasBody(request)) {
            readOn(ctx.vertx(), request, isKept(request, problem));
        }
        Handlers.end(
                head(request.response(), problem),
                problem.toJson().mergeIn(extra).toBuffer());
    }

    /** Answers in the shape of somebody else's API. */
    public void answer(RoutingContext ctx, int status, JsonObject body) {
        HttpServerRequest request = ctx.request();
        if (request.response().ended() || request.response().closed()) {
            return;
        }
        if (!request.isEnded() && hasBody(request)) {
            readOn(ctx.vertx(), request, false);
        }
        Handlers.json(request.response(), status, body);
    }

    /** Answers and reads no further: for who has no claim to be heard out. Whoever still handles the request learns of it. */
    void answerAndClose(HttpServerRequest request, Throwable failure) {
        Problem problem = told(request, failure);
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed() || response.headWritten()) {
            Handlers.close(request.connection());
            return;
        }
        head(response, problem)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(problem.toJson().toBuffer())
                .onComplete(written -> Handlers.close(request.connection()));
    }

    private Problem told(HttpServerRequest request, Throwable failure) {
        Problem problem = problemOf(failure);
        metrics.problem(problem.type());
        if (problem.type() == ProblemType.INTERNAL) {
            LOG.atError()
                    .setCause(failure)
                    .addKeyValue("method", request.method())
                    .addKeyValue("path", request.path())
                    .log("request failed by a fault of the hub");
        }
        return problem;
    }

    private static HttpServerResponse head(HttpServerResponse response, Problem problem) {
        response.setStatusCode(problem.type().status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (problem.retryAfterS() > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(problem.retryAfterS()));
        }
        return response;
    }

    /** Answers that the path knows only these methods. */
    void methodNotAllowed(RoutingContext ctx, List<HttpMethod> allowed) {
        answer(ctx, allow(ctx, allowed));
    }

    /** Says in the head which methods the path knows. */
    public static ProblemException allow(RoutingContext ctx, Collection<HttpMethod> known) {
        String names = known.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
        ctx.response().putHeader(HttpHeaders.ALLOW, names);
        return Problem.of(ProblemType.METHOD_NOT_ALLOWED, "Method not allowed: this path knows only " + names)
                .exception();
    }

    /** Answers that there is nothing at the path. */
    void notFound(RoutingContext ctx) {
        answer(
                ctx,
                Problem.of(ProblemType.NOT_FOUND, "there is nothing at this path")
                        .exception());
    }

    /** What to answer for a failure; a programmer's error is {@code internal} and tells nothing of itself. */
    static Problem problemOf(Throwable failure) {
        if (failure instanceof ProblemException expected) {
            return expected.problem();
        }
        if (failure instanceof TimeoutException) {
            return Problem.of(ProblemType.UNAVAILABLE, "the hub did not find the answer in time");
        }
        return Problem.of(ProblemType.INTERNAL, "the hub failed; its log has the reason");
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    private static boolean isKept(HttpServerRequest request, Problem problem) {
        return problem.retryAfterS() > 0
                && request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                && MediaTypes.announcedBytes(request) <= KEPT_BYTES_MAX;
    }

    /**
     * The rest of the request is read and thrown away for a moment, so that the client gets to read the answer. Then the
     * connection is closed; unless there is little left to read and the client is to come back: connecting anew would cost both
     * more than that.
     */
    private void readOn(Vertx vertx, HttpServerRequest request, boolean kept) {
        if (!kept) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        long timer = vertx.setTimer(lingerMs, late -> Handlers.close(request.connection()));
        request.exceptionHandler(cut -> vertx.cancelTimer(timer));
        request.handler(discarded -> {});
        request.endHandler(read -> {
            vertx.cancelTimer(timer);
            if (!kept) {
                Handlers.close(request.connection());
            }
        });
        request.resume();
    }
}
