package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.load.fleet.FleetLocker;
import ghosthunter.load.fleet.ProcessLocker;
import ghosthunter.load.proxy.FaultPlan;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** 1,000 drop-offs over 20 lockers, a network that cuts at random, lockers and the hub killed in between. */
class ThousandDropOffsFaultIT {
    private static final long SEED = 20_260_220L;
    private static final int DROPS = 1_000;
    private static final FaultPlan BAD_NETWORK = FaultPlan.NONE
            .withCutUpload(0.2, 1, 4_000)
            .withMissingAck(0.2)
            .withCutAnswer(0.1, 1, 600)
            .withDelay(0.2, 1, 50)
            .withDuplicate(0.2, 1, 100)
            .withLateReplay(0.1, 1, 3);

    @TempDir
    private Path directory;

    @Test
    @Timeout(300)
    void everyDropOffStandsInPostgresOnceWhateverBreaks() throws Exception {
        everyDropOffStandsOnce(5);
    }

    @Test
    @Tag("full")
    @Timeout(300)
    void everyDropOffStandsInPostgresOnceHoweverOftenItBreaks() throws Exception {
        everyDropOffStandsOnce(10);
    }

    private void everyDropOffStandsOnce(int rounds) throws Exception {
        try (TestFleet fleet = TestFleet.start(directory, SEED)) {
            // Given
            fleet.addLockers(16, 4);
            fleet.network(BAD_NETWORK);

            // When
            for (int round = 0; round < rounds; round++) {
                fleet.dropOffs(DROPS / rounds);
                killSomebody(fleet, round);
            }
            fleet.network(FaultPlan.NONE);
            fleet.awaitSettled();

            // Then
            assertThat(fleet.faults().cutsUp()).isPositive();
            assertThat(fleet.faults().missingAcks()).isPositive();
            assertThat(fleet.faults().duplicates()).isPositive();
            fleet.assertReconciled(DROPS);
        }
    }

    /** In every third round the hub, else a locker; each while exchanges are under way. */
    private static void killSomebody(TestFleet fleet, int round) {
        if (round % 3 == 2) {
            fleet.hub().kill();
            fleet.hub().restart();
            return;
        }
        List<FleetLocker> processes =
                fleet.lockers().stream().filter(ProcessLocker.class::isInstance).toList();
        ProcessLocker victim = (ProcessLocker) processes.get(fleet.random().nextInt(processes.size()));
        victim.kill();
        victim.restart();
    }
}
