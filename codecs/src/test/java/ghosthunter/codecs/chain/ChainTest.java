package ghosthunter.codecs.chain;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.Vectors;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.TenantId;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ChainTest {
    static Stream<JsonObject> vectors() {
        return Vectors.of("chain.json");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void headsAndDigestsAreThoseOfTheVectors(JsonObject vector) {
        // Given
        DeviceRef device =
                new DeviceRef(new TenantId(vector.getString("tenant")), new DeviceId(vector.getString("device")));
        Lane lane = Lane.ofWire(vector.getString("lane"));
        List<Line> lines = objects(vector, "lines").map(ChainTest::line).toList();

        // When
        Run run = Run.of(Chain.genesis(device, Epoch.parse(vector.getString("epoch")), lane), lines);

        // Then
        assertThat(lines.stream().map(line -> line.digest().toString()))
                .isEqualTo(vector.getJsonArray("digests").getList());
        objects(vector, "heads").forEach(head -> {
            Head actual = run.headAt(head.getLong("seq"));
            assertThat(actual.lane()).isEqualTo(lane);
            assertThat(actual.seq()).isEqualTo(head.getLong("seq"));
            assertThat(actual.hash()).hasToString(head.getString("hash"));
        });
        assertThat(run.to()).isEqualTo(vector.getJsonArray("heads").size() - 1);
    }

    @Test
    void aDigestAloneGivesTheSameHeadAsItsLine() {
        // Given
        Head genesis = Chain.genesis(
                new DeviceRef(TenantId.DEFAULT, new DeviceId("d")),
                Epoch.parse("0190a3c2-1111-7000-8000-000000000001"),
                Lane.LOW);
        Line line = Line.of("{}");

        // Then
        assertThat(Chain.append(genesis, line.digest())).isEqualTo(Chain.append(genesis, line));
    }

    private static Line line(JsonObject vector) {
        return vector.containsKey("text")
                ? Line.of(vector.getString("text"))
                : Line.of(Base64.getUrlDecoder().decode(vector.getString("base64url")));
    }

    private static Stream<JsonObject> objects(JsonObject json, String name) {
        return json.getJsonArray(name).stream().map(JsonObject.class::cast);
    }
}
