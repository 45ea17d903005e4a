package ghosthunter.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.exchange.ExchangeLimits;
import org.junit.jupiter.api.Test;

class BatchTest {
    private final Batch batch = new Batch(new ExchangeLimits(4 << 20, 16 << 10, 100));

    @Test
    void eachCutHalvesItDownToOneChange() {
        // When
        for (int i = 0; i < 20; i++) {
            batch.cut();
        }

        // Then
        assertThat(batch.limits().changesMax()).isEqualTo(1);
    }

    @Test
    void theFirstReceiptAfterAnOutageMakesItWholeAgain() {
        // Given
        for (int i = 0; i < 20; i++) {
            batch.cut();
        }

        // When
        batch.passed();

        // Then
        assertThat(batch.limits().changesMax()).isEqualTo(100);
    }

    @Test
    void whoIsCutAgainGoesBackToWhatPassed() {
        // Given
        batch.cut();
        batch.cut();
        batch.passed();

        // When
        batch.cut();

        // Then
        assertThat(batch.limits().changesMax()).isEqualTo(25);
    }

    @Test
    void receiptsOnALinkThatHadALimitMakeItWholeAgain() {
        // Given
        batch.cut();
        batch.cut();
        batch.passed();
        batch.cut();

        // When
        batch.passed();
        batch.passed();

        // Then
        assertThat(batch.limits().changesMax()).isEqualTo(100);
    }

    @Test
    void aLinkWithALimitIsSeldomCut() {
        // Given
        int cuts = 0;

        // When
        for (int i = 0; i < 200; i++) {
            if (batch.limits().changesMax() > 20) {
                batch.cut();
                cuts++;
            } else {
                batch.passed();
            }
        }

        // Then
        assertThat(cuts).isLessThan(20);
    }
}
