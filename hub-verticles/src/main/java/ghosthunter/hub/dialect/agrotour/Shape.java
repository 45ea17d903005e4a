package ghosthunter.hub.dialect.agrotour;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.entity.PoisonException;
import ghosthunter.hub.ledger.EntityData;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads an object and gathers all that is wrong with it, as {@code 422} lists it. Not to be shared. */
final class Shape {
    /** Whole numbers beyond it are not exact everywhere. */
    static final long INT_MAX = (1L << 53) - 1;

    /** How many errors an answer lists. */
    private static final int ERRORS_MAX = 100;

    private final JsonObject from;
    private final JsonArray at;
    private final JsonArray errors;
    private final JsonObject read = new JsonObject();

    private Shape(JsonObject from, JsonArray at, JsonArray errors) {
        this.from = from;
        this.at = at;
        this.errors = errors;
    }

    /** Of a whole body, or the query. */
    static Shape of(String place, JsonObject from) {
        return new Shape(from, new JsonArray().add(place), new JsonArray());
    }

    /** Of a member of a list of this one. */
    Shape in(String list, int index, JsonObject member) {
        return new Shape(member, at.copy().add(list).add(index), errors);
    }

    /** What was read: the fields asked for, checked, and no others. */
    JsonObject read() {
        return read;
    }

    /** @throws ShapeException {@code 422} if anything was wrong */
    void requireValid() {
        if (!errors.isEmpty()) {
            throw ShapeException.invalid(errors);
        }
    }

    @CanIgnoreReturnValue
    @Nullable
    UUID uuid(String name, boolean required) {
        Object value = present(name, required);
        Optional<UUID> uuid = value instanceof String text ? Uuids.parse(text) : Optional.empty();
        if (value != null && uuid.isEmpty()) {
            wrong(name, "uuid_parsing", "Input should be a valid UUID", value);
        }
        read.put(name, uuid.map(UUID::toString).orElse(null));
        return uuid.orElse(null);
    }

    void text(String name, boolean required, int charsMax) {
        Object value = present(name, required);
        boolean valid = value instanceof String text && text.length() <= charsMax && isStorable(text);
        if (value != null && !valid) {
            boolean isLong = value instanceof String text && text.length() > charsMax;
            wrong(
                    name,
                    isLong ? "string_too_long" : "string_type",
                    isLong
                            ? "String should have at most " + charsMax + " characters"
                            : "Input should be a valid string",
                    value);
        }
        read.put(name, valid ? value : null);
    }

    @CanIgnoreReturnValue
    long whole(String name, @Nullable Long byItself) {
        Object value = present(name, byItself == null);
        Optional<Long> whole = wholeOf(value);
        if (value != null && whole.isEmpty()) {
            wrong(name, "int_parsing", "Input should be a valid integer", value);
        }
        Long found = whole.orElse(Objects.requireNonNullElse(byItself, 0L));
        read.put(name, found);
        return found;
    }

    void decimal(String name, boolean required) {
        Object value = present(name, required);
        Object number = value instanceof String text ? decimalOf(text) : value;
        boolean valid = number instanceof Number finite && Double.isFinite(finite.doubleValue());
        if (value != null && !valid) {
            wrong(name, "float_parsing", "Input should be a valid number", value);
        }
        read.put(name, valid ? number : null);
    }

    void flag(String name) {
        Object value = present(name, false);
        if (value != null && !(value instanceof Boolean)) {
            wrong(name, "bool_parsing", "Input should be a valid boolean", value);
        }
        read.put(name, Boolean.TRUE.equals(value));
    }

    /** Members of a list that are objects; a missing list has none. */
    List<Shape> list(String name, boolean required, int max) {
        Object value = present(name, required);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray array)) {
            wrong(name, "list_type", "Input should be a valid list", value);
            return List.of();
        }
        if (array.size() > max) {
            wrong(name, "too_long", "List should have at most " + max + " items", array.size());
            return List.of();
        }
        List<Shape> members = new java.util.ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            if (array.getValue(i) instanceof JsonObject member) {
                members.add(in(name, i, member));
            } else {
                error(at.copy().add(name).add(i), "dict_type", "Input should be a valid dictionary", array.getValue(i));
            }
        }
        return List.copyOf(members);
    }

    /** All that the object has, as it came. */
    JsonObject raw() {
        return from;
    }

    /** Refuses the value of a field that was read. */
    void wrong(String name, String type, String message, @Nullable Object input) {
        error(at.copy().add(name), type, message, input);
    }

    private @Nullable Object present(String name, boolean required) {
        Object value = from.getValue(name);
        if (!from.containsKey(name) && required) {
            error(at.copy().add(name), "missing", "Field required", from);
        } else if (value == null && required) {
            wrong(name, "none_not_allowed", "Input should not be null", null);
        }
        return value;
    }

    private void error(JsonArray place, String type, String message, @Nullable Object input) {
        if (errors.size() < ERRORS_MAX) {
            errors.add(new JsonObject()
                    .put("type", type)
                    .put("loc", place)
                    .put("msg", message)
                    .put("input", input));
        }
    }

    static boolean isStorable(@Nullable Object value) {
        try {
            JsonObject unused = EntityData.storable(new JsonObject(value == null ? Map.of() : Map.of("", value)));
            return true;
        } catch (PoisonException e) {
            return false;
        }
    }

    private static Optional<Long> wholeOf(@Nullable Object value) {
        Object number = value instanceof String text ? decimalOf(text) : value;
        if (!(number instanceof Number)) {
            return Optional.empty();
        }
        try {
            long whole = new BigDecimal(number.toString()).longValueExact();
            return Math.abs(whole) <= INT_MAX ? Optional.of(whole) : Optional.empty();
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Object decimalOf(String text) {
        try {
            return text.length() > 40 ? null : Double.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
