package ghosthunter.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.edge.config.EdgeConfig;
import ghosthunter.edge.enroll.Enroller;
import ghosthunter.edge.enroll.Enrollment;
import ghosthunter.edge.enroll.HubAddress;
import ghosthunter.edge.enroll.IdentityFiles;
import ghosthunter.edge.outbox.OutboxClient;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxReply;
import ghosthunter.edge.sync.SyncCommand;
import ghosthunter.edge.sync.SyncPace;
import ghosthunter.edge.sync.SyncState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A whole device, its real store and a hub over a real socket: what the attempts cost, what they leave
 * behind, and what no answer can do. */
class EdgeNodeIT {
    private static final DeviceId DEVICE = new DeviceId("LOCKER-001");

    /** Fast, with the shape of the real one: five attempts, then a rest that is longer than they take. */
    private static final SyncPace PACE = new SyncPace(10, 10, 30, 200, 60_000, 5, 5, 20, 500, 300, 2_000);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final OutboxClient outbox = new OutboxClient(vertx.eventBus(), DEVICE);
    private CommandHub hub;
    private EdgeNode node;

    @BeforeEach
    void start() {
        hub = new CommandHub(DEVICE.value());
        Path database = directory.resolve("locker.db");
        HubAddress address = new HubAddress(URI.create(hub.url()));
        Enrollment enrolled =
                get(new Enroller(vertx, new IdentityFiles(database), DEVICE).enroll(address, CommandHub.TOKEN));
        assertThat(enrolled.device().device()).isEqualTo(DEVICE);
        node = get(EdgeNode.start(
                vertx,
                new EdgeConfig(
                        DEVICE, database, address, PACE, ExchangeLimits.DEFAULT, 0, EntityCatalog.BUILT_IN, null),
                SystemEdgeWorld.here()));
    }

    @AfterEach
    void stop() {
        Object stopped = get(node.stop());
        Object closed = get(vertx.close());
        assertThat(stopped).isEqualTo(closed);
        hub.close();
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private void dropOff(String trackingId) {
        OutboxReply.Recorded recorded = get(outbox.ask(
                new OutboxCommand.DropOff(
                        trackingId, null, null, SystemEdgeWorld.here().now()),
                OutboxReply.Recorded.class));
        assertThat(recorded.repeated()).isFalse();
        vertx.eventBus().send(Address.sync(DEVICE), new SyncCommand.Recorded(ghosthunter.codecs.change.Lane.CRITICAL));
    }

    private OutboxReply.Custody custody(String trackingId) {
        return get(outbox.ask(new OutboxCommand.ShowCustody(trackingId), OutboxReply.Custody.class));
    }

    private SyncState state() {
        return get(vertx.eventBus().<SyncState>request(Address.sync(DEVICE), new SyncCommand.ShowState()))
                .body();
    }

    @Test
    void attemptsThatRanOutNeitherDropNorHideAChange() {
        // Given
        await().until(() -> state().lastExchange() > 0);
        hub.cutAfter(0);
        dropOff("PKG-1");

        // When
        await().atMost(Duration.ofSeconds(30)).until(() -> state().breaker() == SyncState.Breaker.OPEN);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> custody("PKG-1").row().syncAttemptCount() >= PACE.attemptsMax() + 2);

        // Then
        OutboxReply.Packages pending =
                get(outbox.ask(new OutboxCommand.ListPackages(true, 10), OutboxReply.Packages.class));
        assertThat(pending.rows()).singleElement().satisfies(row -> {
            assertThat(row.trackingId()).isEqualTo("PKG-1");
            assertThat(row.lastSyncAttempt()).isNotNull();
        });
        hub.cutAfter(Integer.MAX_VALUE);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> custody("PKG-1").row().status().equals("synced"));
        assertThat(hub.packages()).containsExactly("CREATE PKG-1");
        assertThat(state().breaker()).isEqualTo(SyncState.Breaker.CLOSED);
    }

    @Test
    void attemptsAreCountedPerChange() {
        // Given
        await().until(() -> state().lastExchange() > 0);
        hub.cutAfter(0);
        dropOff("PKG-early");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> custody("PKG-early").row().syncAttemptCount() >= 3);

        // When
        dropOff("PKG-late");
        hub.cutAfter(Integer.MAX_VALUE);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> custody("PKG-late").row().status().equals("synced"));

        // Then
        long early = custody("PKG-early").row().syncAttemptCount();
        long late = custody("PKG-late").row().syncAttemptCount();
        assertThat(late).isLessThanOrEqualTo(early - 3);
        assertThat(custody("PKG-early").steps().stream()
                        .filter(step -> step.step().equals("attempt")))
                .hasSize((int) early);
    }

    @Test
    void aDropOffIsSentShortlyAfterAndAnIdleDeviceIsSilent() {
        // Given
        await().until(() -> state().lastExchange() > 0);
        long before = state().lastExchange();

        // When
        dropOff("PKG-1");

        // Then
        await().atMost(Duration.ofSeconds(5))
                .until(() -> custody("PKG-1").row().status().equals("synced"));
        assertThat(state().lastExchange()).isEqualTo(before + 1);
        await().during(Duration.ofMillis(600)).until(() -> state().lastExchange() == before + 1);
        assertThat(state().nextInMs()).isGreaterThan(PACE.heartbeatMs() / 2);
    }

    /** What could come in place of the receipt, and what the locker says of it. */
    private enum Lie {
        REPLAYED("the receipt answers another statement: its exchange is not ours") {
            @Override
            Buffer of(Buffer truth, Buffer earlier, CommandHub hub) {
                return earlier;
            }
        },
        OF_ANOTHER_LOCKER("the receipt answers another statement: its device is not ours") {
            @Override
            Buffer of(Buffer truth, Buffer earlier, CommandHub hub) {
                Receipt ours = receipt(truth);
                return hub.signed(new Receipt(
                        ours.hub(),
                        new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-002")),
                        ours.epoch(),
                        ours.exchange(),
                        ours.statement(),
                        ours.lanes(),
                        ours.receivedAt(),
                        ours.recordedAt(),
                        ours.t2Ms(),
                        ours.nextSyncS()));
            }
        },
        OF_ANOTHER_KEY("the receipt is not signed with the key of hub hub-test") {
            @Override
            Buffer of(Buffer truth, Buffer earlier, CommandHub hub) {
                return CommandHub.signed(receipt(truth), SigningKey.generate(new SecureRandom()));
            }
        };

        private final String reason;

        Lie(String reason) {
            this.reason = reason;
        }

        abstract Buffer of(Buffer truth, Buffer earlier, CommandHub hub);

        private static Receipt receipt(Buffer answer) {
            return Receipt.ofJson(
                    Jws.parse(answer.toString().strip(), Receipt.TYP).payload());
        }
    }

    /** All that a receipt moves; the attempts themselves are counted, for they were made. */
    private List<String> whatReceiptsMove() {
        return Stream.of(
                        "SELECT epoch, settled_exchange, last_receipt_at, hex(verified_receipt), verified_at FROM store",
                        "SELECT lane, seq, hex(hash), acked_seq, safe_seq, base_seq FROM lane_head",
                        "SELECT seq, change_id, acked_at FROM outbox ORDER BY seq",
                        "SELECT tracking_id, status, synced_at FROM package ORDER BY id",
                        "SELECT boot, t0_ms, t1_ms, t2_ms, t3_ms FROM clock_sample ORDER BY t0_ms",
                        "SELECT count(*) FROM past_epoch")
                .flatMap(sql -> Cli.query(directory.resolve("locker.db"), sql).stream())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotThisHubsReceiptForThisStatementMovesNothingAndIsTold(Lie lie) {
        // Given: the exchange of the start is over, so that nothing is under way when the lies begin
        await().until(() -> state().lastExchange() > 0);
        AtomicReference<Buffer> earlier = new AtomicReference<>();
        hub.answersBecome(truth -> {
            earlier.compareAndSet(null, truth);
            return truth;
        });
        dropOff("PKG-1");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> custody("PKG-1").row().status().equals("synced"));
        hub.answersBecome(truth -> lie.of(truth, Objects.requireNonNull(earlier.get()), hub));
        dropOff("PKG-2");
        List<String> before = whatReceiptsMove();

        // When
        await().atMost(Duration.ofSeconds(30))
                .until(() -> custody("PKG-2").row().syncAttemptCount() >= 3);

        // Then
        assertThat(whatReceiptsMove()).isEqualTo(before);
        assertThat(before).contains("PKG-1|synced|" + custody("PKG-1").row().syncedAt(), "PKG-2|pending|null");
        assertThat(state().lastError()).isEqualTo(lie.reason);
        assertThat(custody("PKG-2").steps())
                .anyMatch(step -> step.step().equals("attempt") && step.detail().endsWith("failed: " + lie.reason))
                .noneMatch(step -> step.step().equals("receipt-verified"));
        hub.answersBecome(UnaryOperator.identity());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> custody("PKG-2").row().status().equals("synced"));
        assertThat(hub.packages()).containsExactly("CREATE PKG-1", "CREATE PKG-2");
    }
}
