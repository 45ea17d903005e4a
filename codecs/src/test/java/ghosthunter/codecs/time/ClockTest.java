package ghosthunter.codecs.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClockTest {
    @Test
    void aSampleGivesOffsetAndHalfTheRoundTrip() {
        // Given: 40 ms there, 20 ms at the hub, 60 ms back, the hub 1,000,000 ahead
        ClockSample sample = new ClockSample("b", 500, 1_000_540, 1_000_560, 620);

        // Then
        assertThat(sample.offsetMs()).isBetween(999_980L, 1_000_000L);
        assertThat(Math.abs(1_000_000 - sample.offsetMs())).isLessThanOrEqualTo(sample.errorMs());
        assertThat(sample.errorMs()).isEqualTo(51);
    }

    @Test
    void aSampleThatRunsBackwardOrBeyondAllTimeIsNone() {
        long max = Timestamps.MS_MAX;
        assertThat(new ClockSample("b", 0, 0, max, max).errorMs()).isNotNegative();
        assertThatIllegalArgumentException().isThrownBy(() -> new ClockSample("b", 2, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ClockSample("b", 1, 2, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ClockSample("b", -1, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ClockSample("b", 1, -1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ClockSample("b", 1, 1, 1, max + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ClockSample("b", 1, 1, max + 1, 1));
    }

    @Test
    void intervalsIntersectOrContradict() {
        Interval some = new Interval(10, 20);
        assertThat(some.intersect(new Interval(20, 30))).contains(new Interval(20, 20));
        assertThat(some.intersect(new Interval(21, 30))).isEmpty();
        assertThat(some.noLaterThan(15)).isEqualTo(new Interval(10, 15));
        assertThat(some.noLaterThan(5)).isEqualTo(new Interval(5, 5));
        assertThat(new Interval(10, 13).centre()).isEqualTo(Instant.ofEpochMilli(11));
        assertThat(new Interval(10, 13).errorMs()).isEqualTo(2);
        assertThatIllegalArgumentException().isThrownBy(() -> new Interval(2, 1));
    }

    @Test
    void timesHaveAnOffsetAndADateThatExists() {
        assertThat(Timestamps.parse("2026-02-20T19:00:00+01:00")).isEqualTo(Instant.parse("2026-02-20T18:00:00Z"));
        assertThat(Timestamps.parse("9999-12-31T23:59:59.999Z")).isEqualTo(Instant.ofEpochMilli(Timestamps.MS_MAX));
        for (String bad : List.of(
                "",
                "2026-02-20",
                "2026-02-20T18:00:00",
                "2026-02-30T18:00:00Z",
                "1969-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "-0001-01-01T00:00:00Z",
                "2026-02-20T24:00:01Z",
                "now")) {
            assertThatIllegalArgumentException().as(bad).isThrownBy(() -> Timestamps.parse(bad));
        }
    }

    @Test
    void theClockOfThisMachineRunsForwardWithinOneBoot() {
        // Given
        SystemBootClock clock = new SystemBootClock();
        long last = clock.upMs();

        // Then
        for (int i = 0; i < 1_000; i++) {
            long now = clock.upMs();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
        assertThat(clock.bootId()).matches(BootClock.ID_GRAMMAR);
        assertThat(last).isBetween(0L, Timestamps.MS_MAX);
    }

    @Test
    void clockStatesHaveOneName() {
        for (ClockState state : ClockState.values()) {
            assertThat(ClockState.ofWire(state.wire())).isEqualTo(state);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> ClockState.ofWire("SYNCED"));
    }
}
