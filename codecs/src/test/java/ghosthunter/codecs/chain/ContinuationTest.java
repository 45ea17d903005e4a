package ghosthunter.codecs.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.Samples;
import ghosthunter.codecs.Vectors;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ContinuationTest {
    private static final Head GENESIS = Chain.genesis(Samples.DEVICE, Samples.EPOCH, Lane.CRITICAL);

    static Stream<JsonObject> vectors() {
        return Vectors.of("continuation.json");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void verdictsAreThoseOfTheTable(JsonObject vector) {
        // Given
        Run hub = chain(vector, "hub");
        Run device = chain(vector, "device");
        long from = vector.getLong("from");
        Run sent = Run.of(
                device.headAt(from - 1), device.lines().subList((int) from - 1, Math.toIntExact(vector.getLong("to"))));

        // When
        Continuation decided = decide(hub, sent);

        // Then
        assertThat(described(decided)).isEqualTo(expected(vector));
    }

    @Test
    void aLedgerThatLacksARowBelowItsHeadIsNoVerdict() {
        Run hub = Samples.run(Lane.CRITICAL, 3);
        Run sent = Run.of(hub.headAt(1), hub.lines().subList(1, 2));
        assertThatThrownBy(() -> Continuation.decide(hub.head(), sent, null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no hash at seq 2");
    }

    @Test
    void lanesAreNeverCompared() {
        assertThatThrownBy(() -> Continuation.decide(GENESIS, Samples.run(Lane.LOW, 1), null))
                .isInstanceOf(IllegalStateException.class);
    }

    static Continuation decide(Run hub, Run sent) {
        var lookup = Continuation.lookupSeq(hub.head(), sent);
        return Continuation.decide(
                hub.head(),
                sent,
                lookup.isPresent() ? hub.headAt(lookup.getAsLong()).hash() : null);
    }

    static String described(Continuation decided) {
        return decided.fold(
                appends -> "appended from " + appends.fresh().from(),
                known -> "known",
                gap -> "gap, expected " + gap.expected(),
                fork -> "fork at " + fork.seq());
    }

    private static String expected(JsonObject vector) {
        return switch (vector.getString("verdict")) {
            case "appended" -> "appended from " + vector.getLong("fresh_from");
            case "known" -> "known";
            case "gap" -> "gap, expected " + vector.getLong("expected");
            case "fork" -> "fork at " + vector.getLong("at");
            default -> throw new AssertionError(vector.encode());
        };
    }

    private static Run chain(JsonObject vector, String name) {
        List<Line> lines = vector.getJsonArray(name).stream()
                .map(line -> Line.of((String) line))
                .toList();
        return Run.of(GENESIS, lines);
    }
}
