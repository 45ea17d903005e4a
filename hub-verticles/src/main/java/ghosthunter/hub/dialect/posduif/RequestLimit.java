package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.posduif.Windows.Window;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;

/**
 * How many requests of one user, on whatever device, are answered in a minute. Each answer says what is left of it. One for all event
 * loops.
 */
final class RequestLimit {
    /** So many beyond it are answered all the same: what comes in a burst. */
    static final int BURST = 10;

    private static final int USERS_MAX = 100_000;

    private final int perMinute;
    private final Windows requests;

    /** @param perMinute 0: as many as it likes */
    RequestLimit(int perMinute, InstantSource clock) {
        this.perMinute = perMinute;
        this.requests = new Windows(clock, USERS_MAX);
    }

    /**
     * Counts a request of a user.
     *
     * @throws ghosthunter.codecs.problem.ProblemException {@code too-many-requests}
     */
    void count(Caller caller, HttpServerResponse response) {
        if (perMinute > 0) {
            requests.count(caller.tenant() + " " + caller.id()).ifPresent(window -> require(window, response));
        }
    }

    private void require(Window window, HttpServerResponse response) {
        response.putHeader("X-RateLimit-Limit", Integer.toString(perMinute))
                .putHeader("X-RateLimit-Remaining", Integer.toString(Math.max(0, perMinute - window.count())))
                .putHeader("X-RateLimit-Reset", Long.toString(Windows.seconds(window.endMs())));
        if (window.count() > perMinute + BURST) {
            throw Problem.after(ProblemType.TOO_MANY_REQUESTS, "Rate limit exceeded", requests.waitS(window))
                    .exception();
        }
    }
}
