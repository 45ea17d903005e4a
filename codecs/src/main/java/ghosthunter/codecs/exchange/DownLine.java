package ghosthunter.codecs.exchange;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.StrictJson;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest state of one entity, as it travels to a device behind a receipt.
 *
 * @param type entity type
 * @param key entity key
 * @param version the entity's version at the hub, 1 or more; 0 where it is gone
 * @param kind what the device does with it
 * @param dataJson the text of the data object; null unless it is {@link Kind#STATE}
 */
public record DownLine(
        String type,
        String key,
        long version,
        Kind kind,
        @Nullable String dataJson) {
    /** The most bytes of a line: room for the data of one longest change and what stands around it. */
    public static final int BYTES_MAX = 2 * Line.BYTES_MAX;

    /** What a device does with a line. */
    public enum Kind {
        /** It holds the data. */
        STATE,
        /** It was deleted: a tombstone. */
        DELETED,
        /** It left the audience of this device, which removes it without a trace. */
        GONE
    }

    public DownLine {
        if ((kind == Kind.STATE) != (dataJson != null)) {
            throw new IllegalArgumentException("a state, and it alone, has data");
        }
    }

    /** The line in UTF-8, without its line feed. */
    public byte[] toBytes() {
        StringWriter text = new StringWriter(128);
        try (JsonGenerator json = StrictJson.factory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", type);
            json.writeStringField("key", key);
            switch (kind) {
                case STATE -> {
                    json.writeNumberField("version", version);
                    json.writeFieldName("data");
                    json.writeRawValue(dataJson);
                }
                case DELETED -> {
                    json.writeNumberField("version", version);
                    json.writeBooleanField("deleted", true);
                }
                case GONE -> json.writeBooleanField("gone", true);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the lines behind a receipt, if they are those that it speaks of.
     *
     * @param body what followed line 1 of the answer
     * @return empty where bytes are missing or others than the receipt says
     * @throws ProblemException {@code malformed-body} where the hub signed what this version cannot read
     */
    public static Optional<List<DownLine>> read(Down down, Buffer body) {
        byte[] bytes = body.getBytes();
        if (bytes.length != down.bytes() || !Hash.sha256(bytes).equals(down.sha256())) {
            return Optional.empty();
        }
        List<DownLine> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(new Fields().parse(bytes, from, i - from));
                from = i + 1;
            }
        }
        if (from != bytes.length || lines.size() != down.count()) {
            throw broken("the receipt counts " + down.count() + " whole lines");
        }
        return Optional.of(List.copyOf(lines));
    }

    private static ProblemException broken(String reason) {
        return Problem.of(ProblemType.MALFORMED_BODY, "entity: " + reason).exception();
    }

    /** The members of a line as far as they were read; others are passed over. */
    private static final class Fields {
        private @Nullable String type;
        private @Nullable String key;
        private @Nullable String dataJson;
        private long version;
        private boolean deleted;
        private boolean gone;

        DownLine parse(byte[] bytes, int from, int length) {
            try (JsonParser json = StrictJson.factory().createParser(bytes, from, length)) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw broken("it is a JSON object");
                }
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String name = json.currentName();
                    json.nextToken();
                    member(name, json, bytes, from);
                }
            } catch (JacksonException e) {
                throw broken("not JSON " + StrictJson.reason(e));
            } catch (IOException e) {
                throw new UncheckedIOException("reading from an array does not fail", e);
            }
            return toLine();
        }

        private void member(String name, JsonParser json, byte[] bytes, int from) throws IOException {
            switch (name) {
                case "type" -> type = json.getText();
                case "key" -> key = json.getText();
                case "version" -> version = json.getLongValue();
                case "deleted" -> deleted = json.getBooleanValue();
                case "gone" -> gone = json.getBooleanValue();
                case "data" -> dataJson = object(json, bytes, from);
                default -> json.skipChildren();
            }
        }

        private static String object(JsonParser json, byte[] bytes, int from) throws IOException {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw broken("data must be an object");
            }
            int begin = Math.toIntExact(json.currentTokenLocation().getByteOffset());
            json.skipChildren();
            int end = Math.toIntExact(json.currentTokenLocation().getByteOffset()) + 1;
            return new String(bytes, from + begin, end - begin, StandardCharsets.UTF_8);
        }

        private DownLine toLine() {
            Kind kind = gone ? Kind.GONE : deleted ? Kind.DELETED : Kind.STATE;
            if (type == null || key == null || (kind == Kind.STATE && dataJson == null) || (!gone && version < 1)) {
                throw broken("type, key, and version with data, deleted, or gone");
            }
            return new DownLine(type, key, gone ? 0 : version, kind, kind == Kind.STATE ? dataJson : null);
        }
    }
}
