package ghosthunter.codecs.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ChangeLineTest {
    private static final String ID = "0190a3c2-1113-7000-8000-000000000002";
    private static final String GOOD =
            "{\"id\":\"" + ID + "\",\"type\":\"package\",\"key\":\"PKG-1\",\"op\":\"CREATE\","
                    + "\"at\":\"2026-02-20T18:00:00.123Z\",\"boot\":\"b\",\"up_ms\":63123,\"hlc\":7,\"base\":0,\"data\":{\"a\":[1]}}";

    @Test
    void aLineIsReadAsItStands() {
        // When
        Change change = valid(GOOD);

        // Then
        assertThat(change.line().text()).isEqualTo(GOOD);
        assertThat(change.id()).isEqualTo(UUID.fromString(ID));
        assertThat(change.at()).isEqualTo(Instant.parse("2026-02-20T18:00:00.123Z"));
        assertThat(change.dataJson()).isEqualTo("{\"a\":[1]}");
    }

    @Test
    void whatIsWrittenIsThatVeryText() {
        // When
        Change change = write("package", "PKG-1", "{\"a\":[1]}", 0);

        // Then
        assertThat(change.line().text()).isEqualTo(GOOD);
        assertThat(change).isEqualTo(valid(GOOD));
    }

    @Test
    void membersThatNobodyKnowsAreKeptInTheLineAndPassedOver() {
        Change change = valid(GOOD.replace("\"base\":0", "\"later\":{\"x\":[null,true,1e9]},\"base\":3"));
        assertThat(change.base()).isEqualTo(3);
        assertThat(change.line().text()).contains("\"later\"");
    }

    @Test
    void orderAndWhiteSpaceAreTheWritersBusiness() {
        Change change =
                valid(" {\t\"data\" : { \"ä\" : 1 } ,\r" + GOOD.substring(1, GOOD.lastIndexOf(",\"data\"")) + "} ");
        assertThat(change.dataJson()).isEqualTo("{ \"ä\" : 1 }");
    }

    static Stream<Arguments> poison() {
        return Stream.of(
                bad("", "a change is a JSON object"),
                bad("[]", "a change is a JSON object"),
                bad("{}", "'id' is missing"),
                bad(GOOD + "{}", "something follows"),
                bad(GOOD + "x", "not JSON at column " + (GOOD.length() + 1)),
                bad(GOOD.substring(0, 40), "not JSON"),
                bad("\uFEFF" + GOOD, "not JSON at column 3"),
                bad(GOOD.replace("\"base\":0", "\"id\":\"" + ID + "\""), "Duplicate field 'id'"),
                bad(GOOD.replace("\"a\":[1]", "\"a\":1,\"a\":2"), "Duplicate field 'a'"),
                bad(GOOD.replace("[1]", "[".repeat(40) + "]".repeat(40)), "nesting depth"),
                bad(GOOD.replace("[1]", "9".repeat(60_000)), "Number value length"),
                bad(GOOD.replace("63123", "9".repeat(60_000)), "Number value length"),
                bad(GOOD.replace("63123", "9223372036854775808"), "'up_ms' must be a whole number"),
                bad(GOOD.replace("63123", "9223372036854775807"), "'up_ms' must be a whole number"),
                bad(GOOD.replace("63123", "-1"), "'up_ms' must be a whole number"),
                bad(GOOD.replace("63123", "1.0"), "'up_ms' must be a whole number"),
                bad(GOOD.replace("63123", "\"1\""), "'up_ms' must be a whole number"),
                bad(GOOD.replace("63123", "NaN"), "not JSON"),
                bad(GOOD.replace("63123", "007"), "not JSON"),
                bad(GOOD.replace("02-20T18", "02-30T18"), "'at' must be an ISO 8601 time"),
                bad(GOOD.replace("18:00:00.123Z", "18:00:00.123"), "'at' must be an ISO 8601 time"),
                bad(GOOD.replace("18:00:00.123Z", "23:59:60Z"), "'at' must be an ISO 8601 time"),
                bad(GOOD.replace("2026-", "1969-"), "'at' must be in the years"),
                bad(GOOD.replace("2026-", "+10000-"), "'at' must be in the years"),
                bad(GOOD.replace("2026-", "+999999999-"), "'at' must be in the years"),
                bad(GOOD.replace("\"2026-02-20T18:00:00.123Z\"", "1"), "'at' must be a string"),
                bad(GOOD.replace(ID, "1-1-1-1-1"), "'id' must be a UUID in canonical"),
                bad(GOOD.replace(ID, "\\u0000".repeat(9) + "x".repeat(60_000)), "'id' must be a UUID"),
                bad(GOOD.replace(ID, ID.toUpperCase(java.util.Locale.ROOT)), "canonical"),
                bad(GOOD.replace("PKG-1", "a\\u0000b"), "'key' must not contain control"),
                bad(GOOD.replace("PKG-1", "a\\nb"), "'key' must not contain control"),
                bad(GOOD.replace("PKG-1", "\\ud800"), "half a surrogate pair"),
                bad(GOOD.replace("PKG-1", " "), "'key' must have 1 to 200"),
                bad(GOOD.replace("PKG-1", "x".repeat(201)), "'key' must have 1 to 200"),
                bad(GOOD.replace("package", "Package"), "'type' must match"),
                bad(GOOD.replace("package", "package\\n"), "'type' must match"),
                bad(GOOD.replace("CREATE", "create"), "'op' must match"),
                bad(GOOD.replace("\"boot\":\"b\"", "\"boot\":\"\""), "'boot' must match"),
                bad(GOOD.replace("{\"a\":[1]}", "[]"), "'data' must be an object"),
                bad(GOOD.replace("\"data\"", "\"date\""), "'data' is missing"),
                bad(GOOD.replace("\"base\"", "\"" + "n".repeat(300) + "\""), "Name length"),
                bad("\u0000".repeat(100), "not JSON at column 2"));
    }

    @ParameterizedTest
    @MethodSource("poison")
    void aLineThatBreaksTheGrammarIsPoisonWithItsReason(String text, String reason) {
        Reading.Poison poison = poisonOf(Line.of(text));
        assertThat(poison.reason())
                .contains(reason)
                .hasSizeLessThanOrEqualTo(301)
                .doesNotContain("\u0000");
    }

    @Test
    void badUtf8IsNamedWithItsColumn() {
        // Given
        byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
        bytes[GOOD.indexOf("PKG")] = (byte) 0xc3;
        byte[] overlong = GOOD.getBytes(StandardCharsets.UTF_8);
        overlong[GOOD.indexOf("[1]")] = (byte) 0xc0;
        overlong[GOOD.indexOf("[1]") + 1] = (byte) 0x80;

        // Then
        assertThat(poisonOf(Line.of(bytes)).reason()).isEqualTo("not UTF-8 at column " + (GOOD.indexOf("PKG") + 1));
        assertThat(poisonOf(Line.of(overlong)).reason()).isEqualTo("not UTF-8 at column " + (GOOD.indexOf("[1]") + 1));
    }

    @Test
    void anotherEncodingIsPoisonThoughItsBytesAreValidUtf8() {
        for (var charset : new java.nio.charset.Charset[] {
            StandardCharsets.UTF_16BE,
            StandardCharsets.UTF_16LE,
            java.nio.charset.Charset.forName("UTF-32BE"),
            java.nio.charset.Charset.forName("UTF-32LE")
        }) {
            assertThat(poisonOf(Line.of(GOOD.getBytes(charset))).reason())
                    .as(charset.name())
                    .startsWith("not JSON");
        }
    }

    @Test
    void whatCouldBeReadOfPoisonStandsBesideTheReason() {
        Reading.Poison poison = poisonOf(Line.of(GOOD.replace("63123", "-5")));
        assertThat(poison.id()).isEqualTo(UUID.fromString(ID));
        assertThat(poison.type()).isEqualTo("package");
        assertThat(poison.key()).isEqualTo("PKG-1");
        assertThat(poison.op()).isEqualTo("CREATE");
    }

    @Test
    void aWriterCannotSmuggleInMembersOrLoseCharacters() {
        for (String data : new String[] {
            "{},\"base\":9", "{},\"more\":1", "{}}", "{", "[]", "", " {}", "{}\n", "{\"a\":\"\uD800\"}", "null"
        }) {
            assertThatThrownBy(() -> write("package", "PKG-1", data, 0))
                    .as(data)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> write("package", "half \uD800", "{}", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> write("package", "PKG-1", "{}", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLineHasALimitAndNoLineFeed() {
        assertThatThrownBy(() -> Line.of(new byte[Line.BYTES_MAX + 1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Line.of("a\nb")).hasMessageContaining("line feed");
        assertThat(Line.of(new byte[Line.BYTES_MAX]).sizeBytes()).isEqualTo(Line.BYTES_MAX);
    }

    @Test
    void aLineIsImmutable() {
        // Given
        byte[] given = {'{', '}'};
        Line line = Line.of(given);

        // When
        given[0] = 'x';
        line.bytes()[0] = 'x';

        // Then
        assertThat(line.text()).isEqualTo("{}");
        assertThat(line)
                .isEqualTo(Line.of(new byte[] {'-', '{', '}', '-'}, 1, 3))
                .hasSameHashCodeAs(Line.of("{}"));
    }

    private static Arguments bad(Object text, Object reason) {
        return Arguments.of(text, reason);
    }

    private static Change write(String type, String key, String data, long base) {
        Instant at = Instant.parse("2026-02-20T18:00:00.123Z");
        return ChangeLine.write(UUID.fromString(ID), type, key, "CREATE", at, "b", 63_123, 7, base, data);
    }

    private static Change valid(String text) {
        return ChangeLine.read(Line.of(text)).fold(Reading.Valid::change, poison -> {
            throw new AssertionError(poison.reason());
        });
    }

    private static Reading.Poison poisonOf(Line line) {
        return ChangeLine.read(line)
                .fold(
                        valid -> {
                            throw new AssertionError("valid: " + valid.change());
                        },
                        poison -> poison);
    }
}
