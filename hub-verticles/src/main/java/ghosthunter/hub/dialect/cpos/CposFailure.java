package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectCors;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** An expected failure in the words of the contract. Without a stack trace. */
final class CposFailure extends RuntimeException {
    private static final String AUTH_ERROR = "AUTH_ERROR";

    private final int status;
    private final transient JsonObject body;
    private final long retryAfterS;

    private CposFailure(int status, JsonObject body, long retryAfterS) {
        super(body.encode(), null, false, false);
        this.status = status;
        this.body = body;
        this.retryAfterS = retryAfterS;
    }

    int status() {
        return status;
    }

    JsonObject body() {
        return body.copy();
    }

    /** Seconds after which to come back, or 0. */
    long retryAfterS() {
        return retryAfterS;
    }

    /** {@code {"error":"…"}}. */
    static CposFailure of(int status, String error) {
        return new CposFailure(status, new JsonObject().put("error", error), 0);
    }

    /** The same with a {@code code}. */
    static CposFailure of(int status, String error, String code) {
        return new CposFailure(status, new JsonObject().put("error", error).put("code", code), 0);
    }

    /** 401. */
    static CposFailure unauthenticated(String error) {
        return of(401, error);
    }

    /** 403. */
    static CposFailure forbidden() {
        return of(403, "Insufficient permissions");
    }

    /** Bad credentials, a bad code, a terminal that is not active: 400. */
    static CposFailure auth(String error) {
        return of(400, error, AUTH_ERROR);
    }

    /** Too many wrong guesses: 429. */
    static CposFailure locked(long retryAfterS) {
        JsonObject body = new JsonObject()
                .put("error", "Too many failed attempts; try again later")
                .put("code", AUTH_ERROR);
        return new CposFailure(429, body, retryAfterS);
    }

    /** 404 of something that a body names. */
    static CposFailure missing(String what) {
        return of(404, what + " not found", "NOT_FOUND");
    }

    /** A name that is taken: 409. */
    static CposFailure duplicate(String what) {
        return of(409, what + " already exists", "DUPLICATE_ENTRY");
    }

    /** A body that is not as it must be: 400. */
    static CposFailure invalid(List<String> details) {
        return new CposFailure(
                400, new JsonObject().put("error", "Validation failed").put("details", new JsonArray(details)), 0);
    }

    /**
     * What a failure is on the wire.
     *
     * @param auth whether the path is one of {@code /auth}, where a broken rule is listed
     */
    static CposFailure of(Throwable failure, boolean auth) {
        if (failure instanceof CposFailure known) {
            return known;
        }
        if (failure instanceof DialectCors.OriginException refused) {
            return nested(500, refused.problem().detail(), 0);
        }
        if (!(failure instanceof ProblemException expected)) {
            return nested(500, "Internal server error", 0);
        }
        Problem problem = expected.problem();
        String detail = problem.detail();
        return switch (problem.type()) {
            case MALFORMED_BODY, INCOMPLETE_BODY, TOO_LARGE, REQUEST_TIMEOUT, UNSUPPORTED_MEDIA_TYPE ->
                nested(problem.type().status(), detail, 0);
            case INVALID_REQUEST -> auth ? invalid(List.of(detail)) : of(400, detail);
            case LOGIN_REFUSED -> auth("Invalid credentials");
            case LOCKED_OUT -> locked(problem.retryAfterS());
            case CONFLICT -> of(409, detail, "DUPLICATE_ENTRY");
            case NOT_FOUND -> of(404, detail, "NOT_FOUND");
            case UNAVAILABLE, OVERLOADED -> later(problem, "DATABASE_ERROR");
            default -> later(problem, problem.type() == ProblemType.INTERNAL ? "INTERNAL_ERROR" : "REFUSED");
        };
    }

    private static CposFailure later(Problem problem, String code) {
        JsonObject body = new JsonObject().put("error", problem.detail()).put("code", code);
        return new CposFailure(problem.type().status(), body, problem.retryAfterS());
    }

    /** {@code {"error":{"code","message"}}}: what the original's last handler says, whatever it is. */
    private static CposFailure nested(int status, String message, long retryAfterS) {
        JsonObject error = new JsonObject().put("code", "INTERNAL_ERROR").put("message", message);
        return new CposFailure(status, new JsonObject().put("error", error), retryAfterS);
    }
}
