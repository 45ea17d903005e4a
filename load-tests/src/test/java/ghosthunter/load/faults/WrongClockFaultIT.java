package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.time.BootClock;
import ghosthunter.edge.EdgeWorld;
import ghosthunter.load.fleet.EmbeddedLocker;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clocks that are wrong by a day, jump back, or forget. */
@Timeout(180)
class WrongClockFaultIT {
    private static final long SEED = 1_582L;
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path directory;

    private TestFleet fleet;

    @BeforeEach
    void startTheFleet() throws Exception {
        fleet = TestFleet.start(directory, SEED);
    }

    @AfterEach
    void stopTheFleet() {
        fleet.close();
    }

    @Test
    void aClockThatIsADayAheadAndJumpsBackDisordersNothing() throws Exception {
        // Given
        AtomicReference<Duration> skew = new AtomicReference<>(DAY);
        EmbeddedLocker locker = fleet.addLocker("LOCKER-DRIFT", world("boot-1", skew));
        fleet.awaitFirstReceipts();
        Instant before = Instant.now();

        // When
        String first = fleet.dropOff(locker);
        fleet.awaitSettled();
        skew.set(DAY.negated());
        String second = fleet.dropOff(locker);
        fleet.awaitSettled();

        // Then
        fleet.assertReconciled(2);
        assertInOrder(first, second);
        assertPlacedTruly(first, "synced", before);
        assertPlacedTruly(second, "synced", before);
    }

    @Test
    void aLockerThatRebootsOfflineWithItsClockADayBehindDisordersNothing() throws Exception {
        // Given
        EmbeddedLocker locker = fleet.addLocker("LOCKER-DRIFT", world("boot-1", new AtomicReference<>(DAY.negated())));
        fleet.awaitFirstReceipts();
        fleet.sever();
        Instant before = Instant.now();

        // When
        String first = fleet.dropOff(locker);
        locker.reboot(world("boot-2", new AtomicReference<>(DAY.negated())));
        String second = fleet.dropOff(locker);
        locker.reboot(world("boot-3", new AtomicReference<>(DAY.negated())));
        String third = fleet.dropOff(locker);
        fleet.restore();
        fleet.awaitSettled();

        // Then
        fleet.assertReconciled(3);
        assertInOrder(first, second);
        assertInOrder(second, third);
        assertPlacedTruly(second, "untrusted", before);
        assertPlacedTruly(third, "holdover", before);
    }

    /** A locker's clocks: the wall clock off by so much, the boot clock from 0. */
    private static EdgeWorld world(String boot, AtomicReference<Duration> skew) {
        long startNanos = System.nanoTime();
        BootClock bootClock = new BootClock() {
            @Override
            public String bootId() {
                return boot;
            }

            @Override
            public long upMs() {
                return (System.nanoTime() - startNanos) / 1_000_000;
            }
        };
        return new EdgeWorld(() -> Instant.now().plus(skew.get()), bootClock, () -> new SplittableRandom(SEED));
    }

    private void assertInOrder(String first, String second) throws SQLException {
        assertThat(fleet.count("SELECT count(*) FROM ledger a JOIN ledger b USING (tenant, device, epoch, lane)"
                        + " WHERE a.key = '" + first + "' AND b.key = '" + second + "' AND a.seq < b.seq"))
                .isEqualTo(1);
    }

    /** The interval, which is what the hub claims, holds a moment between {@code before} and now. */
    private void assertPlacedTruly(String trackingId, String state, Instant before) throws SQLException {
        assertThat(fleet.count("SELECT count(*) FROM ledger WHERE key = '" + trackingId + "' AND clock_state = '"
                        + state + "' AND occurred_at + occurred_error_ms * interval '1 ms' >= '" + before
                        + "' AND occurred_at - occurred_error_ms * interval '1 ms' <= '" + Instant.now() + "'"))
                .as("%s is %s", trackingId, state)
                .isEqualTo(1);
    }
}
