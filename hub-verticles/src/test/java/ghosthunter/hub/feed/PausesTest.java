package ghosthunter.hub.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PausesTest {
    private final Pauses pauses = new Pauses();

    @Test
    void theyGrowUpToALimitAndBeginAnewWhenItWentWell() {
        assertThat(LongStream.generate(pauses::next).limit(7))
                .containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L, 5_000L, 5_000L);
        assertThat(LongStream.generate(pauses::next).limit(100)).containsOnly(5_000L);

        pauses.reset();

        assertThat(pauses.failures()).isZero();
        assertThat(pauses.next()).isEqualTo(250);
    }
}
