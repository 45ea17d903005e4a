package ghosthunter.codecs.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The way to typed settings: an optional YAML file, overridden by the environment, over defaults that stand in the code. A
 * nested key {@code interval_s} under {@code sync} is called {@code sync.interval_s}. A key without a value and an
 * environment variable that is empty count as not set.
 *
 * <pre>{@code
 * SettingsReader settings = Settings.read(Optional.of(file), System.getenv());
 * long intervalS = settings.durationS("sync.interval_s", List.of("SYNC_INTERVAL_SECONDS"), 30, 1, 3_600);
 * settings.finish(); // throws with everything that is wrong
 * }</pre>
 */
public final class Settings {
    private Settings() {}

    /**
     * Reads the file. What is wrong with it is part of the report of {@link SettingsReader#finish}.
     *
     * @param file the YAML file; one that is given must exist. Empty: only environment and defaults
     * @param env the environment, as a rule {@code System.getenv()}
     */
    public static SettingsReader read(Optional<Path> file, Map<String, String> env) {
        return new SettingsReader(file.map(SettingsFile::read).orElse(SettingsFile.NONE), Map.copyOf(env));
    }

    /**
     * A duration as people write it: a number with {@code s}, {@code m}, {@code h} or {@code d}, or ISO 8601.
     *
     * @throws IllegalArgumentException if it is none; the message goes behind the text
     */
    public static Duration duration(String text) {
        OptionalLong seconds = Quantity.seconds(text);
        try {
            return seconds.isPresent() ? Duration.ofSeconds(seconds.getAsLong()) : Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "is no duration; write 90s, 30m, 24h or 30d, or ISO 8601 such as PT24H", e);
        }
    }

    /**
     * One setting as it holds.
     *
     * @param key the dotted key
     * @param value its text, secrets redacted
     * @param source where it came from: {@code default}, {@code environment NAME}, or {@code FILE:LINE}
     */
    public record Effective(String key, String value, String source) {}

    /** Something is wrong with the settings; the message is the whole report, for the person who wrote them. */
    public static final class SettingsException extends RuntimeException {
        private final transient List<String> violations;

        /** @param violations one sentence per mistake, each beginning with its key */
        public SettingsException(List<String> violations) {
            super(report(violations), null, false, false);
            this.violations = List.copyOf(violations);
        }

        /** One sentence per mistake, without secrets. */
        public List<String> violations() {
            return violations;
        }

        private static String report(List<String> violations) {
            String count = violations.size() == 1 ? "1 setting is wrong:" : violations.size() + " settings are wrong:";
            return count + "\n  " + String.join("\n  ", violations);
        }
    }
}
