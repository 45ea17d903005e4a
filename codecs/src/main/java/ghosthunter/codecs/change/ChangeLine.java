package ghosthunter.codecs.change;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import ghosthunter.codecs.json.StrictJson;
import ghosthunter.codecs.problem.Printable;
import ghosthunter.codecs.time.BootClock;
import ghosthunter.codecs.time.Timestamps;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The NDJSON line of a change, both ways. PROTOCOL.md, "Change line", has the grammar. */
public final class ChangeLine {
    /** The longest key. It is part of database indexes, whose rows have a limit. */
    public static final int KEY_CHARS_MAX = 200;

    private static final Pattern OP = Pattern.compile("[A-Z][A-Z0-9_]{0,31}");

    private ChangeLine() {}

    /**
     * Writes a new change.
     *
     * @throws IllegalArgumentException if a field breaks the grammar; the message says which and why
     */
    public static Change write(
            UUID id,
            String type,
            String key,
            String op,
            Instant at,
            String boot,
            long upMs,
            long hlc,
            long base,
            String dataJson) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = StrictJson.factory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("id", id.toString());
            json.writeStringField("type", type);
            json.writeStringField("key", key);
            json.writeStringField("op", op);
            json.writeStringField("at", DateTimeFormatter.ISO_INSTANT.format(at.truncatedTo(ChronoUnit.MILLIS)));
            json.writeStringField("boot", boot);
            json.writeNumberField("up_ms", upMs);
            json.writeNumberField("hlc", hlc);
            json.writeNumberField("base", base);
            json.writeFieldName("data");
            json.writeRawValue(dataJson);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        Change change = read(Line.of(text.toString())).fold(Reading.Valid::change, poison -> {
            throw new IllegalArgumentException(poison.reason());
        });
        // What was read back must be what was asked for: raw JSON can smuggle in members, and UTF-8 has no half
        // surrogates.
        if (!change.dataJson().equals(dataJson) || !change.key().equals(key)) {
            throw new IllegalArgumentException(
                    "'key' and 'data' must be one text and one JSON object of valid characters");
        }
        return change;
    }

    /** Reads a line. Never throws: what breaks the grammar is {@link Reading.Poison} with the reason. */
    public static Reading read(Line line) {
        Fields fields = new Fields();
        try {
            requireUtf8(line);
            fields.parse(line);
            return new Reading.Valid(fields.toChange(line));
        } catch (JacksonException e) {
            return fields.poison("not JSON " + StrictJson.reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from an array does not fail", e);
        } catch (Violation e) {
            return fields.poison(String.valueOf(e.getMessage()));
        }
    }

    private static void requireUtf8(Line line) throws Violation {
        if (isAscii(line.shared())) {
            return;
        }
        ByteBuffer input = ByteBuffer.wrap(line.shared());
        CharBuffer output = CharBuffer.allocate(input.remaining());
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(input, output, true);
        if (result.isError()) {
            throw new Violation("not UTF-8 at column " + (input.position() + 1));
        }
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static final class Violation extends Exception {
        private static final long serialVersionUID = 1L;

        Violation(String message) {
            super(message, null, false, false);
        }
    }

    /** The members of the line as far as they were read. */
    private static final class Fields {
        private @Nullable UUID id;
        private @Nullable String type;
        private @Nullable String key;
        private @Nullable String op;
        private @Nullable Instant at;
        private @Nullable String boot;
        private @Nullable Long upMs;
        private @Nullable Long hlc;
        private long base;
        private @Nullable String dataJson;

        void parse(Line line) throws IOException, Violation {
            try (JsonParser json = StrictJson.factory().createParser(line.shared())) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw new Violation("a change is a JSON object");
                }
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String name = json.currentName();
                    json.nextToken();
                    member(name, json, line);
                }
                if (json.nextToken() != null) {
                    throw new Violation("something follows the JSON object");
                }
            }
        }

        private void member(String name, JsonParser json, Line line) throws IOException, Violation {
            switch (name) {
                case "id" -> id = uuid(text(name, json));
                case "type" -> type = match(name, EntityTypes.GRAMMAR, text(name, json));
                case "key" -> key = key(text(name, json));
                case "op" -> op = match(name, OP, text(name, json));
                case "at" -> at = instant(text(name, json));
                case "boot" -> boot = match(name, BootClock.ID_GRAMMAR, text(name, json));
                case "up_ms" -> upMs = natural(name, json, Timestamps.MS_MAX);
                case "hlc" -> hlc = natural(name, json, Long.MAX_VALUE);
                case "base" -> base = natural(name, json, Long.MAX_VALUE);
                case "data" -> dataJson = object(name, json, line);
                default -> json.skipChildren();
            }
        }

        Change toChange(Line line) throws Violation {
            return new Change(
                    line,
                    present("id", id),
                    present("type", type),
                    present("key", key),
                    present("op", op),
                    present("at", at),
                    present("boot", boot),
                    present("up_ms", upMs),
                    present("hlc", hlc),
                    base,
                    present("data", dataJson));
        }

        Reading.Poison poison(String reason) {
            return new Reading.Poison(reason, id, type, key, op);
        }

        private static <T> T present(String name, @Nullable T value) throws Violation {
            if (value == null) {
                throw new Violation("'" + name + "' is missing");
            }
            return value;
        }

        private static String text(String name, JsonParser json) throws IOException, Violation {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw new Violation("'" + name + "' must be a string");
            }
            return json.getText();
        }

        private static long natural(String name, JsonParser json, long max) throws IOException, Violation {
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    || json.getLongValue() < 0
                    || json.getLongValue() > max) {
                throw new Violation("'" + name + "' must be a whole number from 0 to " + max);
            }
            return json.getLongValue();
        }

        private static String object(String name, JsonParser json, Line line) throws IOException, Violation {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw new Violation("'" + name + "' must be an object");
            }
            int from = Math.toIntExact(json.currentTokenLocation().getByteOffset());
            json.skipChildren();
            int to = Math.toIntExact(json.currentTokenLocation().getByteOffset()) + 1;
            return new String(line.shared(), from, to - from, StandardCharsets.UTF_8);
        }

        private static String match(String name, Pattern grammar, String value) throws Violation {
            if (!grammar.matcher(value).matches()) {
                throw new Violation("'" + name + "' must match " + grammar);
            }
            return value;
        }

        private static String key(String value) throws Violation {
            if (value.isBlank() || value.length() > KEY_CHARS_MAX) {
                throw new Violation("'key' must have 1 to " + KEY_CHARS_MAX + " characters");
            }
            if (!value.codePoints().allMatch(Printable::isPrintable)) {
                throw new Violation("'key' must not contain control characters or half a surrogate pair");
            }
            return value;
        }

        private static UUID uuid(String value) throws Violation {
            try {
                UUID parsed = UUID.fromString(value);
                if (parsed.toString().equals(value)) {
                    return parsed;
                }
            } catch (IllegalArgumentException e) {
                throw new Violation("'id' must be a UUID: " + e.getMessage());
            }
            throw new Violation("'id' must be a UUID in canonical lower-case form");
        }

        private static Instant instant(String value) throws Violation {
            try {
                return Timestamps.parse(value);
            } catch (IllegalArgumentException e) {
                throw new Violation("'at' " + e.getMessage());
            }
        }
    }
}
