package ghosthunter.hub.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final long WAIT_MS_MAX = 2_000;

    private long now = TimeUnit.DAYS.toNanos(3);
    private final Backlog backlog = new Backlog(() -> now);

    @Test
    void fewInWorkAreNoBacklogHoweverSlowTheyAre() {
        // Given
        work(20, 10);

        // When
        enter(Backlog.CALM);

        // Then
        assertThat(backlog.waitMs()).isZero();
    }

    @Test
    void theWaitIsWhatIsInWorkOverHowFastItLeaves() {
        // Given
        enter(1_000);
        leave(500, 1_000);

        // When
        enter(1_500);

        // Then
        assertThat(backlog.waitMs()).isBetween(1_900L, 2_100L);
    }

    @Test
    void aHubThatStandsStillIsNoFasterForIt() {
        // Given
        enter(1_000);
        leave(500, 1_000);

        // When
        now += TimeUnit.MINUTES.toNanos(1);

        // Then
        assertThat(backlog.waitMs()).isBetween(450L, 550L);
    }

    @Test
    void timeWithoutWorkIsNotCountedAsSlow() {
        // Given
        enter(1_000);
        leave(1_000, 1_000);
        now += TimeUnit.HOURS.toNanos(1);

        // When
        enter(2_000);
        leave(1, 1_000);

        // Then
        assertThat(backlog.waitMs()).isBetween(1_900L, 2_100L);
    }

    @Test
    void aHubThatHasJustStartedIsNotTakenForASlowOne() {
        // Given
        enter(400);

        // When
        leave(20, 10);

        // Then
        assertThat(backlog.waitMs()).isLessThanOrEqualTo(2_000);
        assertThat(backlog.turnMs(WAIT_MS_MAX)).isLessThanOrEqualTo(2_500);
    }

    @Test
    void aSlowMomentIsNotBelievedAtOnceAndASlowTimeIs() {
        // Given
        enter(4_000);
        leave(2_000, 1_000);

        // When
        leave(2, 1);
        long afterTwoSeconds = backlog.waitMs();
        leave(60, 1);

        // Then
        assertThat(afterTwoSeconds).isLessThan(3_000);
        assertThat(backlog.waitMs()).isGreaterThan(20_000);
    }

    @Test
    void whoIsRefusedSaysNothingOfTheSpeed() {
        // Given
        enter(1_000);
        leave(500, 1_000);

        // When
        for (int i = 0; i < 400; i++) {
            backlog.dropped();
        }
        enter(1_900);

        // Then
        assertThat(backlog.waitMs()).isBetween(1_900L, 2_100L);
    }

    @Test
    void thoseWhoAreSentAwayComeBackOneBehindTheOther() {
        // Given
        enter(1_000);
        leave(500, 1_000);
        enter(1_500);

        // When
        long first = backlog.turnMs(WAIT_MS_MAX);
        for (int i = 0; i < 10_000; i++) {
            long unused = backlog.turnMs(WAIT_MS_MAX);
        }
        long last = backlog.turnMs(WAIT_MS_MAX);

        // Then
        assertThat(first).isBetween(900L, 1_100L);
        assertThat(last).isBetween(first + 7_900, first + 8_100);
    }

    @Test
    void burstsOfWhichNobodyLeavesAtOnceDoNotMakeTheHubSlow() {
        // Given
        enter(1_000);
        leave(1_000, 1_000);

        // When
        for (int i = 0; i < 40; i++) {
            enter(400);
            now += TimeUnit.SECONDS.toNanos(1);
            leave(400, 1_000);
        }
        enter(2_000);

        // Then
        assertThat(backlog.waitMs()).isBetween(1_900L, 2_100L);
    }

    @Test
    void aHubThatSeemsToStandStillStillGivesTurns() {
        // Given
        enter(1_000);
        leave(110, 10);

        // When
        long first = backlog.turnMs(WAIT_MS_MAX);
        for (int i = 0; i < 3_000; i++) {
            long unused = backlog.turnMs(WAIT_MS_MAX);
        }

        // Then
        assertThat(first).isLessThan(3_000);
        assertThat(backlog.turnMs(WAIT_MS_MAX)).isLessThan(first + 11_000);
    }

    @Test
    void noTurnIsLaterThanTheLatest() {
        // Given
        enter(1_000);
        leave(110, 10);

        // When
        for (int i = 0; i < 50_000; i++) {
            long unused = backlog.turnMs(WAIT_MS_MAX);
        }

        // Then
        assertThat(backlog.turnMs(WAIT_MS_MAX)).isEqualTo(TimeUnit.SECONDS.toMillis(Backlog.TURN_S_MAX));
    }

    /** One after the other. */
    private void work(int count, int perS) {
        for (int i = 0; i < count; i++) {
            enter(1);
            leave(1, perS);
        }
    }

    private void enter(int count) {
        for (int i = 0; i < count; i++) {
            backlog.entered();
        }
    }

    private void leave(int count, int perS) {
        for (int i = 0; i < count; i++) {
            now += TimeUnit.SECONDS.toNanos(1) / perS;
            backlog.left();
        }
    }
}
