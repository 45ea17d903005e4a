package ghosthunter.hub.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.ledger.Outcome;
import ghosthunter.hub.ledger.Submission;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LockerRegistryTest {
    private static final DeviceRef DEVICE = device(1);
    private static final LockerLimits LIMITS = new LockerLimits(8, 2_000, 4_000, 600_000);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void closeVertx() throws Exception {
        finished(vertx.close());
    }

    @Test
    void twoSyncsOfOneLockerAtOnceDoNotInterleave() throws Exception {
        // Given
        RecordingLedger ledger = RecordingLedger.start(vertx, 50);
        LockerRegistry registry = registry(LIMITS);

        // When
        int throughTheWorker = mostAtOnce(ledger, registry::ask);

        // Then
        assertThat(throughTheWorker).isEqualTo(1);
    }

    /** The same body as the test above, past the worker: it shows that the test above would notice. */
    @Test
    void withoutTheWorkerTwoSyncsOfOneLockerWouldInterleave() throws Exception {
        // Given
        RecordingLedger ledger = RecordingLedger.start(vertx, 50);

        // When
        int pastTheWorker = mostAtOnce(
                ledger,
                submission -> vertx.eventBus()
                        .<Outcome>request(Address.LEDGER, submission)
                        .map(Message::body));

        // Then
        assertThat(pastTheWorker).isEqualTo(2);
    }

    @Test
    void lockersDoNotWaitForEachOther() throws Exception {
        // Given
        RecordingLedger ledger = RecordingLedger.start(vertx, 0);
        Promise<Outcome> never = Promise.promise();
        ledger.answerWith(
                submission -> submission.device().equals(DEVICE) ? never.future() : ledger.durable(submission));
        LockerRegistry registry = registry(LIMITS);

        // When
        Future<Outcome> stuck = registry.ask(batch(DEVICE, 1));
        Outcome other = finished(registry.ask(batch(device(2), 1)));

        // Then
        assertThat(other).isInstanceOf(Outcome.Committed.class);
        assertThat(stuck.isComplete()).isFalse();
    }

    @Test
    void firstBatchesAtOnceHireOneWorker() throws Exception {
        // Given
        RecordingLedger ledger = RecordingLedger.start(vertx, 0);
        LockerRegistry registry = registry(LIMITS);

        // When
        List<Future<Outcome>> asks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asks.add(registry.ask(batch(DEVICE, i)));
        }
        finished(Future.all(asks));

        // Then
        assertThat(ledger.atOnceMax()).isEqualTo(1);
        assertThat(vertx.deploymentIDs()).hasSize(1);
        assertThat(registry.workers()).isEqualTo(1);
        assertThat(registry.asking()).isZero();
    }

    @Test
    void anIdleWorkerIsLetGoAndHiredAgainWithoutLosingABatch() throws Exception {
        // Given
        RecordingLedger ledger = RecordingLedger.start(vertx, 0);
        int batches = 60;
        // Room for all of them: where a machine stalls they come at once, and none may be lost to a full mailbox
        // instead.
        LockerRegistry registry = registry(new LockerLimits(batches, 2_000, 4_000, 1));

        // When
        List<Future<Outcome>> asks = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            asks.add(vertx.timer(1 + i * 7L).compose(late -> registry.ask(batch(DEVICE, 0))));
        }
        finished(Future.all(asks));

        // Then
        assertThat(asks).allSatisfy(ask -> assertThat(ask.result()).isInstanceOf(Outcome.Committed.class));
        assertThat(ledger.atOnceMax()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(vertx.deploymentIDs()).isEmpty());
        await().untilAsserted(() -> assertThat(registry.workers()).isZero());
    }

    @Test
    void aLedgerThatHangsIsUnavailableAndTheNextBatchHasItsTurn() throws Exception {
        // Given
        RecordingLedger ledger = RecordingLedger.start(vertx, 0);
        Promise<Outcome> never = Promise.promise();
        ledger.answerWith(submission -> submission.receivedAtMs() == 1 ? never.future() : ledger.durable(submission));
        LockerRegistry registry = registry(new LockerLimits(8, 100, 4_000, 600_000));

        // When
        Future<Outcome> hanging = registry.ask(batch(DEVICE, 1));
        Future<Outcome> next = registry.ask(batch(DEVICE, 2));

        // Then
        ProblemType problem = finished(hanging)
                .fold(
                        committed -> ProblemType.INTERNAL,
                        failed -> failed.problem().type());
        assertThat(problem).isEqualTo(ProblemType.UNAVAILABLE);
        assertThat(finished(next)).isInstanceOf(Outcome.Committed.class);
    }

    @Test
    void withoutALedgerABatchIsUnavailable() throws Exception {
        // Given
        finished(RecordingLedger.start(vertx, 0).stop());

        // When
        Outcome outcome = finished(registry(LIMITS).ask(batch(DEVICE, 1)));

        // Then
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    }

    private static int mostAtOnce(RecordingLedger ledger, Function<Submission, Future<Outcome>> ask) throws Exception {
        Future<Outcome> first = ask.apply(batch(DEVICE, 1));
        Future<Outcome> second = ask.apply(batch(DEVICE, 2));
        finished(Future.all(first, second));
        assertThat(ledger.submissions()).hasSize(2);
        return ledger.atOnceMax();
    }

    private LockerRegistry registry(LockerLimits limits) {
        return new LockerRegistry(vertx, limits, InstantSource.system());
    }

    private static Submission batch(DeviceRef device, long receivedAtMs) {
        return new Submission.Unsigned(device, "test", List.of(), receivedAtMs);
    }

    private static DeviceRef device(int number) {
        return new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-" + number));
    }

    @CanIgnoreReturnValue
    private static <T> T finished(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
