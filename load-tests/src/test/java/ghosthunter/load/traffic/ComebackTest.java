package ghosthunter.load.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComebackTest {
    private final Comeback comeback = new Comeback(new SplittableRandom(1));

    @Test
    void nobodyComesBeforeTheHubSaidNorAllAtOnce() {
        Answer busy = new Answer(503, 3, false, Buffer.buffer("{}"));

        List<Long> waits =
                Stream.generate(() -> comeback.busyMs(busy)).limit(1_000).toList();

        assertThat(waits).allMatch(ms -> ms >= 3_000 && ms <= 6_000);
        assertThat(Set.copyOf(waits)).hasSizeGreaterThan(500);
    }

    @Test
    void aTurnOfOnesOwnIsKept() {
        Buffer turn =
                Problem.turn(ProblemType.OVERLOADED, "later", 2_345).toJson().toBuffer();

        assertThat(comeback.busyMs(new Answer(503, 3, false, turn))).isEqualTo(2_345);
    }

    @Test
    void aBrokenConnectionIsTriedAgainLaterAndLaterThenTheLockerRests() {
        assertThat(comeback.brokenMs(1)).isBetween(0L, 1_000L);
        assertThat(comeback.brokenMs(4)).isBetween(0L, 8_000L);
        assertThat(comeback.brokenMs(5)).isGreaterThanOrEqualTo(60_000L);
    }
}
