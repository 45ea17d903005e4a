package ghosthunter.hub.openapi;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One schema of a document (JSON Schema, draft 2020-12, as OpenAPI 3.1 has it). For any thread. What judges is made when a value is
 * judged for the first time: a document has hundreds of schemas, and most starts of a hub need few of them at once.
 */
final class ValueCheck {
    private static final String SCHEMAS = "#/components/schemas/";
    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setBaseUri("urn:ghosthunter:openapi")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);

    private final JsonObject schema;
    private final Map<String, JsonObject> named;
    private volatile @Nullable Validator validator;

    private ValueCheck(JsonObject schema, Map<String, JsonObject> named) {
        this.schema = schema;
        this.named = named;
    }

    /**
     * Makes one of a schema and those of the document that it refers to.
     *
     * @throws IllegalArgumentException if it refers to what is not there
     */
    static ValueCheck of(JsonObject schema, JsonObject document) {
        Map<String, JsonObject> named = new TreeMap<>();
        collect(schema, document, named);
        return new ValueCheck(schema, named);
    }

    /** Two that come at once each make one, and they are the same. */
    private Validator validator() {
        Validator known = validator;
        if (known == null) {
            known = made();
            validator = known;
        }
        return known;
    }

    private Validator made() {
        JsonObject schemas = new JsonObject();
        named.forEach((name, referred) -> schemas.put(name, referred.copy()));
        // The library writes into what it is given: a copy, for the document is shown to others.
        JsonObject whole = schema.copy().put("components", new JsonObject().put("schemas", schemas));
        return Validator.create(JsonSchema.of(whole), OPTIONS);
    }

    private static void collect(@Nullable Object node, JsonObject document, Map<String, JsonObject> named) {
        if (node instanceof JsonObject object) {
            if (object.getValue("$ref") instanceof String ref) {
                refer(ref, document, named);
            }
            object.forEach(member -> collect(member.getValue(), document, named));
        } else if (node instanceof JsonArray array) {
            array.forEach(item -> collect(item, document, named));
        }
    }

    private static void refer(String ref, JsonObject document, Map<String, JsonObject> named) {
        String name = ref.startsWith(SCHEMAS) ? ref.substring(SCHEMAS.length()) : "";
        JsonObject found = Optional.ofNullable(document.getJsonObject("components"))
                .map(components -> components.getJsonObject("schemas"))
                .map(schemas -> schemas.getJsonObject(name))
                .orElseThrow(() -> new IllegalArgumentException("there is no schema " + ref));
        if (named.put(name, found) == null) {
            collect(found, document, named);
        }
    }

    /**
     * What a value breaks; empty if it keeps to the schema.
     *
     * @param pointer where the value stands itself
     */
    List<Violation> violations(Violation.Location location, String pointer, @Nullable Object value) {
        OutputUnit output = validator().validate(value);
        if (Boolean.TRUE.equals(output.getValid())) {
            return List.of();
        }
        List<OutputUnit> errors = Optional.ofNullable(output.getErrors()).orElse(List.of());
        List<Violation> told = told(errors).stream()
                .map(error -> violation(location, pointer, error))
                .distinct()
                .toList();
        return told.isEmpty() ? List.of(new Violation(location, pointer, "schema", "does not match the schema")) : told;
    }

    /** Of all errors those that say the reason: not those that say that something inside them is wrong. */
    private static List<OutputUnit> told(List<OutputUnit> errors) {
        Set<String> parents = new HashSet<>();
        errors.forEach(error -> addParents(error.getKeywordLocation(), parents));
        Set<String> places = new HashSet<>();
        errors.stream()
                .filter(error -> !keyword(error).equals("additionalProperties"))
                .forEach(error -> places.add(error.getInstanceLocation()));
        return errors.stream()
                .filter(error -> isChoice(error)
                        ? !isInChoice(error)
                        : !isInChoice(error) && !parents.contains(error.getKeywordLocation()))
                .filter(error ->
                        !keyword(error).equals("additionalProperties") || !places.contains(error.getInstanceLocation()))
                .flatMap(error -> isChoice(error) ? chosen(error, errors) : Stream.of(error))
                .toList();
    }

    private static void addParents(String location, Set<String> parents) {
        for (int end = location.lastIndexOf('/'); end > 0; end = location.lastIndexOf('/', end - 1)) {
            parents.add(location.substring(0, end));
        }
    }

    /** Of several forms the one that was meant, if only one has the type of the value; else that none fits. */
    private static Stream<OutputUnit> chosen(OutputUnit choice, List<OutputUnit> errors) {
        List<List<OutputUnit>> meant = Stream.iterate(0, i -> i + 1)
                .map(i -> branch(choice, i, errors))
                .takeWhile(branch -> !branch.isEmpty())
                .filter(branch -> branch.stream().noneMatch(error -> isOtherKind(choice, error)))
                .toList();
        return meant.size() == 1 ? told(meant.get(0)).stream() : Stream.of(choice);
    }

    /** The errors of one form, as if it stood alone. */
    private static List<OutputUnit> branch(OutputUnit choice, int i, List<OutputUnit> errors) {
        String prefix = choice.getKeywordLocation() + "/" + i + "/";
        return errors.stream()
                .filter(error -> error.getKeywordLocation().startsWith(prefix) && isAt(choice, error))
                .map(error -> new OutputUnit(
                        error.getInstanceLocation(),
                        error.getAbsoluteKeywordLocation(),
                        "#/" + error.getKeywordLocation().substring(prefix.length()),
                        error.getError(),
                        error.getErrorType()))
                .toList();
    }

    /** The items of an array share the places of its schema, and not their own. */
    private static boolean isAt(OutputUnit choice, OutputUnit error) {
        String at = error.getInstanceLocation();
        return at.equals(choice.getInstanceLocation()) || at.startsWith(choice.getInstanceLocation() + "/");
    }

    private static boolean isOtherKind(OutputUnit choice, OutputUnit error) {
        return error.getInstanceLocation().equals(choice.getInstanceLocation())
                && List.of("type", "const", "enum").contains(keyword(error));
    }

    private static boolean isChoice(OutputUnit error) {
        return List.of("anyOf", "oneOf").contains(keyword(error));
    }

    private static boolean isInChoice(OutputUnit error) {
        String location = error.getKeywordLocation();
        return location.contains("/anyOf/") || location.contains("/oneOf/");
    }

    private static String keyword(OutputUnit error) {
        String location = error.getKeywordLocation();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static Violation violation(Violation.Location location, String pointer, OutputUnit error) {
        String at = pointer + error.getInstanceLocation().substring(1);
        String rule = keyword(error);
        String message = String.valueOf(error.getError());
        if (rule.equals(Violation.REQUIRED)) {
            return Violation.missing(location, at + "/" + Violation.escaped(quoted(message)));
        }
        String told = switch (rule) {
            case "type" -> "must be of type " + message.replaceFirst("^.* Expected ", "");
            case "enum" -> "must be one of " + message.replaceFirst("^Instance [^\\[]*", "");
            case "additionalProperties" -> "is not known here";
            case "anyOf", "oneOf" -> "fits none of the forms that it may have";
            default -> message;
        };
        return new Violation(location, at, rule, told);
    }

    private static String quoted(String message) {
        return message.substring(message.indexOf('"') + 1, message.lastIndexOf('"'));
    }
}
