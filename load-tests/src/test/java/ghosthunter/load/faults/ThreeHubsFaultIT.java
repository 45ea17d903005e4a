package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.load.fleet.HubProcess;
import ghosthunter.load.proxy.FaultPlan;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes of one hub and one Postgres: lockers hop between nodes by chance while nodes are killed. */
class ThreeHubsFaultIT {
    private static final long SEED = 3_003;
    private static final int LOCKERS = 12;
    private static final int ROUNDS = 12;
    private static final int DROPS_PER_ROUND = 20;

    /** A locker that hears nothing comes again, to another node perhaps, while the first is still at it. */
    private static final FaultPlan BAD_NETWORK = FaultPlan.NONE
            .withMissingAck(0.3)
            .withDelay(0.2, 1, 50)
            .withDuplicate(0.3, 1, 50)
            .withLateReplay(0.1, 1, 3);

    @TempDir
    private Path directory;

    @Test
    @Tag("full")
    @Timeout(300)
    void lockersThatHopBetweenNodesThatDieLoseAndDoubleNothing() throws Exception {
        try (TestFleet fleet = TestFleet.start(directory, SEED)) {
            // Given
            fleet.addNodes(2);
            fleet.addLockers(LOCKERS, 0);
            fleet.network(BAD_NETWORK);

            // When
            for (int round = 0; round < ROUNDS; round++) {
                fleet.dropOffs(DROPS_PER_ROUND);
                fleet.hop();
                if (round % 4 == 3) {
                    HubProcess victim = fleet.nodes().get(round / 4 % 3);
                    victim.kill();
                    fleet.hop();
                    fleet.dropOffs(DROPS_PER_ROUND);
                    victim.restart();
                }
            }
            fleet.network(FaultPlan.NONE);
            fleet.hop();
            fleet.awaitSettled();

            // Then
            assertThat(fleet.faults().missingAcks()).isPositive();
            assertThat(fleet.faults().duplicates()).isPositive();
            assertThat(fleet.count("SELECT count(*) FROM finding")).isZero();
            fleet.assertReconciled((ROUNDS + ROUNDS / 4) * DROPS_PER_ROUND);
        }
    }
}
