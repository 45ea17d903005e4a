package ghosthunter.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class BackoffProperties {
    @Property
    void aStepDoublesUntilItsMaximum(
            @ForAll @IntRange(min = 1, max = 200) int failures,
            @ForAll @LongRange(min = 1, max = 100_000) long baseMs,
            @ForAll @LongRange(min = 0, max = 10_000_000) long aboveMs) {
        long maxMs = baseMs + aboveMs;
        long step = Backoff.stepMs(failures, baseMs, maxMs);
        assertThat(step).isBetween(baseMs, maxMs);
        assertThat(Backoff.stepMs(failures + 1, baseMs, maxMs)).isEqualTo(Math.min(maxMs, 2 * step));
    }

    @Property
    void fullJitterIsAnywhereUpToTheStep(@ForAll @IntRange(min = 1, max = 100) int failures, @ForAll long seed) {
        long step = Backoff.stepMs(failures, 1_000, 30_000);
        assertThat(Backoff.fullJitterMs(failures, 1_000, 30_000, new SplittableRandom(seed)))
                .isBetween(0L, step);
    }

    @Property
    void aboutAndAtLeastStayWithinTheirBounds(
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long ms, @ForAll long seed) {
        assertThat(Backoff.aboutMs(ms, new SplittableRandom(seed))).isBetween(ms - ms / 5, ms + ms / 5);
        assertThat(Backoff.atLeastMs(ms, new SplittableRandom(seed))).isBetween(ms + 1, ms + 1 + ms / 4);
    }
}
