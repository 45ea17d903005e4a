package ghosthunter.edge.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.bus.LocalCodec;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.StreamRequest;
import ghosthunter.codecs.exchange.Trigger;
import ghosthunter.codecs.exchange.Trigger.Reason;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.time.SystemBootClock;
import ghosthunter.edge.enroll.HubAddress;
import ghosthunter.edge.enroll.Identity;
import ghosthunter.edge.sync.SyncCommand;
import ghosthunter.edge.sync.SyncState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A device that listens to a hub over a real socket, and what its exchange loop hears of it. */
class TriggerVerticleIT {
    private static final DeviceRef DEVICE = new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-001"));
    private static final String HUB = "hub-1";

    /** The hub's clock is a year ahead of the boot clock's zero, whatever the wall clock says. */
    private static final long HUB_AHEAD_MS = 31_536_000_000L;

    private static final TriggerPace PACE = new TriggerPace(10, 2_000, 10, 50, 60_000, 400);

    private final Vertx vertx = Vertx.vertx();
    private final SigningKey key = SigningKey.generate(new SecureRandom());
    private final SigningKey hubKey = SigningKey.generate(new SecureRandom());
    private final AtomicInteger ticks = new AtomicInteger();
    private final List<StreamRequest> asked = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> streams = new CopyOnWriteArrayList<>();
    private final List<Runnable> cuts = new CopyOnWriteArrayList<>();
    private volatile int refusal;
    private int port;

    @BeforeEach
    void start() {
        LocalCodec.register(vertx.eventBus(), SyncCommand.class.getPermittedSubclasses());
        LocalCodec.register(vertx.eventBus(), SyncState.class);
        vertx.eventBus().<SyncCommand>localConsumer(Address.sync(DEVICE.device()), this::told);
        port = get(vertx.createHttpServer().requestHandler(this::serve).listen(0, "127.0.0.1"))
                .actualPort();
    }

    @AfterEach
    void stop() {
        Object unused = get(vertx.close());
    }

    private void told(Message<SyncCommand> message) {
        message.body().handle(new SyncCommand.Handler() {
            @Override
            public void recorded(SyncCommand.Recorded command) {
                throw new IllegalStateException("a trigger records nothing");
            }

            @Override
            public void syncNow() {
                throw new IllegalStateException("a trigger leaves the pace to the loop");
            }

            @Override
            public void tick() {
                ticks.incrementAndGet();
            }

            @Override
            public void tune(SyncCommand.Tune command) {
                throw new IllegalStateException("a trigger leaves the pace to the loop");
            }

            @Override
            public void showState() {
                message.reply(new SyncState(
                        true,
                        SyncState.Phase.WAITING,
                        SyncState.Breaker.CLOSED,
                        0,
                        1,
                        1,
                        null,
                        null,
                        null,
                        0,
                        HUB_AHEAD_MS));
            }
        });
    }

    private void serve(HttpServerRequest request) {
        Jws jws = StreamRequest.ofHeader(request.getHeader("Authorization"));
        assertThat(jws.verifies(key.verifyKey())).isTrue();
        asked.add(StreamRequest.read(jws));
        if (refusal > 0) {
            Future<Void> unused = request.response().setStatusCode(refusal).end();
        } else if (request.canUpgradeToWebSocket()) {
            Future<ServerWebSocket> unused = request.toWebSocket().onSuccess(this::serve);
        } else {
            HttpServerResponse response =
                    request.response().setChunked(true).putHeader("Content-Type", StreamRequest.EVENTS_MEDIA_TYPE);
            Future<Void> unused = response.write(":\n\n");
            cuts.add(() -> request.connection().close());
            streams.add(message -> response.write("data: " + message + "\n\n"));
        }
    }

    private void serve(ServerWebSocket socket) {
        cuts.add(socket::close);
        streams.add(socket::writeTextMessage);
    }

    private void listen(StreamMode mode) {
        Identity identity = new Identity(HUB, hubKey.verifyKey(), DEVICE, key);
        TriggerVerticle.Setup setup = new TriggerVerticle.Setup(
                mode,
                new HubAddress(URI.create("http://127.0.0.1:" + port)),
                () -> Future.succeededFuture(Optional.of(identity)),
                InstantSource.system(),
                new SystemBootClock(),
                new Random(1),
                PACE);
        String unused = get(vertx.deployVerticle(new TriggerVerticle(DEVICE.device(), setup)));
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void aCallBecomesATickAndNothingElseDoes(StreamMode mode) {
        // Given
        listen(mode);
        await().until(() -> streams.size() == 1 && ticks.get() == 1);

        // When
        streams.get(0).accept("{\"trigger\":\"dance\"}");
        streams.get(0).accept("no JSON");
        streams.get(0).accept(Trigger.syncRequired(Reason.OPERATOR));
        await().until(() -> ticks.get() == 2);
        streams.get(0).accept("{\"trigger\":\"sync-required\",\"reason\":\"of a newer hub\"}");

        // Then
        await().until(() -> ticks.get() == 3);
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).device()).isEqualTo(DEVICE);
        assertThat(asked.get(0).hub()).isEqualTo(HUB);
        assertThat(asked.get(0).atMs()).isBetween(HUB_AHEAD_MS, HUB_AHEAD_MS + new SystemBootClock().upMs());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void aStreamThatBrokeIsOpenedAnewAndTheDeviceComesForWhatItMissed(StreamMode mode) {
        // Given
        listen(mode);
        await().until(() -> streams.size() == 1 && ticks.get() == 1);

        // When
        cuts.get(0).run();

        // Then
        await().until(() -> streams.size() >= 2 && ticks.get() >= 2);
        int before = ticks.get();
        streams.get(streams.size() - 1).accept(Trigger.syncRequired(Reason.NEWS));
        await().until(() -> ticks.get() > before);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void aStreamThatSaysNothingIsGivenUp(StreamMode mode) {
        // When
        listen(mode);

        // Then
        await().until(() -> streams.size() >= 3);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OFF")
    void aDeviceThatIsRefusedGoesOnTryingAndTellsItsLoopNothing(StreamMode mode) {
        // Given
        refusal = 401;

        // When
        listen(mode);
        await().until(() -> asked.size() >= 3);
        int told = ticks.get();
        refusal = 0;

        // Then
        assertThat(told).isZero();
        await().until(() -> streams.size() >= 1 && ticks.get() >= 1);
    }
}
