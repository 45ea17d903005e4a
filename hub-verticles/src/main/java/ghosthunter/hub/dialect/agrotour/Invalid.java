package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.entity.PoisonException;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.ledger.EntityData;
import ghosthunter.hub.openapi.Violation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wrong with a request, as {@code 422} lists it: each place with its kind, the reason, and what stood there. Pure. */
final class Invalid {
    /** How many an answer lists. */
    private static final int LISTED_MAX = 100;

    /** Of a larger body nothing is sent back. */
    private static final int ECHOED_BYTES_MAX = 64 << 10;

    private static final String KIND_OTHERWISE = "value_error";
    private static final Map<String, String> KINDS = Map.of(
            "required", "missing",
            "json", "json_invalid",
            "enum", "enum",
            "pattern", "string_pattern_mismatch",
            "maxLength", "string_too_long",
            "maxItems", "too_long",
            "minimum", "greater_than_equal",
            "maximum", "less_than_equal");

    /** Of what should be of another type, by the first of the types that it may have. */
    private static final Map<String, String> KINDS_OF_TYPES = Map.of(
            "integer", "int_parsing",
            "number", "float_parsing",
            "boolean", "bool_parsing",
            "array", "list_type",
            "object", "dict_type",
            "string", "string_type");

    private Invalid() {}

    /** Of what the document of the API says of it. */
    static ShapeException of(List<Violation> violations, DialectRequest request) {
        JsonArray listed = new JsonArray();
        violations.stream()
                .limit(LISTED_MAX)
                .map(violation -> error(kind(violation), violation.loc(), told(violation), there(violation, request)))
                .forEach(listed::add);
        return ShapeException.of(422, new JsonObject().put("detail", listed));
    }

    /** Of one place. */
    static ShapeException of(String kind, List<Object> loc, String message, @Nullable Object input) {
        return ShapeException.of(
                422, new JsonObject().put("detail", new JsonArray().add(error(kind, loc, message, input))));
    }

    /** @throws ShapeException {@code 422} if no database could hold it */
    static JsonObject requireStorable(JsonObject said) {
        if (!isStorable(said)) {
            throw of(KIND_OTHERWISE, List.of("body"), "Input should have no U+0000 and no half of a character", null);
        }
        return said;
    }

    static boolean isStorable(JsonObject said) {
        try {
            JsonObject unused = EntityData.storable(said);
            return true;
        } catch (PoisonException e) {
            return false;
        }
    }

    private static JsonObject error(String kind, List<Object> loc, String message, @Nullable Object input) {
        return new JsonObject()
                .put("type", kind)
                .put("loc", new JsonArray(loc))
                .put("msg", message)
                .put("input", input);
    }

    private static String kind(Violation violation) {
        return violation.rule().equals("type")
                ? KINDS_OF_TYPES.getOrDefault(
                        violation.message().replaceFirst("^must be of type (\\w+).*", "$1"), KIND_OTHERWISE)
                : KINDS.getOrDefault(violation.rule(), KIND_OTHERWISE);
    }

    private static String told(Violation violation) {
        return violation.rule().equals("required") ? "Field required" : "Input " + violation.message();
    }

    /** Of what is missing, in what it is missing. */
    private static @Nullable Object there(Violation violation, DialectRequest request) {
        String pointer = violation.pointer();
        String name = pointer.substring(pointer.lastIndexOf('/') + 1);
        return switch (violation.location()) {
            case BODY ->
                request.body().length() > ECHOED_BYTES_MAX
                        ? null
                        : request.at(JsonPointer.from(
                                violation.rule().equals("required") && !pointer.isEmpty()
                                        ? pointer.substring(0, pointer.lastIndexOf('/'))
                                        : pointer));
            case QUERY, PATH -> request.param(name).orElse(null);
            case HEADER -> request.header(name).orElse(null);
        };
    }
}
