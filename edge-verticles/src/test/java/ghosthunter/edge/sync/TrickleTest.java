package ghosthunter.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrickleTest {
    private final Trickle trickle = new Trickle();

    @Test
    void aThousandOnAFastLinkGoInSevenExchanges() {
        assertThat(drain(1_000, 20)).containsExactly(32, 64, 128, 256, 256, 256, 8);
    }

    private List<Integer> drain(int waiting, long tookMs) {
        List<Integer> sent = new ArrayList<>();
        for (int left = waiting; left > 0; left -= sent.get(sent.size() - 1)) {
            sent.add(Math.min(left, trickle.changesMax()));
            trickle.passed(sent.get(sent.size() - 1), tookMs);
        }
        return sent;
    }

    @Test
    void onASlowLinkAsManyGoAsPassInHalfASecond() {
        // When
        trickle.passed(32, 300);
        int grown = trickle.changesMax();
        trickle.passed(53, 500);
        int stays = trickle.changesMax();
        trickle.passed(53, 2_000);

        // Then
        assertThat(grown).isEqualTo(53);
        assertThat(stays).isEqualTo(53);
        assertThat(trickle.changesMax()).isEqualTo(32);
    }

    @Test
    void afterAFailureAndWhenAllHaveGoneItBeginsAnew() {
        // Given
        drain(200, 20);

        // When
        int drained = trickle.changesMax();
        trickle.passed(32, 20);
        trickle.failed();

        // Then
        assertThat(drained).isEqualTo(32);
        assertThat(trickle.changesMax()).isEqualTo(32);
    }
}
