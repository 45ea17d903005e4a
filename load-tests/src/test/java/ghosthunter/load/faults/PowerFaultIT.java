package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.load.fleet.HubProcess;
import ghosthunter.load.fleet.ProcessLocker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed with SIGKILL: the locker, the hub, Postgres. */
@Timeout(240)
class PowerFaultIT {
    private static final long SEED = 815L;
    private static final int DROPS = 40;

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
    void aLockerThatLosesItsPowerKeepsWhatItRecorded() throws Exception {
        // Given
        fleet.addLockers(0, 1);
        ProcessLocker locker = (ProcessLocker) fleet.locker(0);
        fleet.sever();
        fleet.dropOffs(DROPS);

        // When
        locker.kill();
        fleet.restore();
        locker.restart();
        fleet.awaitSettled();

        // Then
        fleet.assertReconciled(DROPS);
    }

    @Test
    void aHubThatIsKilledUnderLoadLosesNothingItAcknowledged() throws Exception {
        // Given
        fleet.addLockers(6, 0);

        // When
        for (int i = 0; i < 3; i++) {
            fleet.dropOffs(DROPS);
            fleet.hub().kill();
            fleet.dropOffs(DROPS);
            fleet.hub().restart();
        }
        fleet.awaitSettled();

        // Then
        fleet.assertReconciled(6 * DROPS);
    }

    @Test
    void aPostgresThatIsKilledInTheMiddleTakesNothingWithIt() throws Exception {
        // Given
        fleet.addLockers(6, 0);
        fleet.dropOffs(DROPS);

        // When
        ProcessHandle postmaster = postmaster(fleet.hub());
        fleet.dropOffs(DROPS);
        assertThat(postmaster.destroyForcibly()).isTrue();
        fleet.dropOffs(DROPS);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !postmaster.isAlive());
        fleet.hub().kill();
        fleet.hub().restart();
        fleet.awaitSettled();

        // Then
        fleet.assertReconciled(3 * DROPS);
    }

    @Test
    void aHubThatIsToldToStopFinishesWhatItHas() throws Exception {
        // Given
        fleet.addLockers(4, 0);
        fleet.dropOffs(DROPS);

        // When
        int exit = fleet.hub().stop();
        fleet.hub().restart();
        fleet.awaitSettled();

        // Then
        assertThat(exit).isIn(0, 143);
        fleet.assertReconciled(DROPS);
    }

    private ProcessHandle postmaster(HubProcess hub) throws IOException {
        try (var files = Files.walk(directory.resolve("hub"))) {
            Path pidFile = files.filter(file -> file.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no postmaster.pid of " + hub.url()));
            long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
            return ProcessHandle.of(pid).orElseThrow();
        }
    }
}
