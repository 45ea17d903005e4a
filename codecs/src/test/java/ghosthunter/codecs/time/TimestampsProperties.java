package ghosthunter.codecs.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class TimestampsProperties {
    @Property
    void everyMillisecondComesBackFromItsText(@ForAll @LongRange(max = Timestamps.MS_MAX) long ms) {
        Instant at = Instant.ofEpochMilli(ms);

        assertThat(Timestamps.parse(DateTimeFormatter.ISO_INSTANT.format(at))).isEqualTo(at);
        assertThat(Timestamps.parse(plain(at))).isEqualTo(at);
    }

    @Property(tries = 5_000)
    void thePlainFormMeansWhatTheFormatterSays(
            @ForAll @IntRange(min = 1969, max = 2101) int year,
            @ForAll @IntRange(max = 14) int month,
            @ForAll @IntRange(max = 32) int day,
            @ForAll @IntRange(max = 25) int hour,
            @ForAll @IntRange(max = 61) int second) {
        String text = "%04d-%02d-%02dT%02d:30:%02d.123Z".formatted(year, month, day, hour, second);

        assertThat(ours(text)).isEqualTo(formatters(text));
    }

    private static String plain(Instant at) {
        String text = at.truncatedTo(ChronoUnit.SECONDS).toString();
        return "%s.%03dZ".formatted(text.substring(0, text.length() - 1), at.toEpochMilli() % 1_000);
    }

    private static Optional<Instant> ours(String text) {
        try {
            return Optional.of(Timestamps.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> formatters(String text) {
        try {
            Instant parsed = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
            return parsed.getEpochSecond() < 0 ? Optional.empty() : Optional.of(parsed);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
