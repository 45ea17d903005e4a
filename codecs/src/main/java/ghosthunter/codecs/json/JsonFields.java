package ghosthunter.codecs.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object from outside. Every getter throws a {@link ProblemException} of type {@code malformed-body}
 * that names the path; members that nobody asks for are passed over, so that a newer peer may add some.
 */
public final class JsonFields {
    private final String path;
    private final Map<String, Object> members;

    private JsonFields(String path, Map<String, Object> members) {
        this.path = path;
        this.members = members;
    }

    /**
     * Parses one object.
     *
     * @param what what it is, for the error
     */
    public static JsonFields parse(String what, byte[] utf8) {
        try (JsonParser json = StrictJson.factory().createParser(utf8)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(what + " must be a JSON object");
            }
            Map<String, Object> members = object(json);
            if (json.nextToken() != null) {
                throw malformed(what + ": something follows the JSON object");
            }
            return new JsonFields(what, members);
        } catch (JacksonException e) {
            String detail = what + " is not JSON " + StrictJson.reason(e);
            throw Problem.at(ProblemType.MALFORMED_BODY, detail, 1, StrictJson.column(e))
                    .exception(e);
        } catch (IOException | NumberFormatException e) {
            // The second of a number whose exponent no number has: Jackson reads it only when it is asked for.
            throw Problem.of(ProblemType.MALFORMED_BODY, what + " is not JSON: " + e.getMessage())
                    .exception(e);
        }
    }

    /**
     * One object in its shortest form: without space between its tokens, all else as it is. Refuses U+0000, which no database
     * holds.
     *
     * @param what what it is, for the error
     */
    public static String compact(String what, byte[] utf8) {
        JsonFields checked = parse(what, utf8);
        StringWriter text = new StringWriter(utf8.length);
        try (JsonParser json = StrictJson.factory().createParser(utf8);
                JsonGenerator out = StrictJson.factory().createGenerator(text)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isNumeric()) {
                    out.writeNumber(json.getText());
                } else if (token == JsonToken.VALUE_STRING && json.getText().indexOf('\0') >= 0) {
                    throw checked.broken("a string has no U+0000");
                } else {
                    out.copyCurrentEvent(json);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("what was parsed once is parsed again", e);
        }
        return text.toString();
    }

    /** The same, none of whose own strings has U+0000, which no database holds. */
    public JsonFields storable() {
        members.forEach((name, value) -> {
            if (value instanceof String text && text.indexOf('\0') >= 0) {
                throw wrong(name, "a string without U+0000");
            }
        });
        return this;
    }

    /** Whether there is such a member, other than null. */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** The first member that is none of these, for a reader that passes over nothing; null: there is no other. */
    public @Nullable String other(String... known) {
        return members.keySet().stream()
                .filter(name -> !List.of(known).contains(name))
                .findFirst()
                .orElse(null);
    }

    /** A string that must be there. */
    public String text(String name) {
        if (required(name) instanceof String text) {
            return text;
        }
        throw wrong(name, "a string");
    }

    /** A string that may be absent or null. */
    public @Nullable String textOrNull(String name) {
        return members.get(name) == null ? null : text(name);
    }

    /** A whole number that must be there. */
    public long whole(String name) {
        if (required(name) instanceof Long number) {
            return number;
        }
        throw wrong(name, "a whole number");
    }

    /** A whole number from 0 to 2^63-1 that must be there. */
    public long natural(String name) {
        if (required(name) instanceof Long number && number >= 0) {
            return number;
        }
        throw wrong(name, "a whole number from 0 to 2^63-1");
    }

    /** A whole number from 0 to 2^63-1 that may be absent or null. */
    public @Nullable Long naturalOrNull(String name) {
        return members.get(name) == null ? null : (Long) natural(name);
    }

    /** A whole number from 0 to {@code max} that must be there. */
    public long natural(String name, long max) {
        long number = natural(name);
        if (number > max) {
            throw wrong(name, "a whole number from 0 to " + max);
        }
        return number;
    }

    /** A boolean that may be absent or null. */
    public @Nullable Boolean flagOrNull(String name) {
        Object value = members.get(name);
        if (value == null || value instanceof Boolean) {
            return (Boolean) value;
        }
        throw wrong(name, "true or false");
    }

    /** A string that {@code read} turns into a value; its {@link IllegalArgumentException} becomes the error. */
    public <T> T value(String name, Function<String, T> read) {
        String text = text(name);
        try {
            return read.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw malformed(path + "." + name + ": " + e.getMessage());
        }
    }

    /** The same, of a string that may be absent or null. */
    public <T> @Nullable T valueOrNull(String name, Function<String, T> read) {
        return members.get(name) == null ? null : value(name, read);
    }

    /** An object that must be there. */
    public JsonFields object(String name) {
        if (required(name) instanceof Map<?, ?> map) {
            return new JsonFields(path + "." + name, cast(map));
        }
        throw wrong(name, "an object");
    }

    /** An object that may be absent or null. */
    public @Nullable JsonFields objectOrNull(String name) {
        return members.get(name) == null ? null : object(name);
    }

    /** The objects of an array; absent or null is none. */
    public <T> List<T> objects(String name, int countMax, Function<JsonFields, T> read) {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> items) || items.size() > countMax) {
            throw wrong(name, "an array of at most " + countMax + " objects");
        }
        List<T> result = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Map<?, ?> map)) {
                throw wrong(name + "[" + i + "]", "an object");
            }
            result.add(read.apply(new JsonFields(path + "." + name + "[" + i + "]", cast(map))));
        }
        return List.copyOf(result);
    }

    /** The error that a rule of the caller is broken, with the path. */
    public ProblemException broken(String reason) {
        return malformed(path + ": " + reason);
    }

    private Object required(String name) {
        Object value = members.get(name);
        if (value == null) {
            throw malformed(path + "." + name + " is missing");
        }
        return value;
    }

    private ProblemException wrong(String name, String expected) {
        return malformed(path + "." + name + " must be " + expected);
    }

    private static ProblemException malformed(String detail) {
        return Problem.of(ProblemType.MALFORMED_BODY, detail).exception();
    }

    @SuppressWarnings("unchecked") // built by object(), whose keys are strings
    private static Map<String, Object> cast(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private static Map<String, Object> object(JsonParser json) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            Object value = value(json);
            if (value != null) {
                members.put(name, value);
            }
        }
        return members;
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> array(json);
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT ->
                json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? new BigDecimal(json.getText())
                        : (Object) json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static List<Object> array(JsonParser json) throws IOException {
        List<Object> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            Object value = value(json);
            items.add(value == null ? Map.of() : value);
        }
        return items;
    }
}
