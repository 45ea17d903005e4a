package ghosthunter.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.bus.LocalCodec;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.PolicyName;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.time.Moment;
import ghosthunter.codecs.time.SystemBootClock;
import ghosthunter.edge.enroll.HubAddress;
import ghosthunter.edge.enroll.Identity;
import ghosthunter.edge.outbox.EntityEdit;
import ghosthunter.edge.outbox.OutboxClient;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxLimits;
import ghosthunter.edge.outbox.OutboxReply;
import ghosthunter.edge.outbox.OutboxVerticle;
import ghosthunter.edge.sync.TestHub.Act;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two-way sync of a device with a real store over real sockets, against a hub that cuts, loses and forgets. */
class SyncMirrorIT {
    private static final DeviceRef DEVICE = new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-001"));
    private static final EntityCatalog CATALOG =
            new EntityCatalog(List.of(EntityType.of("profile", PolicyName.LAST_WRITER_WINS)));
    private static final long PULL_BYTES_MAX = 4_096;
    private static final long DAY_BYTES_MAX = 200_000;
    private static final int DAY_EXCHANGES = 96;

    /** The headers of a heartbeat and of its answer; ARCHITECTURE.md, "The radio". */
    private static final int HEADER_BYTES = 232 + 100;

    @TempDir
    private Path directory;

    private final SigningKey hubKey = SigningKey.generate(new SecureRandom());
    private final SigningKey deviceKey = SigningKey.generate(new SecureRandom());
    private final MemoryHub core = new MemoryHub(hubKey, deviceKey.verifyKey(), InstantSource.system());
    private Vertx vertx;
    private TestHub hub;
    private SyncLoop loop;
    private OutboxClient outbox;

    @BeforeEach
    void start() {
        startTheDevice();
    }

    private void startTheDevice() {
        vertx = Vertx.vertx();
        LocalCodec.register(vertx.eventBus(), OutboxCommand.class.getPermittedSubclasses());
        LocalCodec.register(vertx.eventBus(), OutboxReply.class.getPermittedSubclasses());
        hub = new TestHub(vertx, core);
        SyncOverSockets.get(hub.start());
        SyncOverSockets.get(vertx.deployVerticle(
                new OutboxVerticle(
                        new OutboxVerticle.Settings(
                                directory.resolve("locker.db"), DEVICE, OutboxLimits.DEFAULT, CATALOG),
                        InstantSource.system(),
                        new SystemBootClock(),
                        new Random(1)),
                OutboxVerticle.deployment(DEVICE)));
        outbox = new OutboxClient(vertx.eventBus(), DEVICE.device());
        SyncPorts ports = new SyncPorts(
                InstantSource.system(),
                new SystemBootClock(),
                new SplittableRandom(1),
                new VertxAlarm(vertx),
                new BusOutbox(vertx.eventBus(), DEVICE.device()),
                () -> Future.succeededFuture(
                        Optional.of(new Identity(MemoryHub.ID, hubKey.verifyKey(), DEVICE, deviceKey))),
                new FileBattery(vertx, null),
                new HttpHubLink(vertx, new HubAddress(hub.url()), DEVICE.device(), SyncOverSockets.PACE));
        loop = new SyncLoop(DEVICE.device(), ports, SyncOverSockets.PACE, ExchangeLimits.DEFAULT, PULL_BYTES_MAX);
    }

    @AfterEach
    void stop() {
        SyncOverSockets.get(vertx.close());
    }

    private void kill() {
        SyncOverSockets.get(vertx.close());
        startTheDevice();
    }

    private SyncReport sync() {
        Future<SyncReport> report = Future.future(
                promise -> vertx.runOnContext(now -> loop.syncNow().onComplete(promise)));
        return SyncOverSockets.get(report);
    }

    private void synced() {
        assertThat(sync()).isEqualTo(new SyncReport(List.of(), 0, null));
    }

    private void put(String key, String dataJson) {
        var command = new OutboxCommand.WriteEntity(
                "profile",
                key,
                new EntityEdit.Put(dataJson),
                UUID.randomUUID().toString(),
                Moment.now(InstantSource.system(), new SystemBootClock()));
        SyncOverSockets.get(outbox.ask(command, OutboxReply.EntityWritten.class));
    }

    /** What the device shows: {@code type/key} to data. */
    private Map<String, String> mirror() {
        Map<String, String> mirror = new TreeMap<>();
        var command = new OutboxCommand.ListEntities("profile", "", 10_000);
        SyncOverSockets.get(outbox.ask(command, OutboxReply.Entities.class))
                .rows()
                .forEach(row -> mirror.put(row.type() + "/" + row.key(), row.dataJson()));
        return mirror;
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            core.feed().write("profile", "k%04d".formatted(i), "{\"n\":" + i + "}");
        }
    }

    @Test
    void whatTheHubHasIsPulledInPagesOneBehindTheOther() {
        // Given
        fill(500);

        // When
        synced();

        // Then
        assertThat(mirror()).hasSize(500).isEqualTo(core.feed().states());
        assertThat(hub.requests()).isBetween(5, 20);
    }

    @Test
    void bothSidesConvergeWhoeverWrote() {
        // Given
        fill(3);
        synced();
        put("k0000", "{\"device\":1}");
        core.feed().write("profile", "k0000", "{\"centre\":1}");
        core.feed().delete("profile", "k0001");
        core.feed().takeAway("profile", "k0002");
        put("mine", "{\"device\":2}");

        // When
        synced();
        synced();

        // Then
        assertThat(mirror())
                .isEqualTo(core.feed().states())
                .isEqualTo(Map.of("profile/k0000", "{\"device\":1}", "profile/mine", "{\"device\":2}"));
    }

    @Test
    void anAnswerCutInItsLinesIsAReceiptAndTheLinesComeAgain() {
        // Given
        fill(100);
        put("mine", "{\"device\":1}");
        hub.next(Act.CUT_IN_LINES, Act.FALSE_LINES);

        // When
        synced();

        // Then
        assertThat(core.ledger()).hasSize(2);
        assertThat(core.statements())
                .extracting(statement -> statement.send().get(1).head().seq())
                .containsOnly(1L);
        assertThat(mirror()).isEqualTo(core.feed().states());
        assertThat(core.statements().get(2).pull()).satisfies(pull -> {
            assertThat(pull.cursor()).isNull();
            assertThat(pull.bytesMax()).isEqualTo(PULL_BYTES_MAX / 4);
        });
    }

    @Test
    void aLostAnswerIsPulledOnceMore() {
        // Given
        fill(10);
        put("mine", "{\"device\":1}");
        hub.next(Act.LOSE_THE_ANSWER);

        // When
        synced();

        // Then
        assertThat(mirror()).isEqualTo(core.feed().states());
    }

    @Test
    void aScanGoesOnWhereAKilledDeviceWas() {
        // Given
        fill(300);
        hub.next(Act.ANSWER, Act.ANSWER, Act.REFUSE);
        assertThat(sync().error()).isNotNull();
        int before = mirror().size();

        // When
        kill();
        synced();

        // Then
        assertThat(before).isBetween(1, 299);
        assertThat(mirror()).isEqualTo(core.feed().states());
        assertThat(Objects.requireNonNull(core.statements().get(2).pull()).cursor())
                .startsWith("scan-");
    }

    @Test
    void aHubWhoseCursorsCountNoMoreIsReadAnewAndWhatItLacksIsRemoved() {
        // Given
        fill(20);
        synced();

        // When
        core.feed().restart("profile/k0003", "profile/k0019");
        synced();

        // Then
        assertThat(mirror()).hasSize(18).isEqualTo(core.feed().states());
    }

    @Test
    void anIdleDayOfALockerThatPullsCostsLittleOnTheAir() {
        // Given
        fill(20);
        synced();
        synced();
        long before = hub.bodyBytes();

        // When
        synced();

        // Then
        long exchange = hub.bodyBytes() - before + HEADER_BYTES;
        assertThat(core.statements())
                .last()
                .satisfies(statement -> assertThat(statement.pull()).isNotNull());
        assertThat(DAY_EXCHANGES * exchange).isLessThan(DAY_BYTES_MAX);
    }
}
