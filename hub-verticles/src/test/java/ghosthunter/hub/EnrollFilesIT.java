package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.identity.HubIdentity;
import ghosthunter.hub.identity.IdentityFile;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrollFilesIT {
    @TempDir
    private Path dir;

    private final DatabaseUrl database = TestDatabase.migrated();

    @BeforeEach
    void aHubHasRun() {
        HubIdentity unused = IdentityFile.readOrCreate(
                dir.resolve("data"), new SecureRandom(), Instant.parse("2026-03-01T00:00:00Z"));
    }

    @Test
    void whereAFileCannotBeWrittenNoTokenIsMade() throws Exception {
        for (String option : new String[] {"--csv", "--qr-png", "--qr-svg"}) {
            // Given
            Path nowhere = dir.resolve("nowhere").resolve("x");

            // When
            TypedCommand ran = enroll(option, nowhere.toString());

            // Then
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.err().strip()).isEqualTo(nowhere + " cannot be written: no such file or directory");
            assertThat(tokens()).isZero();
        }
    }

    @Test
    void whatWasReservedBeforeAFileThatCannotBeWrittenIsGone() throws Exception {
        // Given
        Path csv = dir.resolve("lockers.csv");

        // When
        TypedCommand ran = enroll(
                "--csv",
                csv.toString(),
                "--qr-png",
                dir.resolve("nowhere/x.png").toString());

        // Then
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(csv).doesNotExist();
        assertThat(tokens()).isZero();
    }

    @Test
    void anAddressThatTheLockerWouldRefuseIsTold() throws Exception {
        assertThat(enroll("--hub-url", "http://hub.example").err()).contains("INSECURE_HTTP=true");
        assertThat(enroll("--hub-url", "https://hub.example").err()).isEmpty();
        assertThat(enroll("--hub-url", "http://127.0.0.1:8080").err()).isEmpty();
    }

    private TypedCommand enroll(String... files) throws Exception {
        Path settings = Files.writeString(dir.resolve("hub.yaml"), """
                data_dir: %s
                database:
                  url: %s
                """.formatted(dir.resolve("data"), database));
        List<String> all = new ArrayList<>(List.of("enroll", "LOCKER-001", "--config", settings.toString()));
        all.addAll(List.of(files));
        return TypedCommand.run(all.toArray(String[]::new));
    }

    private long tokens() throws Exception {
        try (var connection = TestDatabase.connect(database);
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM enrollment_token")) {
            boolean unused = row.next();
            return row.getLong(1);
        }
    }
}
