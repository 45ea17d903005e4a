package ghosthunter.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.edge.Cli.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code edge.jar sync} against a hub over a real socket. */
class SyncCommandIT {
    @TempDir
    private Path directory;

    private CommandHub hub;
    private Cli cli;

    @BeforeEach
    void hub() {
        hub = new CommandHub("LOCKER-001");
        cli = new Cli(directory).withHub(hub.url()).withSettings("sync: {attempts_max: 2, batch_changes_max: 2}");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void eachPackageThatTheHubAcknowledgedIsPrinted() {
        // Given
        cli.run("enroll", CommandHub.TOKEN);
        cli.run("dropoff", "PKG-1001");
        cli.run("dropoff", "PKG-1002");

        // When
        Result result = cli.run("sync");

        // Then
        assertThat(result).isEqualTo(new Result(0, List.of("✓ Synced PKG-1001", "✓ Synced PKG-1002"), List.of()));
        assertThat(hub.packages()).containsExactly("CREATE PKG-1001", "CREATE PKG-1002");
        assertThat(cli.query("SELECT tracking_id, status, sync_attempt_count FROM package ORDER BY id"))
                .containsExactly("PKG-1001|synced|1", "PKG-1002|synced|1");
        assertThat(cli.query("SELECT count(*) FROM package WHERE last_sync_attempt LIKE '20__-__-__T%Z'"))
                .containsExactly("2");
        assertThat(cli.run("sync")).isEqualTo(new Result(0, List.of("Nothing is pending."), List.of()));
    }

    @Test
    void whatIsStillPendingIsSaidAndTheExitCodeIs1() {
        // Given
        cli.run("enroll", CommandHub.TOKEN);
        cli.run("dropoff", "PKG-1001");
        cli.run("dropoff", "PKG-1002");
        hub.cutAfter(1);

        // When
        Result result = cli.run("sync");

        // Then
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).hasSize(2).first().isEqualTo("✓ Synced PKG-1001");
        assertThat(result.out().get(1)).matches("✗ Pending PKG-1002, attempts=2, last 20.*Z");
        assertThat(result.err()).singleElement().asString().startsWith("1 change is still pending: ");
        assertThat(cli.run("status").out())
                .anyMatch(line -> line.equals("Packages:      2, pending 1"))
                .anyMatch(line -> line.matches("Last error:    20[^ ]*Z  the connection broke: .*"));
        hub.cutAfter(Integer.MAX_VALUE);
        assertThat(cli.run("sync").out()).containsExactly("✓ Synced PKG-1002");
        assertThat(hub.packages()).containsExactly("CREATE PKG-1001", "CREATE PKG-1002");
    }

    @Test
    void aPickUpMakesThePackagePendingUntilItIsSynced() {
        // Given
        cli.run("enroll", CommandHub.TOKEN);
        cli.run("dropoff", "PKG-1001");
        cli.run("sync");
        cli.run("pickup", "PKG-1001");
        assertThat(cli.query("SELECT status FROM package")).containsExactly("pending");

        // When
        Result result = cli.run("sync");

        // Then
        assertThat(result.out()).containsExactly("✓ Synced PKG-1001");
        assertThat(hub.packages()).containsExactly("CREATE PKG-1001", "PICKUP PKG-1001");
        assertThat(cli.run("custody", "PKG-1001").out())
                .first()
                .isEqualTo("PKG-1001: picked up, synced, id=1, locker=LOCKER-001, attempts=2");
    }

    @Test
    void aHubThatIsNotThereLeavesEverythingPending() {
        // Given
        cli.run("enroll", CommandHub.TOKEN);
        cli.run("dropoff", "PKG-1001");
        cli.withHub("http://127.0.0.1:1");

        // When
        Result result = cli.run("sync");

        // Then
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).singleElement().asString().startsWith("✗ Pending PKG-1001, attempts=2");
        assertThat(result.err())
                .singleElement()
                .asString()
                .startsWith("2 changes are still pending: no connection to the hub: ");
    }

    @Test
    void aHubThatIsNotThereIsSaidAlsoWhereNothingIsPending() {
        // Given
        cli.run("enroll", CommandHub.TOKEN);
        cli.run("sync");
        cli.withHub("http://127.0.0.1:1");

        // When
        Result result = cli.run("sync");

        // Then
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .singleElement()
                .asString()
                .startsWith("Nothing is pending, but the sync failed: no connection to the hub: ");
    }

    @Test
    void aLockerThatIsNotEnrolledIsToldHow() {
        // Given
        cli.run("dropoff", "PKG-1001");

        // When
        Result result = cli.run("sync");

        // Then
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).containsExactly("✗ Pending PKG-1001, attempts=0");
        assertThat(cli.run("status").out())
                .contains(
                        "Last error:    this device is not enrolled: get a token at the hub, then run 'edge.jar enroll"
                                + " TOKEN'");
        assertThat(result.err())
                .containsExactly("2 changes are still pending: this device is not enrolled: get a token at the hub,"
                        + " then run 'edge.jar enroll TOKEN'");
    }

    @Test
    void statusKnowsTheEnrollmentAndTheLastReceipt() {
        // Given
        cli.run("enroll", CommandHub.TOKEN);
        cli.run("dropoff", "PKG-1001");
        assertThat(cli.run("status").out()).first().isEqualTo("Locker:        LOCKER-001, tenant default, enrolled");

        // When
        cli.run("sync");

        // Then
        assertThat(cli.run("status").out())
                .anyMatch(line -> line.equals("Changes:       2, pending 0"))
                .anyMatch(line -> line.matches("Last receipt:  20.*Z"))
                .contains("Last error:    none");
    }
}
