package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.load.proxy.FaultPlan;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a network does to an exchange. Each fault is total until it is seen to have happened; then the network heals. */
@Timeout(180)
class LostMessagesFaultIT {
    private static final long SEED = 4_711L;
    private static final Duration FAULTS_MAX = Duration.ofSeconds(60);
    private static final int DROPS = 30;

    @TempDir
    private static Path directory;

    private static TestFleet fleet;
    private long before;

    @BeforeAll
    static void startTheFleet() throws Exception {
        fleet = TestFleet.start(directory, SEED);
        fleet.addLockers(3, 0);
    }

    @AfterAll
    static void stopTheFleet() {
        fleet.close();
    }

    @BeforeEach
    void count() throws Exception {
        fleet.network(FaultPlan.NONE);
        before = fleet.reconciled();
    }

    @Test
    void anUploadThatIsCutStoresNothingAndGoesAgain() throws Exception {
        // Given
        fleet.network(FaultPlan.NONE.withCutUpload(1.0, 600, 900));

        // When
        fleet.dropOffs(DROPS);
        await(() -> fleet.faults().cutsUp() >= 3);
        long storedMeanwhile = fleet.count("SELECT count(*) FROM packages");
        fleet.network(FaultPlan.NONE);
        fleet.awaitSettled();

        // Then
        assertThat(storedMeanwhile).isEqualTo(before);
        fleet.assertReconciled(before + DROPS);
    }

    @Test
    void aLostAcknowledgementIsHealedByTheRetry() throws Exception {
        // Given
        fleet.network(FaultPlan.NONE.withMissingAck(1.0));

        // When
        fleet.dropOffs(DROPS);
        await(() -> fleet.faults().missingAcks() >= 3 && fleet.count("SELECT count(*) FROM packages") > before);
        long pendingMeanwhile = fleet.pending();
        fleet.network(FaultPlan.NONE);
        fleet.awaitSettled();

        // Then
        assertThat(pendingMeanwhile).isEqualTo(DROPS);
        fleet.assertReconciled(before + DROPS);
    }

    @Test
    void aRequestThatArrivesTwiceAtOnceIsAppendedOnce() throws Exception {
        // Given
        long replays = fleet.faults().replaysAnswered();
        fleet.network(FaultPlan.NONE.withDuplicate(1.0, 1, 5));

        // When
        fleet.dropOffs(DROPS);
        fleet.awaitSettled();
        await(() -> fleet.faults().replaysAnswered() >= replays + 3);

        // Then
        fleet.assertReconciled(before + DROPS);
    }

    @Test
    void anOldRequestThatArrivesLateRevivesNothing() throws Exception {
        // Given
        long replays = fleet.faults().replaysAnswered();
        fleet.network(FaultPlan.NONE.withLateReplay(1.0, 1, 2));

        // When
        fleet.dropOffs(DROPS);
        fleet.awaitSettled();
        fleet.dropOffs(DROPS);
        fleet.awaitSettled();
        await(() -> fleet.faults().replaysAnswered() >= replays + 3);

        // Then
        fleet.assertReconciled(before + 2 * DROPS);
        assertThat(fleet.count("SELECT count(*) FROM finding WHERE kind IN ('fork', 'gap')"))
                .isZero();
    }

    @Test
    void lockersThatWereOfflineTogetherComeBackAndDrain() throws Exception {
        // Given
        long refused = fleet.faults().refused();
        fleet.sever();

        // When
        fleet.dropOffs(10 * DROPS);
        await(() -> fleet.faults().refused() >= refused + 6);
        long storedMeanwhile = fleet.count("SELECT count(*) FROM packages");
        fleet.restore();
        fleet.awaitSettled();

        // Then
        assertThat(storedMeanwhile).isEqualTo(before);
        fleet.assertReconciled(before + 10 * DROPS);
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(FAULTS_MAX)
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }
}
