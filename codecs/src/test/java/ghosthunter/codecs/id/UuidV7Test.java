package ghosthunter.codecs.id;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.Vectors;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class UuidV7Test {
    static Stream<JsonObject> vectors() {
        return Vectors.of("uuid-v7.json");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theBitsStandWhereTheRfcPutsThem(JsonObject vector) {
        // Given
        long unixMs = vector.getLong("unix_ms");
        RandomGenerator scripted = new RandomGenerator() {
            @Override
            public int nextInt(int bound) {
                return vector.getInteger("rand_a");
            }

            @Override
            public long nextLong() {
                return Long.parseLong(vector.getString("rand_b")) << 2;
            }
        };

        // When
        UUID id = new UuidV7(() -> Instant.ofEpochMilli(unixMs), scripted).next();

        // Then
        assertThat(id).hasToString(vector.getString("uuid"));
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void idsAscendAndDifferWhenTheClockStandsStillOrJumpsBack() {
        for (long seed = 0; seed < 20; seed++) {
            // Given
            Random random = new Random(seed);
            long[] nowMs = {1_771_610_407_130L};
            UuidV7 ids = new UuidV7(() -> Instant.ofEpochMilli(nowMs[0]), random);
            List<UUID> made = new ArrayList<>();

            // When
            for (int i = 0; i < 20_000; i++) {
                nowMs[0] += random.nextInt(1_000) == 0 ? random.nextInt(-100_000, 100_000) : 0;
                made.add(ids.next());
            }

            // Then
            assertThat(new HashSet<>(made)).as("seed %d", seed).hasSameSizeAs(made);
            assertThat(made.stream().map(UUID::toString)).as("seed %d", seed).isSorted();
        }
    }
}
