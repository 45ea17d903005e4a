package ghosthunter.hub.openapi;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a document says of one path with one method. Immutable, for any thread. */
public final class ApiOperation {
    private final List<String> pathNames;
    private final List<ApiParameter> parameters;
    private final @Nullable Body body;

    ApiOperation(List<String> pathNames, List<ApiParameter> parameters, @Nullable Body body) {
        this.pathNames = List.copyOf(pathNames);
        this.parameters = List.copyOf(parameters);
        this.body = body;
    }

    /**
     * The JSON that it takes.
     *
     * @param required whether there must be a body
     * @param others the media types that it also takes, and nobody checks
     */
    record Body(boolean required, List<String> others, ValueCheck check) {}

    /**
     * What the parameters of a request break.
     *
     * @param path the values of the path's parameters, in order, decoded; empty: they are not looked at
     */
    public List<Violation> parameterViolations(List<String> path, MultiMap query, MultiMap headers) {
        List<Violation> violations = new ArrayList<>();
        for (ApiParameter parameter : parameters) {
            String name = parameter.name();
            switch (parameter.location()) {
                case QUERY -> violations.addAll(parameter.violations(query.getAll(name)));
                case HEADER -> violations.addAll(parameter.violations(headers.getAll(name)));
                case PATH -> {
                    int at = pathNames.indexOf(name);
                    if (at >= 0 && at < path.size()) {
                        violations.addAll(parameter.violations(List.of(path.get(at))));
                    }
                }
                case BODY -> throw new IllegalStateException("a body is no parameter");
            }
        }
        return List.copyOf(violations);
    }

    /** The parameters of a query that the document does not know: whoever mistypes one should hear of it. */
    public List<Violation> strangers(MultiMap query) {
        List<String> known = parameters.stream()
                .filter(parameter -> parameter.location() == Violation.Location.QUERY)
                .map(ApiParameter::name)
                .toList();
        return query.names().stream()
                .filter(name -> !known.contains(name))
                .map(name -> Violation.unknown(Violation.Location.QUERY, name, known))
                .toList();
    }

    /** Whether a body of this media type is one that {@link #bodyViolations} looks at; null: none was told, so it is JSON. */
    public boolean takesJson(@Nullable String contentType) {
        if (body == null) {
            return false;
        }
        String told = contentType == null
                ? ""
                : contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        return !body.others().contains(told);
    }

    /** Whether a request may come without a body. */
    public boolean mayBeEmpty() {
        return body == null || !body.required();
    }

    /**
     * What a body breaks.
     *
     * @param json as Vert.x reads it
     */
    public List<Violation> bodyViolations(@Nullable Object json) {
        return body == null ? List.of() : body.check().violations(Violation.Location.BODY, "", json);
    }

    /** That there is no body where there must be one. */
    public static List<Violation> bodyMissing() {
        return List.of(Violation.missing(Violation.Location.BODY, ""));
    }

    static Violation.@Nullable Location locationOf(String in) {
        return Map.of(
                        "query", Violation.Location.QUERY,
                        "header", Violation.Location.HEADER,
                        "path", Violation.Location.PATH)
                .get(in);
    }
}
