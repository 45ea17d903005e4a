package ghosthunter.hub.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StreamsTest {
    private static final StreamLimits LIMITS = new StreamLimits(10, 1_024, 1_000, 3_000, 100, 1_000, 60_000, 2, 30_000);

    private final AtomicLong nanos = new AtomicLong();
    private final Streams streams = new Streams(
            LIMITS, InstantSource.system(), nanos::get, RandomGenerator.getDefault(), new SimpleMeterRegistry());

    /** A connection that remembers what it was told. */
    private static final class Line implements Wire {
        final List<String> told = new ArrayList<>();

        @Override
        public void tell(String message) {
            told.add(message);
        }

        @Override
        public void keepAlive() {
            told.add("keep-alive");
        }

        @Override
        public void end(Ending why) {
            told.add(why.wire());
        }
    }

    private static DeviceRef device(String code) {
        return new DeviceRef(TenantId.DEFAULT, new DeviceId(code));
    }

    private void passes(long ms) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(ms));
    }

    @Test
    void aStartIsToldToWhoComesWithinTheWindowOnceAndToNobodyBehindIt() {
        // When
        passes(59_999);

        // Then
        assertThat(streams.isInRestartWindow()).isTrue();
        assertThat(streams.tellsOfRestart(device("A"))).isTrue();
        assertThat(streams.tellsOfRestart(device("A"))).isFalse();

        // When
        passes(1);

        // Then
        assertThat(streams.isInRestartWindow()).isFalse();
    }

    @Test
    void aStartIsToldTheFartherApartTheMoreHaveCome() {
        // When
        long alone = streams.restartSpreadMs();
        for (int i = 0; i < 4; i++) {
            var unused = streams.open(device("A" + i), Streams.NO_KEY, new Line());
        }

        // Then
        assertThat(alone).isEqualTo(1);
        assertThat(streams.restartSpreadMs()).isEqualTo(2_001);
        assertThat(StreamLimits.DEFAULT.restartsPerS()).isEqualTo(200);
    }

    @Test
    void whoExchangesBeforeItsTurnHasComeAndIsNotTold() {
        // When
        passes(60_001);
        streams.exchanged(device("A"));

        // Then
        assertThat(streams.tellsOfRestart(device("A"))).isFalse();
        assertThat(streams.tellsOfRestart(device("B"))).isTrue();
    }

    @Test
    void theStreamThatWasOpenedLastIsTheOneThatCounts() {
        // Given
        Line older = new Line();
        Line newer = new Line();
        DeviceStream first = streams.open(device("A"), "kid", older);
        DeviceStream second = streams.open(device("A"), "kid", newer);

        // When
        streams.gone(first);

        // Then
        assertThat(older.told).containsExactly("replaced");
        assertThat(newer.told).isEmpty();
        assertThat(streams.find(device("A"))).containsSame(second);
        assertThat(streams.all()).hasSize(1);
    }
}
