package ghosthunter.hub.custody;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.time.ClockState;
import ghosthunter.hub.audit.LedgerFixture;
import ghosthunter.hub.custody.Custody.Kind;
import ghosthunter.hub.custody.Custody.Source;
import ghosthunter.hub.custody.Custody.Step;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.PoolLimits;
import ghosthunter.hub.postgres.TenantPools;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SqlCustodyIT {
    private Vertx vertx;
    private TenantPools pool;
    private LedgerFixture ledger;

    @BeforeEach
    void open() throws Exception {
        vertx = Vertx.vertx();
        DatabaseUrl url = TestDatabase.migrated();
        pool = TenantPools.open(vertx, url, PoolLimits.ofNode(4));
        ledger = new LedgerFixture(url, "LOCKER-001");
    }

    @AfterEach
    void close() throws Exception {
        assertThat(await(pool.close().map(true))).isTrue();
        assertThat(await(vertx.close().map(true))).isTrue();
    }

    @Test
    void theTimelineRunsFromTheDoorToTheReceiptAndToThePickUp() throws Exception {
        // Given
        ledger.dropOff("PKG-1").dropOff("PKG-2").sync().pickUp("PKG-1").sync();

        // When
        Custody custody = custody("PKG-1").orElseThrow();

        // Then
        assertThat(custody.steps())
                .extracting(Step::kind)
                .containsExactly(
                        Kind.DOOR_CLOSED,
                        Kind.RECORDED,
                        Kind.ATTEMPT,
                        Kind.RECEIVED,
                        Kind.HUB_RECORDED,
                        Kind.RECEIPT_VERIFIED,
                        Kind.PICKED_UP,
                        Kind.RECORDED,
                        Kind.ATTEMPT,
                        Kind.RECEIVED,
                        Kind.HUB_RECORDED,
                        Kind.RECEIPT_VERIFIED);
        Step door = custody.steps().get(0);
        assertThat(door.deviceTime()).isEqualTo(LedgerFixture.T0.plusMillis(2_000));
        assertThat(door.source()).isEqualTo(Source.DEVICE_BOOT_CLOCK);
        assertThat(door.ref().seq()).isEqualTo(1);
        assertThat(door.ref().statement()).isNotNull();
        assertThat(custody.steps().get(2).detail()).isEqualTo("sent 2 times before");
        assertThat(custody.steps().get(3).source()).isEqualTo(Source.HUB_CLOCK);
    }

    @Test
    void aClockSampleThatArrivesLaterNarrowsWhatWasRecordedBefore() throws Exception {
        // Given
        ledger.dropOff("PKG-1").sync();
        Step before = custody("PKG-1").orElseThrow().steps().get(0);

        // When
        Step after = custodyAfterSample().orElseThrow().steps().get(0);

        // Then
        assertThat(before.clockState()).isEqualTo(ClockState.HOLDOVER);
        assertThat(after.clockState()).isEqualTo(ClockState.SYNCED);
        assertThat(after.errorMs()).isLessThan(before.errorMs()).isLessThan(200);
        assertThat(after.at())
                .isBetween(
                        LedgerFixture.T0.plusMillis(2_000 - after.errorMs()),
                        LedgerFixture.T0.plusMillis(2_000 + after.errorMs()));
    }

    @Test
    void whatWaitsInQuarantineSaysWhy() throws Exception {
        // Given
        ledger.dropOff("PKG-1").sync();
        ledger.run("""
                INSERT INTO quarantine (tenant, device, epoch, lane, seq, type, key, reason, quarantined_at)
                SELECT tenant, device, epoch, lane, seq, type, key, 'no such compartment', now() FROM ledger
                """);

        // When
        Custody custody = custody("PKG-1").orElseThrow();

        // Then
        assertThat(custody.steps()).extracting(Step::detail).contains("in quarantine: no such compartment");
    }

    @Test
    void aPackageThatNobodyRecordedHasNoCustody() throws Exception {
        assertThat(custody("PKG-404")).isEmpty();
    }

    private Optional<Custody> custodyAfterSample() throws Exception {
        ledger.sample();
        return custody("PKG-1");
    }

    private Optional<Custody> custody(String trackingId) throws Exception {
        return await(new SqlCustody(pool, ClockLimits.DEFAULT).read(TenantId.DEFAULT, trackingId));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
