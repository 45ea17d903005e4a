package ghosthunter.codecs.problem;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * An answer of {@code application/problem+json} (RFC 9457).
 *
 * @param type the stable type; its URI is what a program reads
 * @param detail one sentence for a person: the place, the reason, what to do; it may quote the request, printably and cut
 * @param line the 1-based line of the body, or 0
 * @param column the 1-based column in bytes, or 0
 * @param retryAfterS seconds after which to come back, or 0
 * @param turnMs milliseconds after which to come back where the time was given to this request alone, or 0
 */
public record Problem(ProblemType type, String detail, long line, long column, long retryAfterS, long turnMs) {
    /** The member of the body with {@link #turnMs}. */
    public static final String TURN = "turn_ms";

    private static final long MS_PER_S = 1_000;

    /** The media type. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        detail = Printable.of(detail);
    }

    /** A problem without a place. */
    public static Problem of(ProblemType type, String detail) {
        return after(type, detail, type.retryAfterS());
    }

    /** A problem that is over after so many seconds. */
    public static Problem after(ProblemType type, String detail, long retryAfterS) {
        return new Problem(type, detail, 0, 0, retryAfterS, 0);
    }

    /** A request that gets a turn of its own: nobody else was given this time, so nobody needs to spread. */
    public static Problem turn(ProblemType type, String detail, long turnMs) {
        return new Problem(type, detail, 0, 0, (turnMs + MS_PER_S - 1) / MS_PER_S, turnMs);
    }

    /** A problem at a place of the body. */
    public static Problem at(ProblemType type, String detail, long line, long column) {
        return new Problem(type, detail, line, column, type.retryAfterS(), 0);
    }

    /** The exception that carries it. */
    public ProblemException exception() {
        return new ProblemException(this, null);
    }

    /** The exception that carries it, with what caused it, for the log alone. */
    public ProblemException exception(@Nullable Throwable cause) {
        return new ProblemException(this, cause);
    }

    /** The body. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("type", type.uri())
                .put("title", type.title())
                .put("status", type.status())
                .put("detail", detail);
        if (line > 0) {
            json.put("line", line);
        }
        if (column > 0) {
            json.put("column", column);
        }
        if (turnMs > 0) {
            json.put(TURN, turnMs);
        }
        return json;
    }
}
