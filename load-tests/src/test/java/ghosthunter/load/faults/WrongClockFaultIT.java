package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.time.SystemBootClock;
import ghosthunter.edge.EdgeWorld;
import ghosthunter.load.fleet.EmbeddedLocker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clocks that are wrong by a day, or jump back. */
@Timeout(180)
class WrongClockFaultIT {
    private static final long SEED = 1_582L;

    @TempDir
    private Path directory;

    @Test
    void aClockThatIsADayAheadAndJumpsBackDisordersNothing() throws Exception {
        try (TestFleet fleet = TestFleet.start(directory, SEED)) {
            // Given
            AtomicReference<Duration> skew = new AtomicReference<>(Duration.ofDays(1));
            EdgeWorld skewed = new EdgeWorld(
                    () -> Instant.now().plus(skew.get()), new SystemBootClock(), () -> new SplittableRandom(SEED));
            EmbeddedLocker locker = fleet.addLocker("LOCKER-DRIFT", skewed);
            Instant before = Instant.now();

            // When
            String first = fleet.dropOff(locker);
            fleet.awaitSettled();
            skew.set(Duration.ofDays(-1));
            String second = fleet.dropOff(locker);
            fleet.awaitSettled();

            // Then
            fleet.assertReconciled(2);
            assertThat(fleet.count("SELECT count(*) FROM ledger a JOIN ledger b USING (tenant, device, epoch, lane)"
                            + " WHERE a.key = '" + first + "' AND b.key = '" + second + "' AND a.seq < b.seq"))
                    .isEqualTo(1);
            assertThat(fleet.count("SELECT count(*) FROM ledger WHERE type = 'package' AND clock_state = 'synced'"
                            + " AND occurred_at BETWEEN '" + before.minusSeconds(10) + "' AND '"
                            + Instant.now().plusSeconds(10) + "'"))
                    .isEqualTo(2);
        }
    }
}
