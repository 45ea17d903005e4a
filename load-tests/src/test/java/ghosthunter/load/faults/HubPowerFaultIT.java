package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.load.proxy.Chance;
import ghosthunter.load.proxy.FaultPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hub and its Postgres are killed with SIGKILL, or told to stop. */
@Timeout(180)
class HubPowerFaultIT {
    private static final long SEED = 815L;
    private static final int DROPS = 40;
    private static final int A_MINUTE_MS = 60_000;

    @TempDir
    private static Path directory;

    private static TestFleet fleet;
    private long before;

    @BeforeAll
    static void startTheFleet() throws Exception {
        fleet = TestFleet.start(directory, SEED);
        fleet.addLockers(6, 0);
        fleet.awaitFirstReceipts();
    }

    @AfterAll
    static void stopTheFleet() {
        fleet.close();
    }

    @BeforeEach
    void count() throws Exception {
        before = fleet.reconciled();
    }

    @Test
    void aHubThatIsKilledUnderLoadLosesNothingItAcknowledged() throws Exception {
        // When
        for (int i = 0; i < 3; i++) {
            fleet.dropOffs(DROPS);
            fleet.hub().kill();
            fleet.dropOffs(DROPS);
            fleet.hub().restart();
        }
        fleet.awaitSettled();

        // Then
        fleet.assertReconciled(before + 6 * DROPS);
    }

    @Test
    void aHubThatDiesAfterTheCommitAndBeforeTheAnswerKnowsTheRetry() throws Exception {
        // Given
        long findings = fleet.count("SELECT count(*) FROM finding");
        fleet.network(answersHeld());
        fleet.dropOffs(DROPS);
        fleet.await("all is committed", () -> fleet.count("SELECT count(*) FROM packages") == before + DROPS);
        long pendingMeanwhile = fleet.pending();

        // When
        fleet.hub().kill();
        fleet.network(FaultPlan.NONE);
        fleet.hub().restart();
        fleet.awaitSettled();

        // Then
        assertThat(pendingMeanwhile).isEqualTo(DROPS);
        fleet.assertReconciled(before + DROPS);
        assertThat(fleet.count("SELECT count(*) FROM finding")).isEqualTo(findings);
    }

    @Test
    void aPostgresThatIsKilledUnderLoadIsStartedAgainAndNothingIsLost() throws Exception {
        // Given
        long killed = postmasterPid();

        // When
        fleet.dropOffs(DROPS);
        kill(killed);
        fleet.dropOffs(DROPS);
        fleet.await("it is started again", () -> isAnotherPostmaster(killed));
        fleet.dropOffs(DROPS);
        fleet.awaitSettled();

        // Then
        fleet.assertReconciled(before + 3 * DROPS);
    }

    @Test
    void aHubThatIsKilledTogetherWithItsPostgresComesBackWithIt() throws Exception {
        // When
        fleet.dropOffs(DROPS);
        kill(postmasterPid());
        fleet.hub().kill();
        fleet.dropOffs(DROPS);
        fleet.hub().restart();
        fleet.awaitSettled();

        // Then
        fleet.assertReconciled(before + 2 * DROPS);
    }

    @Test
    void aHubThatIsToldToStopFinishesWhatItHas() throws Exception {
        // Given
        fleet.dropOffs(DROPS);

        // When
        int exit = fleet.hub().stop();
        fleet.hub().restart();
        fleet.awaitSettled();

        // Then
        assertThat(exit).isIn(0, 143);
        fleet.assertReconciled(before + DROPS);
    }

    private static FaultPlan answersHeld() {
        FaultPlan none = FaultPlan.NONE;
        return new FaultPlan(
                none.cutUpload(),
                none.missingAck(),
                none.cutAnswer(),
                none.delayUp(),
                Chance.always(A_MINUTE_MS, A_MINUTE_MS),
                none.duplicate(),
                none.lateReplay(),
                none.pathPrefix());
    }

    private static void kill(long pid) {
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
    }

    private boolean isAnotherPostmaster(long than) throws IOException {
        long pid = postmasterPid();
        return pid != than && ProcessHandle.of(pid).isPresent();
    }

    /** 0 while there is none. */
    private long postmasterPid() throws IOException {
        Path file = directory.resolve("hub").resolve("postgres").resolve("postmaster.pid");
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        return lines.isEmpty() ? 0 : Long.parseLong(lines.get(0).strip());
    }
}
