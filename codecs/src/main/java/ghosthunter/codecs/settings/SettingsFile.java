package ghosthunter.codecs.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * The YAML file, flattened to dotted keys. Reads parser events alone: scalars stay the text that stands in the file, so that
 * {@code 007} is no number in disguise, and tags can build nothing.
 */
final class SettingsFile {
    static final SettingsFile NONE = new SettingsFile("");

    private static final int SIZE_BYTES_MAX = 1 << 20;
    private static final int DEPTH_MAX = 8;

    private final String name;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();

    private SettingsFile(String name) {
        this.name = name;
    }

    /**
     * One key of the file.
     *
     * @param values its items; a scalar has one, a key that is not set has none
     * @param list whether it was written as a list
     */
    record Entry(List<String> values, boolean list, int line) {}

    static SettingsFile read(Path path) {
        SettingsFile file = new SettingsFile(path.toString());
        try {
            if (Files.size(path) > SIZE_BYTES_MAX) {
                file.violations.add(path + ": is larger than " + SIZE_BYTES_MAX + " bytes");
            } else {
                file.parse(Files.readString(path, StandardCharsets.UTF_8));
            }
        } catch (NoSuchFileException e) {
            file.violations.add(path + ": no such file");
        } catch (MalformedInputException e) {
            file.violations.add(path + ": is not UTF-8");
        } catch (IOException e) {
            file.violations.add(path + ": cannot be read: " + e.getMessage());
        }
        return file;
    }

    String name() {
        return name;
    }

    @Nullable
    Entry entry(String key) {
        return entries.get(key);
    }

    Map<String, Entry> entries() {
        return entries;
    }

    List<String> violations() {
        return violations;
    }

    private void parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(SIZE_BYTES_MAX);
        try {
            document(new Yaml(options).parse(new StringReader(text)).iterator());
        } catch (MarkedYAMLException e) {
            // Its message shows the line itself, which may hold a secret; the problem alone does not.
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            int column = e.getProblemMark() == null ? 0 : e.getProblemMark().getColumn() + 1;
            violations.add(name + ":" + line + ":" + column + ": is not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            violations.add(name + ": is not YAML: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private void document(Iterator<Event> events) {
        while (events.hasNext()) {
            Event event = events.next();
            if (event.is(Event.ID.StreamStart) || event.is(Event.ID.DocumentEnd) || event.is(Event.ID.StreamEnd)) {
                continue;
            }
            if (!event.is(Event.ID.DocumentStart)) {
                throw new IllegalStateException("a document cannot start with " + event);
            }
            if (!entries.isEmpty()) {
                violations.add(at(event) + ": a second document; one file holds one");
                return;
            }
            root(events);
        }
    }

    private void root(Iterator<Event> events) {
        Event event = events.next();
        if (event.is(Event.ID.MappingStart)) {
            mapping("", 1, events);
        } else if (!(event instanceof ScalarEvent scalar) || !isNull(scalar)) {
            violations.add(at(event) + ": must be keys with values, such as 'port: 8080'");
            skip(event, events);
        }
    }

    private void mapping(String prefix, int depth, Iterator<Event> events) {
        for (Event event = events.next(); !event.is(Event.ID.MappingEnd); event = events.next()) {
            if (event instanceof ScalarEvent scalar) {
                value(prefix + scalar.getValue(), depth, event, events);
            } else {
                violations.add(at(event) + ": a key is a plain word");
                skip(event, events);
                skip(events.next(), events);
            }
        }
    }

    private void value(String key, int depth, Event keyEvent, Iterator<Event> events) {
        Event event = events.next();
        if (event.is(Event.ID.MappingStart) && depth == DEPTH_MAX) {
            violations.add(at(event) + ": is nested deeper than " + DEPTH_MAX);
            skip(event, events);
        } else if (event.is(Event.ID.MappingStart)) {
            mapping(key + ".", depth + 1, events);
        } else if (event.is(Event.ID.SequenceStart)) {
            put(key, keyEvent, new Entry(items(key, events), true, line(keyEvent)));
        } else if (event instanceof ScalarEvent scalar) {
            List<String> values = isNull(scalar) ? List.of() : List.of(scalar.getValue());
            put(key, keyEvent, new Entry(values, false, line(keyEvent)));
        } else {
            violations.add(at(event) + ": " + key + ": aliases are not supported, write the value");
        }
    }

    private List<String> items(String key, Iterator<Event> events) {
        List<String> items = new ArrayList<>();
        for (Event event = events.next(); !event.is(Event.ID.SequenceEnd); event = events.next()) {
            if (event instanceof ScalarEvent scalar && !isNull(scalar)) {
                items.add(scalar.getValue());
            } else {
                violations.add(at(event) + ": " + key + ": an item of a list is one value");
                skip(event, events);
            }
        }
        return List.copyOf(items);
    }

    private void put(String key, Event event, Entry entry) {
        Entry first = entries.putIfAbsent(key, entry);
        if (first != null) {
            violations.add(at(event) + ": " + key + ": stands in line " + first.line() + " already");
        }
    }

    /** Passes over the rest of the value that begins with this event. */
    private static void skip(Event first, Iterator<Event> events) {
        int depth = step(first);
        while (depth > 0) {
            depth += step(events.next());
        }
    }

    private static int step(Event event) {
        if (event.is(Event.ID.MappingStart) || event.is(Event.ID.SequenceStart)) {
            return 1;
        }
        return event.is(Event.ID.MappingEnd) || event.is(Event.ID.SequenceEnd) ? -1 : 0;
    }

    private static boolean isNull(ScalarEvent scalar) {
        String value = scalar.getValue();
        return scalar.isPlain() && (value.isEmpty() || value.equals("~") || value.equals("null"));
    }

    private String at(Event event) {
        return name + ":" + line(event) + ":" + (event.getStartMark().getColumn() + 1);
    }

    private static int line(Event event) {
        return event.getStartMark().getLine() + 1;
    }
}
