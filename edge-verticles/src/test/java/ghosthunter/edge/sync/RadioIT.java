package ghosthunter.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.exchange.ExchangeLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a wake-up costs the radio: connections and requests, counted where they arrive. */
class RadioIT extends SyncOverSockets {
    @Test
    void oneWakeUpIsOneConnectionWithOneRequestThatIsGivenBack() {
        // Given
        deploy(true);
        await().until(() -> hub.requests() == 1 && hub.open() == 0);

        // When
        record("first");
        awaitSettled();

        // Then
        await().until(() -> hub.open() == 0);
        assertThat(hub.requests()).isEqualTo(2);
        assertThat(hub.connections()).isEqualTo(2);
        await().during(Duration.ofMillis(500)).until(() -> hub.connections() == 2);
    }

    @Test
    void aBacklogOfManyBatchesGoesOverOneConnection() {
        // Given
        int batches = 4;
        for (int i = 0; i < batches * ExchangeLimits.DEFAULT.changesMax(); i++) {
            outbox.record("change " + i);
        }

        // When
        deploy(true);

        // Then
        awaitSettled();
        await().until(() -> hub.open() == 0);
        assertThat(hub.requests()).isEqualTo(batches);
        assertThat(hub.connections()).isEqualTo(1);
    }
}
