package ghosthunter.codecs.change;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.problem.Printable;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Lines for all kinds of changes and for all kinds of bytes. */
final class ChangeLineProperties {
    @Property(tries = 1_000)
    void whatWasWrittenIsReadBack(
            @ForAll("keys") String key,
            @ForAll("keys") String value,
            @ForAll @LongRange(max = 253_402_300_799_999L) long atMs,
            @ForAll @LongRange(max = 253_402_300_799_999L) long upMs,
            @ForAll @LongRange long hlc,
            @ForAll @LongRange(max = Long.MAX_VALUE) long base) {
        // Given
        UUID id = new UUID(hlc, base);
        Instant at = Instant.ofEpochMilli(atMs);
        String data = new JsonObject().put("v", value).put("n", base).encode();

        // When
        Change written = ChangeLine.write(id, "note", key, "PUT", at, "boot", upMs, hlc & Long.MAX_VALUE, base, data);

        // Then
        assertThat(written.key()).isEqualTo(key);
        assertThat(written.at()).isEqualTo(at.truncatedTo(ChronoUnit.MILLIS));
        assertThat(written.id()).isEqualTo(id);
        assertThat(written.upMs()).isEqualTo(upMs);
        assertThat(written.base()).isEqualTo(base);
        assertThat(written.dataJson()).isEqualTo(data);
        assertThat(ChangeLine.read(Line.of(written.line().bytes()))).isEqualTo(new Reading.Valid(written));
    }

    @Property(tries = 3_000)
    void noBytesMakeTheReaderThrow(@ForAll @Size(max = 300) byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '\n' ? 0 : bytes[i];
        }
        assertThat(ChangeLine.read(Line.of(bytes))).isNotNull();
    }

    @Property(tries = 5_000)
    void noDamageToAGoodLineMakesTheReaderThrowOrTheViewDisagree(
            @ForAll @IntRange(max = 400) int at, @ForAll byte replacement, @ForAll @IntRange(max = 3) int cut) {
        // Given
        byte[] bytes = ("{\"id\":\"0190a3c2-1113-7000-8000-000000000002\",\"type\":\"package\",\"key\":\"Päckchen\","
                        + "\"op\":\"CREATE\",\"at\":\"2026-02-20T18:00:00Z\",\"boot\":\"b\",\"up_ms\":1,\"hlc\":7,\"base\":0,"
                        + "\"data\":{\"x\":\"\\u00e4\",\"y\":[1,{\"z\":null}]}}")
                .getBytes(StandardCharsets.UTF_8);
        bytes[at % bytes.length] = replacement == '\n' ? 0 : replacement;

        // When
        Line line = Line.of(bytes, 0, bytes.length - cut);
        Reading reading = ChangeLine.read(line);

        // Then
        if (reading instanceof Reading.Valid valid) {
            assertThat(valid.change().line()).isEqualTo(line);
            assertThat(line.text()).contains(valid.change().dataJson());
        }
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(200)
                .filter(s -> !s.isBlank() && s.codePoints().allMatch(Printable::isPrintable));
    }
}
