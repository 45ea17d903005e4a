package ghosthunter.hub.dialect.cpos;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What bodies of {@code /sync} have in common. Pure. */
final class Bodies {
    private Bodies() {}

    /** The terminal that a body names, or null; fails with 400 where it is no text. */
    static @Nullable String terminalId(JsonObject body) {
        Object named = body.getValue("terminalId");
        if (named == null || named.equals("")) {
            return null;
        }
        if (named instanceof String text) {
            return text;
        }
        throw CposFailure.of(400, "terminalId must be a text");
    }

    /** A text, or null where there is none. */
    static @Nullable String text(JsonObject body, String name) {
        return body.getValue(name) instanceof String text && !text.isEmpty() ? text : null;
    }
}
