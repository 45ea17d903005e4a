package ghosthunter.load.keys;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.load.fleet.HubProcess;
import ghosthunter.load.fleet.SelfSigned;
import ghosthunter.load.process.ChildProcess;
import ghosthunter.load.process.JavaCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The real locker and the real hub over TLS in which both show certificates. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutualTlsIT {
    private static final Duration COMMAND_MAX = Duration.ofSeconds(60);

    private Path directory;

    private HubProcess hub;
    private Map<String, String> tls;

    @BeforeAll
    void startHub(@TempDir Path fresh) throws Exception {
        directory = fresh;
        SelfSigned ofHub = SelfSigned.make(directory, "hub");
        SelfSigned ofLocker = SelfSigned.make(directory, "locker");
        hub = HubProcess.start(
                Files.createDirectories(directory.resolve("hub")),
                Map.of(
                        "EMBEDDED_POSTGRES_PROGRAM_DIR",
                        Path.of("target", "postgres-programs").toAbsolutePath().toString(),
                        "TLS_CERT",
                        ofHub.cert().toString(),
                        "TLS_KEY",
                        ofHub.key().toString(),
                        "TLS_CLIENT_CA",
                        ofLocker.cert().toString()));
        tls = Map.of(
                "HUB_URL", "https://127.0.0.1:" + hub.port(),
                "HUB_CA_FILE", ofHub.cert().toString(),
                "HUB_CLIENT_CERT", ofLocker.cert().toString(),
                "HUB_CLIENT_KEY", ofLocker.key().toString());
    }

    @AfterAll
    void stopHub() {
        hub.close();
    }

    @Test
    void aLockerThatShowsItsCertificateEnrollsAndSyncs() {
        // Given
        String token = String.valueOf(hub.enroll(List.of("LOCKER-001")).get("LOCKER-001"));

        // When
        List<String> enrolled = edge("LOCKER-001", tls, 0, "enroll", token);
        List<String> recorded = edge("LOCKER-001", tls, 0, "dropoff", "PKG-1001");
        List<String> synced = edge("LOCKER-001", tls, 0, "sync");

        // Then
        assertThat(enrolled).anyMatch(line -> line.startsWith("Enrolled: locker=LOCKER-001"));
        assertThat(recorded).contains("Package queued: id=1, tracking_id=PKG-1001, locker=LOCKER-001");
        assertThat(synced).contains("✓ Synced PKG-1001");
    }

    @Test
    void aLockerThatShowsNoneIsTurnedAway() {
        // Given
        String token = String.valueOf(hub.enroll(List.of("LOCKER-002")).get("LOCKER-002"));
        Map<String, String> without = new HashMap<>(tls);
        without.remove("HUB_CLIENT_CERT");
        without.remove("HUB_CLIENT_KEY");

        // When
        List<String> refused = edge("LOCKER-002", without, 1, "enroll", token);

        // Then
        assertThat(refused).noneMatch(line -> line.startsWith("Enrolled"));
        assertThat(said(refused))
                .contains("check HUB_CLIENT_CERT and HUB_CLIENT_KEY")
                .doesNotContain("Exception");
        assertThat(edge("LOCKER-002", tls, 0, "enroll", token)).anyMatch(line -> line.startsWith("Enrolled"));
    }

    @Test
    void aHubThatIsNotTrustedIsNamedAsThat() {
        // Given
        Map<String, String> otherAuthority = new HashMap<>(tls);
        otherAuthority.put("HUB_CA_FILE", tls.get("HUB_CLIENT_CERT"));
        Map<String, String> noAuthority = new HashMap<>(tls);
        noAuthority.remove("HUB_CA_FILE");
        Map<String, String> otherName = new HashMap<>(tls);
        otherName.put("HUB_URL", "https://localhost:" + hub.port());
        String token = String.valueOf(hub.enroll(List.of("LOCKER-003")).get("LOCKER-003"));

        // When, Then
        for (Map<String, String> wrong : List.of(otherAuthority, noAuthority)) {
            assertThat(said(edge("LOCKER-003", wrong, 1, "enroll", token)))
                    .contains("the hub's certificate is not trusted", "HUB_CA_FILE")
                    .doesNotContain("Exception");
        }
        assertThat(said(edge("LOCKER-003", otherName, 1, "enroll", token)))
                .contains("the hub's certificate is for another host")
                .doesNotContain("Exception");
    }

    private static String said(List<String> lines) {
        return String.join("\n", lines);
    }

    private List<String> edge(String code, Map<String, String> environment, int exit, String... arguments) {
        JavaCommand command = JavaCommand.ofRunningJvm("ghosthunter.edge.EdgeMain")
                .withArguments(arguments)
                .withEnvironment("LOCKER_ID", code)
                .withEnvironment("SQLITE_PATH", directory.resolve(code + ".db").toString());
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            command = command.withEnvironment(variable.getKey(), variable.getValue());
        }
        try (ChildProcess edge = ChildProcess.start("edge-" + arguments[0], command)) {
            int exited = edge.awaitExit(COMMAND_MAX);
            assertThat(exited).as(String.join("\n", edge.output())).isEqualTo(exit);
            return edge.output();
        }
    }
}
