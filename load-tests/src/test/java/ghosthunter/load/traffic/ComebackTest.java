package ghosthunter.load.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComebackTest {
    private final Comeback comeback = new Comeback(new SplittableRandom(1));

    @Test
    void nobodyComesBeforeTheHubSaidNorAllAtOnce() {
        List<Long> waits =
                Stream.generate(() -> comeback.busyMs(3)).limit(1_000).toList();

        assertThat(waits).allMatch(ms -> ms >= 3_000 && ms <= 6_000);
        assertThat(Set.copyOf(waits)).hasSizeGreaterThan(500);
    }

    @Test
    void aBrokenConnectionIsTriedAgainLaterAndLaterThenTheLockerRests() {
        assertThat(comeback.brokenMs(1)).isBetween(0L, 1_000L);
        assertThat(comeback.brokenMs(4)).isBetween(0L, 8_000L);
        assertThat(comeback.brokenMs(5)).isGreaterThanOrEqualTo(60_000L);
    }
}
