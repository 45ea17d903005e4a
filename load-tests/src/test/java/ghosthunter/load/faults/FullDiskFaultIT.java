package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.load.fleet.ProcessLocker;
import ghosthunter.load.fleet.ProcessLocker.DoorAnswer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, and a database that takes nothing: at the locker, at the hub. */
@Timeout(240)
class FullDiskFaultIT {
    private static final long SEED = 507L;
    private static final int DROPS = 20;
    private static final int MANY_DROPS = 300;
    private static final int LOCKER_MB = 8;
    private static final int HUB_MB = 220;
    private static final int CREATED = 201;
    private static final int INSUFFICIENT_STORAGE = 507;
    private static final Duration NOTICED_MAX = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @Test
    void aLockerWithAFullDiskRefusesTheDropOffAndKeepsWhatItHas() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("card"), LOCKER_MB);
                TestFleet fleet = TestFleet.start(directory, SEED)) {
            // Given
            ProcessLocker locker = fleet.addProcess("LOCKER-FULL", disk.root());
            fleet.sever();
            fleet.dropOffs(DROPS);
            disk.fill();

            // When
            int confirmed = 0;
            DoorAnswer answer = locker.reportDropOff("PKG-FULL-0", "request-0");
            while (answer.status() == CREATED) {
                confirmed++;
                answer = locker.reportDropOff("PKG-FULL-" + confirmed, "request-" + confirmed);
            }
            disk.free();
            DoorAnswer repeated = locker.reportDropOff("PKG-FULL-" + confirmed, "request-" + confirmed);
            fleet.restore();
            fleet.awaitSettled();

            // Then
            assertThat(answer.status()).isEqualTo(INSUFFICIENT_STORAGE);
            assertThat(answer.body()).contains("storage-full", "nothing was recorded");
            assertThat(repeated.status()).isEqualTo(CREATED);
            fleet.assertReconciled(DROPS + confirmed + 1);
        }
    }

    @Test
    void aHubWhoseDiskIsFullStoresNothingHalfAndCatchesUp() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("hub"), HUB_MB);
                TestFleet fleet = TestFleet.start(directory, SEED)) {
            // Given
            fleet.addLockers(3, 0);
            fleet.awaitFirstReceipts();
            disk.fill();

            // When
            fleet.dropOffs(MANY_DROPS);
            String noticed = fleet.hub().process().awaitLine("group is not committed", NOTICED_MAX);
            long pendingMeanwhile = fleet.pending();
            disk.free();
            fleet.awaitSettled();

            // Then
            assertThat(noticed).contains("53100");
            assertThat(pendingMeanwhile).isPositive();
            fleet.assertReconciled(MANY_DROPS);
        }
    }

    @Test
    @Tag("full")
    void aDatabaseThatOnlyAnswersReadsIsWaitedFor() throws Exception {
        try (TestFleet fleet = TestFleet.start(directory, SEED)) {
            // Given
            fleet.addLockers(3, 0);
            fleet.awaitFirstReceipts();
            readOnly(fleet, true);

            // When
            fleet.dropOffs(DROPS);
            String noticed = fleet.hub().process().awaitLine("group is not committed", NOTICED_MAX);
            long storedMeanwhile = fleet.count("SELECT count(*) FROM packages");
            readOnly(fleet, false);
            fleet.awaitSettled();

            // Then
            assertThat(noticed).contains("25006");
            assertThat(storedMeanwhile).isZero();
            fleet.assertReconciled(DROPS);
        }
    }

    /** As after a failover to a standby; all sessions notice. */
    private static void readOnly(TestFleet fleet, boolean on) throws SQLException {
        try (Connection postgres = DriverManager.getConnection(fleet.hub().jdbcUrl());
                Statement statement = postgres.createStatement()) {
            statement.execute("ALTER SYSTEM SET default_transaction_read_only = " + (on ? "on" : "off"));
            statement.execute("SELECT pg_reload_conf()");
        }
    }
}
