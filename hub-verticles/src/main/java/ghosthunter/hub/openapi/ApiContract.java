package ghosthunter.hub.openapi;

import ghosthunter.codecs.settings.YamlDocument;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAPI 3.1 document and what requests are held against. Reading one blocks for a moment; the rest is for any thread.
 *
 * <p>Paths are compared by their shape: {@code /x/{id}}, {@code /x/:key} and {@code /x/:key/} are one path. Each stands below the path
 * of every server that the document names, or its own item.
 */
public final class ApiContract {
    private static final List<String> METHODS =
            List.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
    private static final List<String> HEADERS_OF_HTTP = List.of("accept", "content-type", "authorization");
    private static final Pattern PARAMETER = Pattern.compile("\\{([^/}]+)}|:([A-Za-z0-9_]+)");

    private final String name;
    private final String yaml;
    private final JsonObject document;
    private final Map<String, ApiOperation> operations = new LinkedHashMap<>();
    private final Map<String, List<Shape>> shapes = new HashMap<>();
    private final Map<JsonObject, ValueCheck> checks = new HashMap<>();

    private ApiContract(String name, String yaml) {
        this.name = name;
        this.yaml = yaml;
        this.document = YamlDocument.read(name, yaml);
        JsonObject paths = document.getJsonObject("paths", new JsonObject());
        JsonArray servers = document.getJsonArray("servers", new JsonArray().add(new JsonObject().put("url", "/")));
        for (String path : paths.fieldNames()) {
            JsonObject item = referred(paths.getJsonObject(path));
            item.getJsonArray("servers", servers).stream()
                    .map(server -> basePath((JsonObject) server))
                    .distinct()
                    .forEach(base -> addPath(base + path, item));
        }
        checks.clear();
    }

    /**
     * Reads {@code openapi/NAME.yaml} of the program.
     *
     * @throws IllegalStateException if it is missing or wrong: the program was built without it
     */
    public static ApiContract read(String name) {
        try (InputStream in = ApiContract.class.getResourceAsStream("/openapi/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("there is no openapi/" + name + ".yaml");
            }
            return of(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("a resource of the program cannot be read", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("openapi/" + name + ".yaml: " + e.getMessage(), e);
        }
    }

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if it is not YAML, or refers to what is not there
     */
    public static ApiContract of(String name, String yaml) {
        return new ApiContract(name, yaml);
    }

    /** The name of the API. */
    public String name() {
        return name;
    }

    /** As it was written. */
    public String yaml() {
        return yaml;
    }

    /** The same as JSON. */
    public String json() {
        return document.encode();
    }

    /** What is said of a path with a method. */
    public Optional<ApiOperation> operation(String method, String path) {
        return Optional.ofNullable(operations.get(key(method, path)));
    }

    /** The same of a path as it is asked for, without the parameters. */
    public Optional<ApiOperation> find(String method, String asked) {
        List<String> segments = List.of(asked.split("/", -1));
        return shapes.getOrDefault(method + " " + segments.size(), List.of()).stream()
                .filter(shape -> shape.fits(segments))
                .findFirst()
                .map(Shape::operation);
    }

    /** A path by its segments, of which null is a parameter. */
    private record Shape(List<@Nullable String> segments, ApiOperation operation) {
        boolean fits(List<String> asked) {
            for (int i = 0; i < segments.size(); i++) {
                String segment = segments.get(i);
                if (segment != null && !segment.equals(asked.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Every method and path, such as {@code GET /v1/lockers/{}}. */
    public Set<String> operations() {
        return new TreeSet<>(operations.keySet());
    }

    /** A method and the shape of a path. */
    public static String key(String method, String path) {
        String shape = PARAMETER.matcher(path).replaceAll("{}");
        boolean slash = shape.length() > 1 && shape.endsWith("/");
        return method.toUpperCase(Locale.ROOT) + " " + (slash ? shape.substring(0, shape.length() - 1) : shape);
    }

    /** The names of the parameters of a path, in order. */
    public static List<String> namesIn(String path) {
        return PARAMETER.matcher(path).results().map(ApiContract::name).toList();
    }

    private static String name(MatchResult found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }

    /** Without a slash at its end. */
    private static String basePath(JsonObject server) {
        return server.getString("url").replaceFirst("^[a-z]+://[^/]*", "").replaceFirst("/+$", "");
    }

    private void addPath(String path, JsonObject item) {
        JsonArray shared = item.getJsonArray("parameters", new JsonArray());
        for (String method : METHODS) {
            JsonObject operation = item.getJsonObject(method);
            if (operation != null) {
                Map<String, ApiParameter> parameters = new LinkedHashMap<>();
                addParameters(shared, parameters);
                addParameters(operation.getJsonArray("parameters", new JsonArray()), parameters);
                ApiOperation made =
                        new ApiOperation(namesIn(path), new ArrayList<>(parameters.values()), body(operation));
                if (operations.put(key(method, path), made) != null) {
                    throw new IllegalArgumentException("two paths have the shape of " + path);
                }
                List<@Nullable String> segments = new ArrayList<>();
                for (String segment : path.split("/", -1)) {
                    segments.add(PARAMETER.matcher(segment).find() ? null : segment);
                }
                shapes.computeIfAbsent(
                                method.toUpperCase(Locale.ROOT) + " " + segments.size(), size -> new ArrayList<>())
                        .add(new Shape(segments, made));
            }
        }
    }

    private void addParameters(JsonArray told, Map<String, ApiParameter> parameters) {
        for (Object item : told) {
            JsonObject parameter = referred((JsonObject) item);
            String called = parameter.getString("name");
            Violation.Location location = ApiOperation.locationOf(parameter.getString("in"));
            JsonObject schema = parameter.getJsonObject("schema");
            boolean ofHttp =
                    location == Violation.Location.HEADER && HEADERS_OF_HTTP.contains(called.toLowerCase(Locale.ROOT));
            if (location != null && schema != null && !ofHttp) {
                parameters.put(
                        location.wire() + " " + called,
                        new ApiParameter(
                                called,
                                location,
                                Boolean.TRUE.equals(parameter.getBoolean("required")),
                                "array".equals(referred(schema).getValue("type")),
                                check(schema)));
            }
        }
    }

    private ApiOperation.@Nullable Body body(JsonObject operation) {
        JsonObject told = operation.getJsonObject("requestBody");
        if (told == null) {
            return null;
        }
        JsonObject body = referred(told);
        JsonObject content = body.getJsonObject("content", new JsonObject());
        JsonObject json = content.getJsonObject("application/json");
        if (json == null || json.getJsonObject("schema") == null) {
            return null;
        }
        List<String> others = content.fieldNames().stream()
                .filter(type -> !type.equals("application/json"))
                .toList();
        return new ApiOperation.Body(
                Boolean.TRUE.equals(body.getBoolean("required")), others, check(json.getJsonObject("schema")));
    }

    private ValueCheck check(JsonObject schema) {
        return checks.computeIfAbsent(schema, made -> ValueCheck.of(made, document));
    }

    /** What a reference means, or the same where it is none. */
    private JsonObject referred(JsonObject node) {
        JsonObject at = node;
        while (at.getValue("$ref") instanceof String ref) {
            Object found = document;
            for (String token : ref.replaceFirst("^#/", "").split("/", -1)) {
                String member = token.replace("~1", "/").replace("~0", "~");
                found = found instanceof JsonObject object ? object.getValue(member) : null;
            }
            if (!(found instanceof JsonObject next)) {
                throw new IllegalArgumentException("there is no " + ref);
            }
            at = next;
        }
        return at;
    }
}
