package ghosthunter.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.Lane;
import ghosthunter.edge.sync.SyncFailure.Kind;
import ghosthunter.edge.sync.SyncPlan.Progress;
import ghosthunter.edge.sync.SyncState.Phase;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class SyncPlanProperties {
    private static final SyncPace PACE = SyncPace.DEFAULT;
    private static final long NOW = 1_000_000;

    private static SyncPlan idle(RandomGenerator random) {
        return SyncPlan.start(PACE, NOW, random).settled(new Progress(0, false, false, 0), NOW, random);
    }

    private static SyncPlan justSynced(RandomGenerator random) {
        return idle(random).begun(NOW, random).settled(new Progress(0, false, true, 0), NOW, random);
    }

    @Property
    void aCriticalChangeIsSentAtOnce(@ForAll long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        long laterMs = NOW + PACE.urgentMsMax();
        SyncPlan plan = justSynced(random).recorded(Lane.CRITICAL, laterMs, random);
        assertThat(plan.nextAtMs()).isEqualTo(laterMs);
    }

    @Property
    void aCriticalChangeRightBehindAnExchangeIsSentWithinASecond(@ForAll long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        SyncPlan plan = justSynced(random).recorded(Lane.CRITICAL, NOW, random);
        assertThat(plan.nextAtMs() - NOW).isBetween(PACE.urgentMsMin(), PACE.urgentMsMax());
    }

    @Property
    void aCriticalChangeDuringAnExchangeIsSentWithinASecond(@ForAll long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        SyncPlan plan = idle(random)
                .begun(NOW, random)
                .recorded(Lane.CRITICAL, NOW, random)
                .settled(new Progress(1, false, true, 0), NOW, random);
        assertThat(plan.nextAtMs() - NOW).isBetween(PACE.urgentMsMin(), PACE.urgentMsMax());
    }

    @Property
    void manyCriticalChangesCoalesceIntoOneExchange(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int changes) {
        RandomGenerator random = new SplittableRandom(seed);
        SyncPlan first = justSynced(random).recorded(Lane.CRITICAL, NOW, random);
        SyncPlan plan = first;
        for (int i = 0; i < changes; i++) {
            plan = plan.recorded(Lane.CRITICAL, first.nextAtMs() - 1, random);
        }
        assertThat(plan.nextAtMs()).isEqualTo(first.nextAtMs());
    }

    @Property
    void aChangeOfLaneHighWaitsForTheInterval(@ForAll long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        SyncPlan plan = idle(random).recorded(Lane.HIGH, NOW, random);
        assertThat(plan.nextAtMs() - NOW).isBetween(24_000L, 36_000L);
    }

    @Property
    void theOtherLanesWaitForLongerAndTheBackgroundForAHeartbeat(@ForAll long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        SyncPlan idle = idle(random);
        assertThat(idle.recorded(Lane.MEDIUM, NOW, random).nextAtMs() - NOW).isBetween(48_000L, 72_000L);
        assertThat(idle.recorded(Lane.LOW, NOW, random).nextAtMs() - NOW).isBetween(120_000L, 180_000L);
        assertThat(idle.recorded(Lane.BACKGROUND, NOW, random).nextAtMs() - NOW).isBetween(720_000L, 1_080_000L);
    }

    @Property
    void theHeartbeatIsSlowWhenNothingIsPendingAndJittered(@ForAll long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        assertThat(idle(random).nextAtMs() - NOW).isBetween(720_000L, 1_080_000L);
    }

    @Property
    void theHubMaySlowOrHastenHeartbeatsWithinBounds(
            @ForAll long seed, @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 2) long wishMs) {
        RandomGenerator random = new SplittableRandom(seed);
        SyncPlan plan = idle(random).settled(new Progress(0, false, false, wishMs), NOW, random);
        assertThat(plan.nextAtMs() - NOW).isBetween(24_000L, 4_320_000L);
    }

    @Property
    void whatIsPendingIsTriedAtTheInterval(@ForAll long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        SyncPlan plan = idle(random).settled(new Progress(3, false, true, 0), NOW, random);
        assertThat(plan.nextAtMs() - NOW).isBetween(24_000L, 36_000L);
    }

    @Property
    void moreThanOneBatchGoesOnAtOnceButNotForeverWhenNothingMoves(@ForAll long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        SyncPlan plan = idle(random);
        for (int i = 0; i < 100; i++) {
            plan = plan.settled(new Progress(10, true, true, 0), NOW, random);
            assertThat(plan.nextAtMs()).isEqualTo(NOW);
        }
        int atOnce = 0;
        do {
            plan = plan.settled(new Progress(10, true, false, 0), NOW, random);
            atOnce++;
        } while (plan.nextAtMs() == NOW && atOnce < 100);
        assertThat(atOnce).isEqualTo(SyncPlan.IDLE_ROUNDS_MAX + 1);
    }

    @Property
    void fiveFailuresEndACycleAndThenItRests(@ForAll long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        SyncPlan plan = idle(random);
        for (int attempt = 1; attempt < PACE.attemptsMax(); attempt++) {
            plan = plan.failed(SyncFailure.of(Kind.UNREACHABLE, "no network"), NOW, random);
            assertThat(plan.phase()).isEqualTo(Phase.BACKING_OFF);
            assertThat(plan.attempts()).isEqualTo(attempt);
            assertThat(plan.nextAtMs() - NOW).isBetween(0L, PACE.backoffMsMax());
            assertThat(plan.gaveUp(NOW)).isFalse();
        }
        plan = plan.failed(SyncFailure.of(Kind.UNREACHABLE, "no network"), NOW, random);
        assertThat(plan.phase()).isEqualTo(Phase.RESTING);
        assertThat(plan.nextAtMs() - NOW).isGreaterThan(PACE.restMs());
        SyncPlan probed = plan.failed(SyncFailure.of(Kind.CUT, "cut"), NOW, random);
        assertThat(probed.phase()).isEqualTo(Phase.RESTING);
        assertThat(probed.gaveUp(NOW)).isTrue();
    }

    /** Whatever happens, there is a next time, it lies ahead and not too far, and attempts stay within their limit. */
    @Property
    void thereIsAlwaysANextTime(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int steps) {
        RandomGenerator random = new SplittableRandom(seed);
        SyncPlan plan = SyncPlan.start(PACE, NOW, random);
        for (int i = 0; i < steps; i++) {
            plan = step(plan, random);
            assertThat(plan.nextAtMs()).isBetween(NOW, NOW + 4 * PACE.heartbeatMs() * 6 / 5);
            assertThat(plan.attempts()).isBetween(0, PACE.attemptsMax());
        }
    }

    @Property
    void aDropOffDuringAnOutageCostsNoAttempt(@ForAll long seed, @ForAll Kind kind, @ForAll Lane lane) {
        RandomGenerator random = new SplittableRandom(seed);
        SyncPlan failed = idle(random).failed(SyncFailure.of(kind, "broken"), NOW, random);
        SyncPlan plan = failed.recorded(lane, NOW, random).ticked(NOW, random);
        assertThat(plan.nextAtMs()).isEqualTo(failed.nextAtMs());
        assertThat(plan.urgent()).isEqualTo(lane == Lane.CRITICAL);
    }

    @Property
    void retryAfterIsHonouredAndBounded(@ForAll long seed, @ForAll @LongRange(min = 0, max = 10_000_000) long askedMs) {
        RandomGenerator random = new SplittableRandom(seed);
        SyncPlan plan = idle(random).failed(SyncFailure.busy("busy", askedMs), NOW, random);
        assertThat(plan.phase()).isEqualTo(Phase.HELD);
        assertThat(plan.nextAtMs() - NOW)
                .isBetween(Math.min(askedMs, SyncPlan.HOLD_MS_MAX), 2 * Math.max(1_000, SyncPlan.HOLD_MS_MAX));
    }

    @Property
    void aTurnOfOnesOwnIsKeptToTheMillisecond(
            @ForAll long seed,
            @ForAll @LongRange(min = 1_000, max = 10_000_000) long turnMs,
            @ForAll @IntRange(min = 1, max = 9) int times) {
        RandomGenerator random = new SplittableRandom(seed);
        SyncPlan plan = idle(random);
        for (int i = 0; i < times; i++) {
            plan = plan.failed(SyncFailure.turn("busy", turnMs), NOW, random);
        }
        assertThat(plan.nextAtMs() - NOW).isEqualTo(Math.min(turnMs, SyncPlan.HOLD_MS_MAX));
    }

    @Property
    void aRefusalIsRetriedMoreAndMoreSlowly(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int refusals) {
        RandomGenerator random = new SplittableRandom(seed);
        SyncPlan plan = idle(random);
        for (int i = 0; i < refusals; i++) {
            plan = plan.failed(SyncFailure.of(Kind.REFUSED, "unknown device"), NOW, random);
            assertThat(plan.phase()).isEqualTo(Phase.REFUSED);
        }
        long expected = Backoff.stepMs(Math.min(refusals, 33), PACE.refusedMs(), PACE.heartbeatMs());
        assertThat(plan.nextAtMs() - NOW).isBetween(expected * 4 / 5 - 1, expected * 6 / 5 + 1);
    }

    private static SyncPlan step(SyncPlan plan, RandomGenerator random) {
        List<Kind> kinds = List.of(Kind.values());
        return switch (random.nextInt(6)) {
            case 0 -> plan.recorded(random.nextBoolean() ? Lane.CRITICAL : Lane.MEDIUM, NOW, random);
            case 1 -> plan.ticked(NOW, random);
            case 2 -> plan.begun(NOW, random);
            case 3 ->
                plan.settled(
                        new Progress(
                                random.nextInt(3),
                                random.nextBoolean(),
                                random.nextBoolean(),
                                random.nextLong(100_000_000)),
                        NOW,
                        random);
            case 4 -> plan.failed(SyncFailure.of(kinds.get(random.nextInt(kinds.size())), "broken"), NOW, random);
            default -> plan.failed(SyncFailure.busy("busy", random.nextLong(1_000_000)), NOW, random);
        };
    }
}
