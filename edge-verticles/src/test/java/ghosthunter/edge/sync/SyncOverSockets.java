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

/** A device with a real exchange loop and a hub on a real socket that loses, cuts, lies and rests as a test says. */
abstract class SyncOverSockets {
    private static final DeviceRef DEVICE = new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-001"));
    private static final Epoch EPOCH = new Epoch(UUID.fromString("018f0000-0000-7000-8000-000000000001"));

    /** Fast, but with the shape of the real one: rest is longer than a whole cycle of backoff. */
    static final SyncPace PACE = new SyncPace(10, 10, 30, 200, 60_000, 5, 5, 20, 400, 300, 2_000);

    static final long PULL_BYTES_MAX = 256 << 10;

    private final SigningKey hubKey = SigningKey.generate(new SecureRandom());
    private final SigningKey deviceKey = SigningKey.generate(new SecureRandom());
    final MemoryOutbox outbox = new MemoryOutbox(DEVICE, EPOCH);
    final MemoryHub core = new MemoryHub(hubKey, deviceKey.verifyKey(), InstantSource.system());
    Vertx vertx;
    TestHub hub;
    volatile boolean enrolled = true;

    @BeforeEach
    void startTheHub() {
        vertx = Vertx.vertx();
        var bus = vertx.eventBus();
        LocalCodec.register(bus, OutboxCommand.class.getPermittedSubclasses());
        LocalCodec.register(bus, OutboxReply.class.getPermittedSubclasses());
        LocalCodec.register(bus, SyncCommand.class.getPermittedSubclasses());
        LocalCodec.register(bus, SyncReport.class, SyncState.class);
        hub = new TestHub(vertx, core);
        prepare(hub);
        get(hub.start());
        bus.<OutboxCommand>localConsumer(
                Address.outbox(DEVICE.device()),
                message -> outbox.ask(message.body(), OutboxReply.class)
                        .onSuccess(message::reply)
                        .onFailure(failure -> message.fail(1, failure.getMessage())));
    }

    /** What is special of the hub, before it starts. */
    void prepare(TestHub hub) {}

    /** How the device finds it. */
    HubAddress address() {
        return new HubAddress(hub.url());
    }

    @AfterEach
    void stop() {
        get(vertx.close());
    }

    void deploy(boolean scheduled) {
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
                        v -> new HttpHubLink(v, address(), DEVICE.device(), PACE),
                        PACE,
                        ExchangeLimits.DEFAULT,
                        PULL_BYTES_MAX,
                        scheduled))));
    }

    @CanIgnoreReturnValue
    static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    void record(String text) {
        outbox.record(text);
        vertx.eventBus().send(Address.sync(DEVICE.device()), new SyncCommand.Recorded(Lane.CRITICAL));
    }

    SyncState state() {
        return get(vertx.eventBus().<SyncState>request(Address.sync(DEVICE.device()), new SyncCommand.ShowState()))
                .body();
    }

    SyncReport syncNow() {
        return get(vertx.eventBus()
                        .<SyncReport>request(
                                Address.sync(DEVICE.device()),
                                new SyncCommand.SyncNow(),
                                new DeliveryOptions().setSendTimeout(PACE.reportMsMax())))
                .body();
    }

    void awaitSettled() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(core.ledger()).isEqualTo(outbox.lines());
            assertThat(outbox.pending()).isZero();
        });
    }
}
