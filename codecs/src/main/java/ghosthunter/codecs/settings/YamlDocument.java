package ghosthunter.codecs.settings;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * A YAML document as JSON, by the core schema of YAML 1.2: a date stays a text, and so does {@code no}. Reads parser events alone,
 * so that tags can build nothing. For documents that the product brings along, not for those of strangers.
 */
public final class YamlDocument {
    private static final int CHARS_MAX = 4 << 20;
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");
    private static final Pattern FRACTION =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");

    private final Iterator<Event> events;
    private final Map<String, @Nullable Object> anchors = new HashMap<>();

    private YamlDocument(Iterator<Event> events) {
        this.events = events;
    }

    /**
     * Reads a document that is a mapping.
     *
     * @param name what it is, for the error
     * @throws IllegalArgumentException if it is not YAML, or no mapping
     */
    public static JsonObject read(String name, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(CHARS_MAX);
        try {
            YamlDocument document = new YamlDocument(
                    new Yaml(options).parse(new StringReader(text)).iterator());
            Event first = document.events.next();
            while (first.is(Event.ID.StreamStart) || first.is(Event.ID.DocumentStart)) {
                first = document.events.next();
            }
            if (document.value(first) instanceof JsonObject object) {
                return object;
            }
            throw new IllegalArgumentException(name + " is no mapping");
        } catch (YAMLException e) {
            throw new IllegalArgumentException(name + " is not YAML: " + e.getMessage(), e);
        }
    }

    private @Nullable Object value(Event event) {
        if (event instanceof AliasEvent alias) {
            if (!anchors.containsKey(alias.getAnchor())) {
                throw new YAMLException("there is no anchor " + alias.getAnchor());
            }
            return anchors.get(alias.getAnchor());
        }
        Object value = switch (event.getEventId()) {
            case MappingStart -> mapping();
            case SequenceStart -> sequence();
            case Scalar -> scalar((ScalarEvent) event);
            default -> throw new YAMLException("a value cannot start with " + event);
        };
        if (event instanceof NodeEvent node && node.getAnchor() != null) {
            anchors.put(node.getAnchor(), value);
        }
        return value;
    }

    private JsonObject mapping() {
        JsonObject object = new JsonObject();
        for (Event event = events.next(); !event.is(Event.ID.MappingEnd); event = events.next()) {
            if (!(event instanceof ScalarEvent key)) {
                throw new YAMLException("a key is a plain word, not " + event);
            }
            if (object.containsKey(key.getValue())) {
                throw new YAMLException("line " + (key.getStartMark().getLine() + 1) + " has the key " + key.getValue()
                        + " a second time");
            }
            var unused = object.put(key.getValue(), value(events.next()));
        }
        return object;
    }

    private JsonArray sequence() {
        JsonArray array = new JsonArray();
        for (Event event = events.next(); !event.is(Event.ID.SequenceEnd); event = events.next()) {
            var unused = array.add(value(event));
        }
        return array;
    }

    private static @Nullable Object scalar(ScalarEvent event) {
        String text = event.getValue();
        if (!event.isPlain()) {
            return text;
        }
        return switch (text) {
            case "", "~", "null" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> number(text);
        };
    }

    private static Object number(String text) {
        if (WHOLE.matcher(text).matches()) {
            long number = Long.parseLong(text);
            return number == (int) number ? (Object) (int) number : (Object) number;
        }
        return FRACTION.matcher(text).matches() ? (Object) new BigDecimal(text).doubleValue() : text;
    }
}
