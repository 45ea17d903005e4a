package ghosthunter.codecs.entity;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.json.StrictJson;
import ghosthunter.codecs.problem.Printable;
import ghosthunter.codecs.time.Timestamps;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a change of a package says. The key of the change is the tracking id. */
public sealed interface PackageFact {
    /** The operation of a drop-off. */
    String DROP_OFF = "CREATE";

    /** The operation of a pick-up. */
    String PICK_UP = "PICKUP";

    /** The longest compartment name. */
    int COMPARTMENT_CHARS_MAX = 32;

    /**
     * The door closed on a package.
     *
     * @param trackingId the tracking id
     * @param compartment the compartment, or null where the locker does not tell
     * @param droppedOffAt the locker's wall clock when the door closed
     * @param attemptAt the locker's wall clock when it sent this, or null; only the dialect of the old lockers tells it
     * @param attempt how often that locker had tried before, 0 or more
     */
    record DropOff(
            String trackingId,
            @Nullable String compartment,
            Instant droppedOffAt,
            @Nullable Instant attemptAt,
            long attempt)
            implements PackageFact {
        @Override
        public <R> R fold(Function<DropOff, R> dropOff, Function<PickUp, R> pickUp) {
            return dropOff.apply(this);
        }
    }

    /** The package was taken out. */
    record PickUp(String trackingId, Instant pickedUpAt) implements PackageFact {
        @Override
        public <R> R fold(Function<DropOff, R> dropOff, Function<PickUp, R> pickUp) {
            return pickUp.apply(this);
        }
    }

    /** The tracking id. */
    String trackingId();

    /** Calls the function of the case that this is. */
    <R> R fold(Function<DropOff, R> dropOff, Function<PickUp, R> pickUp);

    /**
     * Reads the fact that a change of type {@value EntityTypes#PACKAGE} states.
     *
     * @throws PoisonException if the operation or a field of the data is not one of a package
     */
    static PackageFact of(Change change) {
        Map<String, Object> data = scalars(change.dataJson());
        return switch (change.op()) {
            case DROP_OFF ->
                new DropOff(
                        change.key(),
                        compartment(data.get("compartment")),
                        change.at(),
                        instant(data.get("attempt_at")),
                        attempt(data.get("attempt")));
            case PICK_UP -> new PickUp(change.key(), change.at());
            default -> throw new PoisonException("a package has no operation '" + change.op() + "'");
        };
    }

    /**
     * The {@code data} object of a drop-off.
     *
     * @throws PoisonException if the compartment is none
     */
    static String dropOffJson(@Nullable String compartment, @Nullable Instant attemptAt, long attempt) {
        String checked = compartment(compartment);
        StringWriter text = new StringWriter();
        try (JsonGenerator json = StrictJson.factory().createGenerator(text)) {
            json.writeStartObject();
            if (checked != null) {
                json.writeStringField("compartment", checked);
            }
            if (attemptAt != null) {
                json.writeStringField("attempt_at", attemptAt.toString());
                json.writeNumberField("attempt", attempt);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text.toString();
    }

    private static @Nullable String compartment(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)
                || text.isBlank()
                || text.length() > COMPARTMENT_CHARS_MAX
                || !text.codePoints().allMatch(Printable::isPrintable)) {
            throw new PoisonException("'compartment' must be a string of 1 to " + COMPARTMENT_CHARS_MAX
                    + " characters without control characters");
        }
        return text;
    }

    private static @Nullable Instant instant(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        try {
            return Timestamps.parse(String.valueOf(value));
        } catch (IllegalArgumentException e) {
            throw new PoisonException("'attempt_at' " + e.getMessage());
        }
    }

    private static long attempt(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (!(value instanceof Long number) || number < 0) {
            throw new PoisonException("'attempt' must be a whole number, 0 or more");
        }
        return number;
    }

    /** The members: strings, whole numbers, and {@link JsonToken} for what is neither and hence no value of a package. */
    private static Map<String, Object> scalars(String dataJson) {
        Map<String, Object> members = new LinkedHashMap<>();
        try (JsonParser json = StrictJson.factory().createParser(dataJson)) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                switch (json.nextToken()) {
                    case VALUE_STRING -> members.put(name, json.getText());
                    case VALUE_NUMBER_INT ->
                        members.put(
                                name,
                                json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                                        ? json.getText()
                                        : (Object) json.getLongValue());
                    case VALUE_NULL -> {}
                    default -> {
                        members.put(name, json.currentToken());
                        json.skipChildren();
                    }
                }
            }
        } catch (IOException e) {
            throw new PoisonException("'data' is not JSON: " + e.getMessage());
        }
        return members;
    }
}
