package ghosthunter.codecs.time;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.Vectors;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class OccurredAtTest {
    static Stream<JsonObject> vectors() {
        return Vectors.of("occurred-at.json");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void intervalsAreThoseOfTheVectors(JsonObject vector) {
        // Given
        JsonObject event = vector.getJsonObject("event");
        JsonObject evidence = vector.getJsonObject("evidence");

        // When
        OccurredAt placed = OccurredAt.place(
                event.getString("boot"), event.getLong("up_ms"), event.getLong("wall"), evidence(evidence));

        // Then
        Interval expected = new Interval(vector.getLong("from"), vector.getLong("to"));
        assertThat(placed).isEqualTo(new OccurredAt(expected, ClockState.ofWire(vector.getString("state"))));
    }

    private static OccurredAt.Evidence evidence(JsonObject json) {
        return new OccurredAt.Evidence(
                json.getString("boot"),
                json.getLong("t0"),
                json.getLong("wall"),
                json.getLong("received_at"),
                json.getJsonArray("samples").stream()
                        .map(sample -> sample((JsonObject) sample))
                        .toList(),
                json.getLong("timeout_ms"),
                json.getInteger("drift_ppm"),
                json.getLong("hub_error_ms"));
    }

    private static ClockSample sample(JsonObject json) {
        return new ClockSample(
                json.getString("boot"), json.getLong("t0"), json.getLong("t1"), json.getLong("t2"), json.getLong("t3"));
    }
}
