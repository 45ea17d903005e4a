package ghosthunter.edge.local;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only place where an answer is written and a failure becomes a status. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    /** Answers when the future is done. */
    static void send(RoutingContext request, int status, Future<JsonObject> body) {
        body.onSuccess(json -> write(request, status, "application/json", json)).onFailure(request::fail);
    }

    /** A failure of any handler. */
    static void failed(RoutingContext request) {
        answer(request, problem(request));
    }

    /** What the router answers by itself. */
    static void knownStatuses(Router router) {
        for (int status : new int[] {400, 404, 405, 413, 500}) {
            router.errorHandler(status, Answers::failed);
        }
    }

    private static void answer(RoutingContext request, Problem problem) {
        if (request.response().ended()) {
            return;
        }
        if (problem.retryAfterS() > 0) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(problem.retryAfterS()));
        }
        write(request, problem.type().status(), Problem.MEDIA_TYPE, problem.toJson());
    }

    private static void write(RoutingContext request, int status, String mediaType, JsonObject json) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(json.encode() + "\n")
                .onFailure(cause -> LOG.atDebug().setCause(cause).log("answer not delivered"));
    }

    private static Problem problem(RoutingContext request) {
        Throwable failure = request.failure();
        if (failure instanceof ProblemException expected) {
            return expected.problem();
        }
        String what = request.request().method() + " " + request.request().path();
        return switch (request.statusCode()) {
            case 400 -> Problem.of(ProblemType.INVALID_REQUEST, what + " is not a valid request");
            case 404 -> Problem.of(ProblemType.NOT_FOUND, "there is no " + what);
            case 405 -> Problem.of(ProblemType.METHOD_NOT_ALLOWED, what + " is not allowed");
            case 413 -> Problem.of(ProblemType.TOO_LARGE, "the body of " + what + " is too large");
            default -> unexpected(what, failure);
        };
    }

    private static Problem unexpected(String what, @org.jspecify.annotations.Nullable Throwable failure) {
        LOG.atError().addKeyValue("request", what).setCause(failure).log("request failed");
        return Problem.of(ProblemType.INTERNAL, what + " failed: " + failure);
    }
}
