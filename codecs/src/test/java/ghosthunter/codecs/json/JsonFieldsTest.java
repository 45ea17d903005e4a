package ghosthunter.codecs.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class JsonFieldsTest {
    @Test
    void everyFaultNamesItsPath() {
        // Given
        JsonFields json =
                parse("{\"n\":1,\"t\":\"x\",\"o\":{\"a\":[{\"n\":-1},7]},\"z\":null,\"b\":9223372036854775808}");

        // Then
        malformed(() -> json.text("n"), "thing.n must be a string");
        malformed(() -> json.text("z"), "thing.z is missing");
        malformed(() -> json.natural("t"), "thing.t must be a whole number from 0 to 2^63-1");
        malformed(() -> json.natural("b"), "thing.b must be a whole number");
        malformed(() -> json.natural("n", 0), "thing.n must be a whole number from 0 to 0");
        malformed(() -> json.object("n"), "thing.n must be an object");
        malformed(() -> json.value("t", Integer::valueOf), "thing.t: For input string");
        malformed(() -> json.objects("t", 1, o -> o), "thing.t must be an array of at most 1 objects");
        malformed(() -> json.object("o").objects("a", 1, o -> o), "thing.o.a must be an array of at most 1 objects");
        malformed(() -> json.object("o").objects("a", 2, o -> o), "thing.o.a[1] must be an object");
        malformed(() -> json.object("o").objects("a", 2, o -> o.natural("n")), "thing.o.a[0].n must be a whole number");
        assertThat(json.broken("too late")).hasMessage("thing: too late");
    }

    @Test
    void absentAndNullAreTheSame() {
        JsonFields json = parse("{\"z\":null}");
        for (String name : List.of("z", "none")) {
            assertThat(json.textOrNull(name)).isNull();
            assertThat(json.naturalOrNull(name)).isNull();
            assertThat(json.objectOrNull(name)).isNull();
            assertThat(json.objects(name, 1, o -> o)).isEmpty();
            assertThat(json.has(name)).isFalse();
        }
    }

    @Test
    void whatIsNoJsonObjectIsMalformedWhateverTheParserThrows() {
        for (String bad : List.of(
                "",
                "[]",
                "1",
                "{",
                "{}{}",
                "{\"a\":1,\"a\":2}",
                "{a:1}",
                "{\"a\":NaN}",
                "{\"a\":\"\\x\"}",
                "{\"a\":" + "[".repeat(50) + "]".repeat(50) + "}",
                "{\"a\":" + "9".repeat(1_000_000) + "}",
                "{\"a\":1e" + "9".repeat(100) + "}",
                "{\"a\":\"" + "x".repeat(70_000) + "\"}",
                "{\"" + "x".repeat(1_000) + "\":1}",
                "\uFEFF{}")) {
            malformed(() -> parse(bad), "thing");
        }
        malformed(() -> JsonFields.parse("thing", "{}".getBytes(StandardCharsets.UTF_16BE)), "thing is not JSON");
        malformed(() -> JsonFields.parse("thing", "{}".getBytes(Charset.forName("UTF-32LE"))), "thing");
        malformed(() -> JsonFields.parse("thing", new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}), "UTF-8");
    }

    @Test
    void hugeExponentsCostNothing() {
        JsonFields json = parse("{\"a\":1e999999999,\"b\":1}");
        malformed(() -> json.natural("a"), "thing.a must be a whole number");
        assertThat(json.natural("b")).isEqualTo(1);
    }

    private static JsonFields parse(String json) {
        return JsonFields.parse("thing", json.getBytes(StandardCharsets.UTF_8));
    }

    private static void malformed(ThrowingCallable call, String detail) {
        assertThatThrownBy(call).as(detail).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().type()).isEqualTo(ProblemType.MALFORMED_BODY);
            assertThat(e.problem().detail()).contains(detail);
        });
    }
}
