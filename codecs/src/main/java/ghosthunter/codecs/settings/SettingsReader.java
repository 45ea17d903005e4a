package ghosthunter.codecs.settings;

import ghosthunter.codecs.settings.Settings.Effective;
import ghosthunter.codecs.settings.Settings.SettingsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks for settings one by one; see {@link Settings}. A getter never throws for what a person wrote: it notes the mistake and
 * gives the default in its place, so what it gave may be used only after {@link #finish} returned. Of several environment
 * names the first that is set counts. Not thread-safe.
 */
public final class SettingsReader {
    private static final String NOT_SHOWN = "(secret)";
    private static final int VALUE_CHARS_SHOWN_MAX = 120;

    private final SettingsFile file;
    private final Map<String, String> env;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Map<String, Effective> effective = new LinkedHashMap<>();
    private final List<String> violations;

    SettingsReader(SettingsFile file, Map<String, String> env) {
        this.file = file;
        this.env = env;
        this.violations = new ArrayList<>(file.violations());
    }

    /** A text. */
    public String text(String key, List<String> envNames, String defaultValue) {
        return read(key, envNames, defaultValue, Function.identity(), "a text");
    }

    /** A text that has no default: without it the report says how to set it. */
    public String requiredText(String key, List<String> envNames) {
        String value = textOrNull(key, envNames);
        if (value == null && find(key, envNames) == null) {
            String names = envNames.isEmpty() ? "" : " or the environment variable " + String.join(" or ", envNames);
            violations.add(key + ": is missing; set it in the settings file" + names);
        }
        return value == null ? "" : value;
    }

    /** A text, or null where it is not set. */
    public @Nullable String textOrNull(String key, List<String> envNames) {
        return value(key, envNames, null, Function.identity(), "a text", false);
    }

    /** A secret, or null where it is not set. It is never shown. */
    public @Nullable String secretOrNull(String key, List<String> envNames) {
        return value(key, envNames, null, Function.identity(), "a text", true);
    }

    /** The texts of a list; the environment separates them by commas. */
    public List<String> texts(String key, List<String> envNames, List<String> defaultValue) {
        asked.add(key);
        Found found = find(key, envNames);
        List<String> values = found == null ? defaultValue : found.list() ? found.items() : split(found.text());
        note(key, String.join(", ", values), found, false);
        return List.copyOf(values);
    }

    /** A whole number. */
    public long number(String key, List<String> envNames, long defaultValue, long min, long max) {
        requireWithin(key, defaultValue, min, max);
        Function<String, @Nullable Long> parse = text -> within(Quantity.number(text), min, max);
        return read(key, envNames, defaultValue, parse, "a whole number from " + min + " to " + max);
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String key, List<String> envNames, boolean defaultValue) {
        String word = choice(key, envNames, String.valueOf(defaultValue), List.of("true", "false"));
        return Boolean.parseBoolean(word);
    }

    /** A duration in seconds: a bare number, or one with the unit {@code s}, {@code m}, {@code h} or {@code d}. */
    public long durationS(String key, List<String> envNames, long defaultS, long minS, long maxS) {
        requireWithin(key, defaultS, minS, maxS);
        Function<String, @Nullable Long> parse = text -> within(Quantity.seconds(text), minS, maxS);
        String expected = "seconds, or a number with s, m, h or d, from " + minS + " to " + maxS + " s";
        return read(key, envNames, defaultS, parse, expected);
    }

    /** A size in bytes: a bare number, or one with the unit {@code KiB}, {@code MiB} or {@code GiB}. */
    public long bytes(String key, List<String> envNames, long defaultBytes, long minBytes, long maxBytes) {
        requireWithin(key, defaultBytes, minBytes, maxBytes);
        Function<String, @Nullable Long> parse = text -> within(Quantity.bytes(text), minBytes, maxBytes);
        String expected = "bytes, or a number with KiB, MiB or GiB, from " + minBytes + " to " + maxBytes + " bytes";
        return read(key, envNames, defaultBytes, parse, expected);
    }

    /** One of a few words. */
    public String choice(String key, List<String> envNames, String defaultValue, List<String> choices) {
        if (!choices.contains(defaultValue)) {
            throw new IllegalStateException(key + ": the default is none of the choices");
        }
        Function<String, @Nullable String> parse = text -> choices.contains(text) ? text : null;
        return read(key, envNames, defaultValue, parse, "one of " + String.join(", ", choices));
    }

    /** A path of the file system, relative to the working directory. */
    public Path path(String key, List<String> envNames, Path defaultValue) {
        return read(key, envNames, defaultValue, SettingsReader::toPath, "a path");
    }

    /** An absolute URI of one of these schemes, with a host. */
    public URI uri(String key, List<String> envNames, URI defaultValue, List<String> schemes) {
        Function<String, @Nullable URI> parse = text -> toUri(text, schemes);
        return read(key, envNames, defaultValue, parse, "a URI such as " + schemes.get(0) + "://host:port");
    }

    /** What stands between prefix and suffix in the keys of the file: the names that its writer chose. Each is then asked for. */
    public List<String> namesBetween(String prefix, String suffix) {
        return file.entries().keySet().stream()
                .filter(key -> key.length() > prefix.length() + suffix.length())
                .filter(key -> key.startsWith(prefix) && key.endsWith(suffix))
                .map(key -> key.substring(prefix.length(), key.length() - suffix.length()))
                .toList();
    }

    /** Adds a rule that spans several settings. */
    public void require(boolean holds, String key, String reason) {
        if (!holds) {
            violations.add(key + ": " + reason);
        }
    }

    /** Takes over what is wrong with a file that these settings name. */
    public void include(SettingsException wrong) {
        violations.addAll(wrong.violations());
    }

    /**
     * Everything was asked for.
     *
     * @throws SettingsException if anything is wrong, a key that nobody asked for included; with all of it
     */
    public void finish() {
        List<String> all = new ArrayList<>(violations);
        file.entries().forEach((key, entry) -> {
            if (!asked.contains(key)) {
                all.add(file.name() + ":" + entry.line() + ": " + key + ": there is no such setting"
                        + Quantity.nearest(key, asked)
                                .map(k -> "; did you mean " + k + "?")
                                .orElse(""));
            }
        });
        if (!all.isEmpty()) {
            throw new SettingsException(all);
        }
    }

    /** What holds, in the order in which it was asked for, secrets redacted: for the log at start. */
    public List<Effective> effective() {
        return List.copyOf(effective.values());
    }

    /** A value as it was written: a list, or one text. */
    private record Found(List<String> items, boolean list, String source) {
        String text() {
            return String.join(", ", items);
        }
    }

    private <T> T read(
            String key, List<String> envNames, T defaultValue, Function<String, @Nullable T> parse, String expected) {
        T value = value(key, envNames, defaultValue, parse, expected, false);
        return value == null ? defaultValue : value;
    }

    private <T> @Nullable T value(
            String key,
            List<String> envNames,
            @Nullable T defaultValue,
            Function<String, @Nullable T> parse,
            String expected,
            boolean secret) {
        asked.add(key);
        Found found = find(key, envNames);
        if (found == null) {
            note(key, defaultValue == null ? "(not set)" : defaultValue.toString(), null, false);
            return defaultValue;
        }
        T parsed = found.list() ? null : parse.apply(found.text());
        if (parsed == null) {
            String shown = secret ? NOT_SHOWN : found.list() ? "a list" : "'" + Quantity.shown(found.text()) + "'";
            violations.add(found.source() + ": " + key + ": must be " + expected + ", not " + shown);
            return defaultValue;
        }
        note(key, found.text(), found, secret);
        return parsed;
    }

    private @Nullable Found find(String key, List<String> envNames) {
        for (String name : envNames) {
            String text = env.getOrDefault(name, "").strip();
            if (!text.isEmpty()) {
                return new Found(List.of(text), false, "environment " + name);
            }
        }
        SettingsFile.Entry entry = file.entry(key);
        if (entry == null || (entry.values().isEmpty() && !entry.list())) {
            return null;
        }
        return new Found(entry.values(), entry.list(), file.name() + ":" + entry.line());
    }

    private void note(String key, String text, @Nullable Found found, boolean secret) {
        String shown = secret ? NOT_SHOWN : Quantity.shown(text);
        String cut = shown.length() > VALUE_CHARS_SHOWN_MAX ? shown.substring(0, VALUE_CHARS_SHOWN_MAX) + "…" : shown;
        effective.put(key, new Effective(key, cut, found == null ? "default" : found.source()));
    }

    private static void requireWithin(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalStateException(key + ": the default " + value + " is not within " + min + " to " + max);
        }
    }

    private static @Nullable Long within(OptionalLong value, long min, long max) {
        if (value.isEmpty() || value.getAsLong() < min || value.getAsLong() > max) {
            return null;
        }
        return value.getAsLong();
    }

    private static List<String> split(String text) {
        return List.of(text.split(",")).stream()
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .toList();
    }

    private static @Nullable Path toPath(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static @Nullable URI toUri(String text, List<String> schemes) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null && schemes.contains(uri.getScheme()) ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
