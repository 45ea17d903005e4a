package ghosthunter.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.Lane;
import ghosthunter.edge.outbox.OutboxReply.Pulled;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LanePlanTest {
    private static final SyncPace PACE = SyncPace.DEFAULT;
    private static final long NOW = 1_000_000;
    private static final OptionalLong MAINS = OptionalLong.empty();

    private static LanePlan waiting(Lane... lanes) {
        LanePlan plan = LanePlan.start();
        for (Lane lane : lanes) {
            plan = plan.recorded(lane, PACE, NOW);
        }
        return plan;
    }

    @Test
    void whatIsNotKnownToWaitIsSentWithTheNextExchange() {
        assertThat(LanePlan.start().due(PACE, NOW, MAINS)).isEqualTo(EnumSet.allOf(Lane.class));
    }

    @Test
    void aCriticalChangeTakesOnlyLaneHighAlong() {
        assertThat(waiting(Lane.values()).due(PACE, NOW, MAINS)).containsExactlyInAnyOrder(Lane.CRITICAL, Lane.HIGH);
    }

    @Test
    void mediumGoesEverySecondIntervalAndLowEveryFifth() {
        // Given
        LanePlan plan = waiting(Lane.MEDIUM, Lane.LOW);

        // When, Then
        assertThat(plan.due(PACE, NOW + PACE.intervalMs(), MAINS)).doesNotContain(Lane.MEDIUM, Lane.LOW);
        assertThat(plan.due(PACE, NOW + 2 * PACE.intervalMs(), MAINS))
                .contains(Lane.MEDIUM)
                .doesNotContain(Lane.LOW);
        assertThat(plan.due(PACE, NOW + 5 * PACE.intervalMs(), MAINS)).contains(Lane.MEDIUM, Lane.LOW);
    }

    @Test
    void theBackgroundGoesAloneAndWhileTheBatteryIsGood() {
        // Given
        LanePlan alone = waiting(Lane.BACKGROUND);
        LanePlan busy = waiting(Lane.BACKGROUND, Lane.LOW);
        long heartbeat = NOW + PACE.heartbeatMs();

        // When, Then
        assertThat(alone.due(PACE, heartbeat, MAINS)).contains(Lane.BACKGROUND);
        assertThat(alone.due(PACE, heartbeat, OptionalLong.of(80))).contains(Lane.BACKGROUND);
        assertThat(alone.due(PACE, heartbeat, OptionalLong.of(29))).doesNotContain(Lane.BACKGROUND);
        assertThat(busy.due(PACE, heartbeat, MAINS)).doesNotContain(Lane.BACKGROUND);
    }

    @Test
    void whatWasHeldBackKeepsItsTimeAndWhatGoesOnIsDueAtOnce() {
        // Given
        LanePlan plan = waiting(Lane.MEDIUM, Lane.LOW);
        long later = NOW + 2 * PACE.intervalMs();

        // When
        LanePlan settled = plan.settled(List.of(Lane.MEDIUM, Lane.LOW), Set.of(Lane.MEDIUM), PACE, later);

        // Then
        assertThat(settled.due(PACE, later, MAINS)).contains(Lane.MEDIUM).doesNotContain(Lane.LOW);
        assertThat(settled.due(PACE, NOW + 5 * PACE.intervalMs(), MAINS)).contains(Lane.LOW);
        assertThat(settled.nextInMs(PACE, later)).hasValue(PACE.intervalMs());
        assertThat(waiting(Lane.LOW).nextInMs(PACE, NOW)).hasValue(5 * PACE.intervalMs());
        assertThat(waiting(Lane.BACKGROUND).nextInMs(PACE, NOW)).isEmpty();
        assertThat(settled.settled(List.of(), Set.of(Lane.LOW), PACE, later)).isEqualTo(LanePlan.start());
    }

    @Test
    void aLinkThatCutsPagesGetsSmallerOnesAndABetterOneLargerOnes() {
        // Given
        PullSize size = new PullSize(64 << 10);

        // When
        for (int i = 0; i < 20; i++) {
            size.came(new Pulled(false, 0, true));
        }
        long cut = size.bytes();
        for (int i = 0; i < 20; i++) {
            size.came(new Pulled(true, 1, true));
        }

        // Then
        assertThat(cut).isEqualTo(1_024);
        assertThat(size.bytes()).isEqualTo(64 << 10);
    }
}
