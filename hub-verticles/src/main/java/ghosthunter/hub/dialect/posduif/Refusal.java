package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** What is not to be had, in the phrases that clients and their tests look for. */
final class Refusal {
    private Refusal() {}

    static ProblemException of(ProblemType type, String phrase) {
        return Problem.of(type, phrase).exception();
    }

    static ProblemException invalid(String phrase) {
        return of(ProblemType.INVALID_REQUEST, phrase);
    }

    static ProblemException unauthenticated(String phrase) {
        return of(ProblemType.UNAUTHENTICATED, phrase);
    }

    static ProblemException notFound(String phrase) {
        return of(ProblemType.NOT_FOUND, phrase);
    }

    /** The body as an object, or the one phrase that there is for all that it may be else. */
    static JsonObject requireBody(DialectRequest request) {
        return request.object().orElseThrow(() -> invalid("Invalid request body"));
    }

    static <T> Future<T> failed(ProblemType type, String phrase) {
        return Future.failedFuture(of(type, phrase));
    }

    /** Whether a failure is this problem. */
    static boolean is(Throwable failure, ProblemType type) {
        return failure instanceof ProblemException known && known.problem().type() == type;
    }
}
