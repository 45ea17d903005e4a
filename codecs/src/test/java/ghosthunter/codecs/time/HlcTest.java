package ghosthunter.codecs.time;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.Vectors;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HlcTest {
    static Stream<JsonObject> vectors() {
        return Vectors.of("hlc.json");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void stampsAreThoseOfTheVectors(JsonObject vector) {
        // When
        long stamp = switch (vector.getString("op")) {
            case "next" -> Hlc.next(vector.getLong("last"), vector.getLong("wall_ms"));
            case "merge" -> Hlc.merge(vector.getLong("last"), vector.getLong("seen"), vector.getLong("wall_ms"));
            case "cap" -> Hlc.cap(vector.getLong("hlc"), vector.getLong("latest_ms"));
            default -> throw new AssertionError(vector.encode());
        };

        // Then
        assertThat(stamp).isEqualTo(vector.getLong("result"));
    }
}
