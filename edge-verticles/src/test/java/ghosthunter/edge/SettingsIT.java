package ghosthunter.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.edge.Cli.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes by the environment of a real process. */
class SettingsIT {
    @TempDir
    private Path directory;

    @Test
    void theEnvironmentOverridesTheFile() throws Exception {
        // Given
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere")).resolve("other.db");
        try (CommandHub hub = new CommandHub("LOCKER-042")) {
            Cli cli = new Cli(directory)
                    .withEnvironment("LOCKER_ID", "LOCKER-042")
                    .withEnvironment("SQLITE_PATH", elsewhere.toString())
                    .withEnvironment("SERVER_SYNC_URL", hub.url() + "/sync");

            // When
            Result dropOff = cli.runProcess("dropoff", "PKG-1");
            Result enrolled = cli.runProcess("enroll", CommandHub.TOKEN);

            // Then
            assertThat(dropOff.out()).containsExactly("Package queued: id=1, tracking_id=PKG-1, locker=LOCKER-042");
            assertThat(enrolled.err()).isEmpty();
            assertThat(Cli.query(elsewhere, "SELECT locker_id FROM package")).containsExactly("LOCKER-042");
            assertThat(cli.database()).doesNotExist();
        }
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        // Given
        Cli cli = new Cli(directory)
                .withEnvironment("LOCKER_ID", "bad id")
                .withEnvironment("HUB_URL", "http://hub.example")
                .withEnvironment("SYNC_INTERVAL_SECONDS", "0");

        // When
        Result result = cli.runProcess("status");

        // Then
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).hasSize(4).first().isEqualTo("3 settings are wrong:");
        assertThat(String.join("\n", result.err())).contains("locker_id: ", "hub_url: ", "SYNC_INTERVAL_SECONDS: ");
        assertThat(cli.database()).doesNotExist();
    }

    @Test
    void theOutputIsUtf8WhateverTheLocale() {
        // Given
        try (CommandHub hub = new CommandHub("LOCKER-001")) {
            Cli cli = new Cli(directory).withHub(hub.url()).withEnvironment("LC_ALL", "C");
            cli.run("enroll", CommandHub.TOKEN);
            cli.run("dropoff", "PKG-1001");

            // When
            Result result = cli.runProcess("sync");

            // Then
            assertThat(result.out()).containsExactly("✓ Synced PKG-1001");
            assertThat(result.exit()).isZero();
        }
    }

    @Test
    void aTrackingIdThatTheLocaleCannotReadIsNotRecordedAsSomethingElse() {
        // Given
        Cli cli = new Cli(directory).withEnvironment("LC_ALL", "POSIX");

        // When
        Result result = cli.runProcess("dropoff", "PÄCKCHEN-1");

        // Then
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).first().asString().contains("LC_ALL=C.UTF-8");
        assertThat(cli.database()).doesNotExist();
        assertThat(cli.withEnvironment("LC_ALL", "C.UTF-8")
                        .runProcess("dropoff", "PÄCKCHEN-1")
                        .out())
                .containsExactly("Package queued: id=1, tracking_id=PÄCKCHEN-1, locker=LOCKER-001");
    }
}
