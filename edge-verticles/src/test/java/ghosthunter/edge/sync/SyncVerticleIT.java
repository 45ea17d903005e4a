package ghosthunter.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.bus.LocalCodec;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.time.SystemBootClock;
import ghosthunter.edge.enroll.HubAddress;
import ghosthunter.edge.enroll.Identity;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxReply;
import ghosthunter.edge.sync.SyncState.Breaker;
import ghosthunter.edge.sync.SyncState.Phase;
import ghosthunter.edge.sync.TestHub.Act;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The exchange loop over real sockets against a hub that loses, cuts, lies and rests. */
class SyncVerticleIT {
    private static final DeviceRef DEVICE = new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-001"));
    private static final Epoch EPOCH = new Epoch(UUID.fromString("018f0000-0000-7000-8000-000000000001"));

    /** Fast, but with the shape of the real one: rest is longer than a whole cycle of backoff. */
    private static final SyncPace PACE = new SyncPace(10, 10, 30, 200, 60_000, 5, 5, 20, 400, 300, 2_000);

    private final SigningKey hubKey = SigningKey.generate(new SecureRandom());
    private final SigningKey deviceKey = SigningKey.generate(new SecureRandom());
    private final MemoryOutbox outbox = new MemoryOutbox(DEVICE, EPOCH);
    private final MemoryHub core = new MemoryHub(hubKey, deviceKey.verifyKey(), InstantSource.system());
    private Vertx vertx;
    private TestHub hub;
    private volatile boolean enrolled = true;

    @BeforeEach
    void startTheHub() {
        vertx = Vertx.vertx();
        var bus = vertx.eventBus();
        LocalCodec.register(bus, OutboxCommand.class.getPermittedSubclasses());
        LocalCodec.register(bus, OutboxReply.class.getPermittedSubclasses());
        LocalCodec.register(bus, SyncCommand.class.getPermittedSubclasses());
        LocalCodec.register(bus, SyncReport.class, SyncState.class);
        hub = new TestHub(vertx, core);
        get(hub.start());
        bus.<OutboxCommand>localConsumer(
                Address.outbox(DEVICE.device()),
                message -> outbox.ask(message.body(), OutboxReply.class)
                        .onSuccess(message::reply)
                        .onFailure(failure -> message.fail(1, failure.getMessage())));
    }

    @AfterEach
    void stop() {
        get(vertx.close());
    }

    private void deploy(boolean scheduled) {
        get(vertx.deployVerticle(new SyncVerticle(
                DEVICE.device(),
                new SyncVerticle.Setup(
                        InstantSource.system(),
                        new SystemBootClock(),
                        new SplittableRandom(1),
                        () -> Future.succeededFuture(
                                enrolled
                                        ? Optional.of(new Identity(MemoryHub.ID, hubKey.verifyKey(), DEVICE, deviceKey))
                                        : Optional.empty()),
                        new FileBattery(vertx, null),
                        v -> new HttpHubLink(v, new HubAddress(hub.url()), DEVICE.device(), PACE),
                        PACE,
                        ExchangeLimits.DEFAULT,
                        scheduled))));
    }

    @CanIgnoreReturnValue
    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private void record(String text) {
        outbox.record(text);
        vertx.eventBus().send(Address.sync(DEVICE.device()), new SyncCommand.Recorded(Lane.CRITICAL));
    }

    private SyncState state() {
        return get(vertx.eventBus().<SyncState>request(Address.sync(DEVICE.device()), new SyncCommand.ShowState()))
                .body();
    }

    private SyncReport syncNow() {
        return get(vertx.eventBus()
                        .<SyncReport>request(
                                Address.sync(DEVICE.device()),
                                new SyncCommand.SyncNow(),
                                new DeliveryOptions().setSendTimeout(PACE.reportMsMax())))
                .body();
    }

    private void awaitSettled() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(core.ledger()).isEqualTo(outbox.lines());
            assertThat(outbox.pending()).isZero();
        });
    }

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
    void oneWakeUpIsOneConnectionWithOneRequestThatIsGivenBack() {
        // Given
        deploy(true);
        await().until(() -> hub.requests() == 1 && hub.open() == 0);

        // When
        record("first");
        awaitSettled();

        // Then
        await().until(() -> hub.open() == 0);
        assertThat(hub.requests()).isEqualTo(2);
        assertThat(hub.connections()).isEqualTo(2);
        await().during(Duration.ofMillis(500)).until(() -> hub.connections() == 2);
    }

    @Test
    void aBacklogOfManyBatchesGoesOverOneConnection() {
        // Given
        int batches = 4;
        for (int i = 0; i < batches * ExchangeLimits.DEFAULT.changesMax(); i++) {
            outbox.record("change " + i);
        }

        // When
        deploy(true);

        // Then
        awaitSettled();
        await().until(() -> hub.open() == 0);
        assertThat(hub.requests()).isEqualTo(batches);
        assertThat(hub.connections()).isEqualTo(1);
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
