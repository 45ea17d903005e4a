package ghosthunter.hub.dialect.cpos;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a body of {@code /auth} and lists all that is wrong with it at once. Of one request. */
final class BodyFields {
    /** The longest text of a field. */
    static final int TEXT_CHARS_MAX = 200;

    /** The most entries of a list. */
    static final int LIST_MAX = 100;

    private final JsonObject body;
    private final List<String> wrong = new ArrayList<>();

    BodyFields(JsonObject body) {
        this.body = body;
    }

    /** A text that must be there; empty where it is not. */
    String text(String name) {
        return text(name, null, "");
    }

    /** A text that must be of a form. */
    String text(String name, @Nullable Pattern form, String otherwise) {
        String value = textOrNull(name);
        if (value == null || value.isBlank()) {
            wrong.add(name + " is required");
            return "";
        }
        if (form != null && !form.matcher(value).matches()) {
            wrong.add(name + " " + otherwise);
        }
        return value;
    }

    /** A text that may be absent or null. */
    @Nullable
    String textOrNull(String name) {
        Object value = body.getValue(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)
                || text.length() > TEXT_CHARS_MAX
                || text.chars().anyMatch(c -> c < ' ')) {
            wrong.add(name + " must be a text of at most " + TEXT_CHARS_MAX + " characters");
            return null;
        }
        return text;
    }

    /** A secret that must be there, of whatever characters. */
    String secret(String name) {
        if (body.getValue(name) instanceof String text && !text.isEmpty()) {
            return text;
        }
        wrong.add(name + " is required");
        return "";
    }

    /** A list of texts; absent is none. */
    JsonArray texts(String name) {
        Object value = body.getValue(name);
        if (value == null) {
            return new JsonArray();
        }
        boolean fits = value instanceof JsonArray list
                && list.size() <= LIST_MAX
                && list.stream().allMatch(item -> item instanceof String text && text.length() <= TEXT_CHARS_MAX);
        if (!fits) {
            wrong.add(name + " must be a list of at most " + LIST_MAX + " texts");
            return new JsonArray();
        }
        return ((JsonArray) value).copy();
    }

    /** Adds what else is wrong. */
    void require(boolean holds, String otherwise) {
        if (!holds) {
            wrong.add(otherwise);
        }
    }

    /** Fails with all that is wrong. */
    void check() {
        if (!wrong.isEmpty()) {
            throw CposFailure.invalid(wrong);
        }
    }
}
