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
 */
public record Problem(ProblemType type, String detail, long line, long column, long retryAfterS) {
    /** The media type. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        detail = Printable.of(detail);
    }

    /** A problem without a place. */
    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, 0, 0, type.retryAfterS());
    }

    /** A problem at a place of the body. */
    public static Problem at(ProblemType type, String detail, long line, long column) {
        return new Problem(type, detail, line, column, type.retryAfterS());
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
        return json;
    }
}
