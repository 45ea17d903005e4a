package ghosthunter.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.time.SystemBootClock;
import ghosthunter.edge.sync.SyncState.Breaker;
import ghosthunter.edge.sync.SyncState.Phase;
import ghosthunter.edge.sync.TestHub.Act;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The exchange loop over real sockets against a hub that loses, cuts, lies and rests. */
class SyncVerticleIT extends SyncOverSockets {
    @Test
    void aCriticalChangeReachesTheHubByItself() {
        // Given
        deploy(true);

        // When
        record("first");

        // Then
        awaitSettled();
        assertThat(outbox.settles()).last().satisfies(settle -> {
            assertThat(settle.sample().t3Ms())
                    .isGreaterThanOrEqualTo(settle.sample().t0Ms());
            assertThat(settle.sample().boot()).isEqualTo(new SystemBootClock().bootId());
        });
        assertThat(state()).satisfies(state -> {
            assertThat(state.enrolled()).isTrue();
            assertThat(state.lastError()).isNull();
            assertThat(state.lastReceiptAt()).isNotNull();
        });
    }

    @Test
    void aLostAnswerIsHealedByTheRetry() {
        // Given
        hub.next(Act.LOSE_THE_ANSWER);
        deploy(true);

        // When
        record("first");

        // Then
        awaitSettled();
        assertThat(outbox.failures()).isNotEmpty();
    }

    @Test
    void aPortalChangesNothing() {
        // Given
        hub.always(Act.PORTAL);
        deploy(false);
        outbox.record("first");

        // When
        SyncReport report = syncNow();

        // Then
        assertThat(report.error()).contains("portal");
        assertThat(outbox.settles()).isEmpty();
        assertThat(outbox.pending()).isEqualTo(1);
        assertThat(state().phase()).isEqualTo(Phase.RESTING);
    }

    @Test
    void aLateReceiptOfAnotherStatementChangesNothing() {
        // Given
        deploy(false);
        outbox.record("first");
        assertThat(syncNow().error()).isNull();
        outbox.record("second");
        hub.next(Act.STALE_RECEIPT);

        // When
        SyncReport report = syncNow();

        // Then
        assertThat(report.error()).isNull();
        assertThat(report.synced()).containsExactly("second");
        assertThat(outbox.failures()).singleElement().asString().contains("another statement");
        assertThat(core.ledger()).isEqualTo(outbox.lines());
    }

    @Test
    void anAnswerCutAfterLine1IsAReceipt() {
        // Given
        hub.next(Act.CUT_AFTER_LINE_1);
        deploy(false);
        outbox.record("first");

        // When
        SyncReport report = syncNow();

        // Then
        assertThat(report.error()).isNull();
        assertThat(hub.requests()).isEqualTo(1);
    }

    @Test
    void retryAfterIsHonoured() {
        // Given
        hub.next(Act.BUSY);
        deploy(true);

        // When
        record("first");
        await().until(() -> state().phase() == Phase.HELD);

        // Then
        assertThat(state().nextInMs()).isBetween(1L, 2_000L);
        assertThat(state().breaker()).isEqualTo(Breaker.CLOSED);
        awaitSettled();
        assertThat(hub.requests()).isEqualTo(2);
    }

    @Test
    void theBreakerOpensAfterOneCycleAndAProbeClosesIt() {
        // Given
        hub.always(Act.CUT);
        deploy(true);
        record("first");

        // When
        await().until(() -> state().phase() == Phase.RESTING);

        // Then
        assertThat(state().breaker()).isEqualTo(Breaker.OPEN);
        assertThat(outbox.exchanges()).isEqualTo(PACE.attemptsMax());
        await().until(() -> outbox.exchanges() == PACE.attemptsMax() + 1);
        await().until(() -> state().breaker() == Breaker.OPEN);
        hub.always(null);
        awaitSettled();
        assertThat(state().breaker()).isEqualTo(Breaker.CLOSED);
    }

    @Test
    void failuresBeforeASuccessDoNotOpenTheBreaker() {
        // Given
        deploy(true);
        record("first");
        awaitSettled();

        // When
        for (int i = 0; i < 3; i++) {
            hub.next(Act.CUT, Act.CUT, Act.CUT, Act.CUT, Act.ANSWER);
            record("round " + i);
            awaitSettled();
        }

        // Then
        assertThat(outbox.failures()).hasSize(12);
        assertThat(state().breaker()).isEqualTo(Breaker.CLOSED);
    }

    @Test
    void aHubThatIsDownAndComesBackGetsEverything() {
        // Given
        deploy(true);
        record("first");
        awaitSettled();
        get(hub.stop());
        record("second");
        await().until(() -> state().lastError() != null);

        // When
        get(hub.start());

        // Then
        awaitSettled();
    }

    @Test
    void aBatchIsHalvedUntilTheLinkCarriesIt() {
        // Given
        String text = "x".repeat(200) + " ";
        for (int i = 0; i < 200; i++) {
            outbox.record(text + i);
        }
        hub.breakAbove(6_000);
        deploy(true);

        // When
        awaitSettled();

        // Then
        assertThat(outbox.failures()).isNotEmpty();
        assertThat(state().batchChangesMax()).isLessThan(40);
    }

    @Test
    void aHubThatNeverAnswersIsGivenUp() {
        // Given
        hub.next(Act.HANG);
        deploy(true);

        // When
        record("first");

        // Then
        awaitSettled();
        assertThat(outbox.failures()).first().asString().contains("no answer");
    }

    @Test
    void aRefusalKeepsEverythingAndSaysWhy() {
        // Given
        hub.always(Act.REFUSE);
        deploy(false);
        outbox.record("first");

        // When
        SyncReport report = syncNow();

        // Then
        assertThat(report.error()).contains("unknown-device").contains("who are you?");
        assertThat(report.pending()).isEqualTo(1);
        assertThat(state().phase()).isEqualTo(Phase.REFUSED);
        assertThat(hub.requests()).isEqualTo(1);
    }

    @Test
    void aDeviceThatIsEnrolledLaterBeginsByItself() {
        // Given
        enrolled = false;
        deploy(true);
        record("first");
        await().until(() -> state().lastError() != null);
        assertThat(state().lastError()).contains("enroll");

        // When
        enrolled = true;

        // Then
        awaitSettled();
    }

    @Test
    void aHubThatWasRestoredGetsItAllAgain() {
        // Given
        deploy(false);
        for (int i = 0; i < 5; i++) {
            outbox.record("change " + i);
        }
        assertThat(syncNow().error()).isNull();
        core.restore(2);

        // When
        SyncReport report = syncNow();

        // Then
        assertThat(report.error()).isNull();
        assertThat(core.ledger()).isEqualTo(outbox.lines());
    }

    @Test
    void withoutAScheduleNothingIsSentUnasked() {
        // Given
        deploy(false);
        record("first");

        // When
        SyncReport report = syncNow();
        record("second");

        // Then
        assertThat(report.synced()).containsExactly("first");
        await().during(Duration.ofMillis(300)).until(() -> hub.requests() == 1);
    }

    @Test
    void stoppingInTheMiddleOfAnExchangeEndsSoon() {
        // Given
        hub.always(Act.HANG);
        deploy(true);
        record("first");
        await().until(() -> hub.requests() == 1);

        // When
        Future<Void> closed = vertx.undeploy(vertx.deploymentIDs().iterator().next());

        // Then
        await().atMost(Duration.ofSeconds(1)).until(closed::isComplete);
    }
}
