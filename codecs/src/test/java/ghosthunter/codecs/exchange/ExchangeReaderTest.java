package ghosthunter.codecs.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.Samples;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ExchangeReaderTest {
    private static final List<Run> RUNS =
            List.of(Samples.run(Lane.CRITICAL, 3), Samples.run(Lane.LOW, 0), Samples.run(Lane.HIGH, 2));
    private static final ExchangeLimits SMALL = new ExchangeLimits(4_096 + Line.BYTES_MAX, 4_096, 5);

    @Test
    void aBodyIsReadToItsRuns() {
        // When
        Exchange exchange = read(ExchangeLimits.DEFAULT, Samples.body(RUNS));

        // Then
        assertThat(exchange.runs()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(exchange.runs().get(i).lines()).isEqualTo(RUNS.get(i).lines());
            assertThat(exchange.runs().get(i).head()).isEqualTo(RUNS.get(i).head());
        }
    }

    @Test
    void anExchangeWithoutChangesIsTheHeartbeat() {
        assertThat(read(SMALL, Samples.body(List.of())).runs()).isEmpty();
    }

    @Test
    void theStatementIsKnownBeforeTheChangesArrive() {
        // Given
        ExchangeReader reader = new ExchangeReader(SMALL);
        Buffer body = Samples.body(RUNS);
        int end = body.toString().indexOf('\n') + 1;

        // When
        reader.feed(body.slice(0, end - 1));
        boolean before = reader.statement() == null && reader.jws() == null;
        reader.feed(body.slice(end - 1, end));

        // Then
        assertThat(before).isTrue();
        assertThat(reader.statement()).isEqualTo(Samples.statement(RUNS));
        assertThat(reader.jws()).isNotNull();
    }

    @Test
    void everyFaultHasItsTypeAndLine() {
        String body = Samples.body(RUNS).toString();
        int line1 = body.indexOf('\n') + 1;
        fails(SMALL, "", ProblemType.INCOMPLETE_BODY, 1, "no statement");
        fails(SMALL, "\n", ProblemType.MALFORMED_BODY, 1, "three parts");
        fails(SMALL, "{}\n", ProblemType.MALFORMED_BODY, 1, "three parts");
        fails(SMALL, body.replaceFirst("\n", "\r\n"), ProblemType.MALFORMED_BODY, 1, "base64url");
        fails(SMALL, body.substring(0, line1), ProblemType.INCOMPLETE_BODY, 2, "announces 5 changes, the body has 0");
        fails(SMALL, body.substring(0, body.length() - 1), ProblemType.INCOMPLETE_BODY, 6, "not ended");
        fails(SMALL, body + "x", ProblemType.INCOMPLETE_BODY, 7, "not ended");
        fails(SMALL, body + "\n", ProblemType.MALFORMED_BODY, 7, "more follow");
        fails(SMALL, body.replace("PKG-2", "PKG-9"), ProblemType.HEADS_MISMATCH, 2, "lane critical");
        fails(
                SMALL,
                body.substring(0, line1) + swapLines(body.substring(line1)),
                ProblemType.HEADS_MISMATCH,
                2,
                "critical");
        String lastLine = body.substring(body.lastIndexOf("{\"id\""));
        String otherLast = body.substring(0, body.length() - lastLine.length()) + lastLine.replace("PKG-1", "PKG-7");
        fails(SMALL, otherLast, ProblemType.HEADS_MISMATCH, 5, "lane high");
    }

    @Test
    void everyLimitHolds() {
        fails(SMALL, "x".repeat(4_097), ProblemType.TOO_LARGE, 1, "line 1 has more than 4096 bytes");
        String tooMany = Samples.body(List.of(Samples.run(Lane.LOW, 6))).toString();
        fails(SMALL, tooMany, ProblemType.TOO_LARGE, 1, "at most 5 changes");
        String head = Samples.body(RUNS).toString().lines().findFirst().orElseThrow() + "\n";
        fails(SMALL, head + "x".repeat(Line.BYTES_MAX + 1), ProblemType.TOO_LARGE, 2, "line 2 has more than 65536");
        fails(SMALL, head + "x\n".repeat(40_000), ProblemType.TOO_LARGE, 1, "the body has more than");
        assertThatThrownBy(() -> new ExchangeLimits(Line.BYTES_MAX, 4_096, 5))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLineOfTheLongestLengthPasses() {
        // Given
        Run run = Run.of(Samples.run(Lane.LOW, 0).head(), List.of(Line.of(new byte[Line.BYTES_MAX])));

        // Then
        assertThat(read(ExchangeLimits.DEFAULT, Samples.body(List.of(run)))
                        .runs()
                        .get(0)
                        .head())
                .isEqualTo(run.head());
    }

    @Test
    void countsNearTheEndOfTheNumbersAreCountedNotOverflown() {
        long last = Long.MAX_VALUE;
        Consumer<JsonObject> huge = json ->
                json.getJsonArray("send").getJsonObject(0).put("from", 1).put("to", last);
        failsSigned(huge, ProblemType.TOO_LARGE, "at most 5 changes");
        failsSigned(
                huge.andThen(j -> j.getJsonArray("send").getJsonObject(2).put("to", last)),
                ProblemType.TOO_LARGE,
                "at most");
        failsSigned(j -> send(j, last, last), ProblemType.INCOMPLETE_BODY, "announces 3 changes");
        failsSigned(j -> send(j, 0, 0), ProblemType.MALFORMED_BODY, "statement.send[0]: from is 1 or more");
        failsSigned(j -> send(j, 9, 7), ProblemType.MALFORMED_BODY, "from is 1 or more");
        failsSigned(j -> send(j, -1, -2), ProblemType.MALFORMED_BODY, "statement.send[0].from must be a whole number");
    }

    @Test
    void nothingSentBehindAnotherHeadIsAMismatch() {
        failsSigned(
                json -> {
                    json.getJsonArray("send").getJsonObject(0).put("to", 0);
                    json.getJsonArray("send").remove(2);
                },
                ProblemType.HEADS_MISMATCH,
                "lane critical");
    }

    private static void send(JsonObject json, long from, long to) {
        json.getJsonArray("send").getJsonObject(0).put("from", from).put("to", to);
    }

    private static void failsSigned(Consumer<JsonObject> change, ProblemType type, String detail) {
        JsonObject json = new JsonObject(Buffer.buffer(Samples.statement(RUNS).toJson()));
        change.accept(json);
        Jws jws = Jws.sign(Statement.TYP, json.encode().getBytes(StandardCharsets.UTF_8), Samples.DEVICE_KEY);
        ProblemException failure = failure(SMALL, jws.text() + "\n");
        assertThat(failure.problem().detail()).contains(detail);
        assertThat(failure.problem().type()).isEqualTo(type);
    }

    private static void fails(ExchangeLimits limits, String body, ProblemType type, long line, String detail) {
        ProblemException failure = failure(limits, body);
        assertThat(failure.problem().detail()).contains(detail);
        assertThat(failure.problem().type()).isEqualTo(type);
        assertThat(failure.problem().line()).as(detail).isEqualTo(line);
    }

    private static ProblemException failure(ExchangeLimits limits, String body) {
        try {
            Exchange exchange = read(limits, Buffer.buffer(body));
            throw new AssertionError("read: " + exchange);
        } catch (ProblemException e) {
            return e;
        }
    }

    private static Exchange read(ExchangeLimits limits, Buffer body) {
        ExchangeReader reader = new ExchangeReader(limits);
        reader.feed(body);
        return reader.end();
    }

    private static String swapLines(String lines) {
        List<String> all = new ArrayList<>(lines.lines().toList());
        Collections.swap(all, 0, 1);
        return String.join("\n", all) + "\n";
    }
}
