package ghosthunter.hub.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.problem.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {
    @TempDir
    Path dataDir;

    @Test
    void durabilityIsOnAndTheWalIsLogical() throws SQLException {
        // Given
        Map<String, String> wanted = Map.of(
                "fsync", "on",
                "synchronous_commit", "on",
                "full_page_writes", "on",
                "wal_level", "logical",
                "listen_addresses", "127.0.0.1",
                "server_encoding", "UTF8",
                "data_checksums", "on");

        // When
        DatabaseUrl url = TestDatabase.empty();

        // Then
        try (Connection connection = TestDatabase.connect(url)) {
            assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(18);
            for (Map.Entry<String, String> setting : wanted.entrySet()) {
                assertThat(text(connection, "SHOW " + setting.getKey()))
                        .as(setting.getKey())
                        .isEqualTo(setting.getValue());
            }
        }
    }

    @Test
    void aRestartOnTheSameDirectoryKeepsTheData() throws SQLException {
        // Given
        try (EmbeddedDatabase first = EmbeddedDatabase.start(settings(0));
                Connection connection = TestDatabase.connect(first.url())) {
            run(connection, "CREATE TABLE kept AS SELECT 42 AS answer");
        }

        // When
        try (EmbeddedDatabase second = EmbeddedDatabase.start(settings(0));
                Connection connection = TestDatabase.connect(second.url())) {

            // Then
            assertThat(text(connection, "SELECT answer FROM kept")).isEqualTo("42");
            assertThat(text(connection, "SELECT current_database()")).isEqualTo("packages");
        }
    }

    @Test
    void aSecondHubOnTheDirectoryIsRefusedInOneLineAndTheFirstLivesOn() throws SQLException {
        // Given
        try (EmbeddedDatabase first = EmbeddedDatabase.start(settings(0))) {

            // When
            assertThatThrownBy(() -> EmbeddedDatabase.start(settings(0)).close())

                    // Then
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("another hub is using the data directory")
                    .hasMessageNotContaining("\n");
            try (Connection connection = TestDatabase.connect(first.url())) {
                assertThat(text(connection, "SELECT 1")).isEqualTo("1");
            }
            assertThat(EmbeddedDatabase.running(dataDir).map(DatabaseUrl::toString))
                    .isEqualTo(Optional.of(first.url().toString()));
        }
        assertThat(EmbeddedDatabase.running(dataDir)).isEmpty();
    }

    @Test
    void aPortThatIsTakenIsOneClearLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            int port = taken.getLocalPort();

            // When
            assertThatThrownBy(() -> EmbeddedDatabase.start(settings(port)).close())

                    // Then
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("port " + port + " on 127.0.0.1 is taken")
                    .hasMessageContaining("EMBEDDED_POSTGRES_PORT")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aDirectoryThatHoldsSomethingElseIsLeftAlone() throws IOException {
        // Given
        Path cluster = Files.createDirectories(dataDir.resolve("postgres"));
        Path foreign = Files.writeString(cluster.resolve("letter.txt"), "mine");

        // When
        assertThatThrownBy(() -> EmbeddedDatabase.start(settings(0)).close())

                // Then
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("is not empty and holds no database");
        assertThat(foreign).hasContent("mine");
    }

    @Test
    void aServerThatDoesNotStartSaysWhyAtOnce() throws IOException, SQLException {
        // Given
        EmbeddedDatabase.start(settings(0)).close();
        Files.delete(dataDir.resolve("postgres/global/pg_control"));
        long startNanos = System.nanoTime();

        // When
        assertThatThrownBy(() -> EmbeddedDatabase.start(settings(0)).close())

                // Then
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("the embedded database does not start")
                .hasMessageContaining("pg_control")
                .hasMessageNotContaining("\n");
        assertThat(System.nanoTime() - startNanos).isLessThan(30_000_000_000L);
    }

    @Test
    void nobodyGetsInWithoutThePasswordAndOnlyTheOwnerReadsIt() throws IOException, SQLException {
        // When
        try (EmbeddedDatabase database = EmbeddedDatabase.start(settings(0));
                Connection connection = TestDatabase.connect(database.url())) {
            // Then
            assertThat(text(connection, "SELECT current_user")).isEqualTo("postgres");
            assertThatThrownBy(() ->
                            TestDatabase.connect(withoutPassword(database)).close())
                    .isInstanceOf(SQLException.class);
            assertThat(database.url().toString()).contains("postgres:***@");
            assertThat(mode(dataDir.resolve("postgres-password"))).isEqualTo("rw-------");
        }
    }

    @Test
    void aClusterThatAskedNobodyAsksFromTheNextStartOnAndKeepsItsData() throws IOException, SQLException {
        // Given
        try (EmbeddedDatabase first = EmbeddedDatabase.start(settings(0));
                Connection connection = TestDatabase.connect(first.url())) {
            run(connection, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        Files.delete(dataDir.resolve("postgres-password"));
        Path unused = Files.writeString(dataDir.resolve("postgres/pg_hba.conf"), "host all all 127.0.0.1/32 trust\n");

        // When
        try (EmbeddedDatabase second = EmbeddedDatabase.start(settings(0))) {

            // Then
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThatThrownBy(() -> TestDatabase.connect(withoutPassword(second))
                                    .close())
                            .isInstanceOf(SQLException.class));
            try (Connection connection = TestDatabase.connect(second.url())) {
                assertThat(text(connection, "SELECT answer FROM kept")).isEqualTo("42");
            }
        }
    }

    @Test
    void aLostPasswordIsOneClearLine() throws IOException {
        // Given
        EmbeddedDatabase.start(settings(0)).close();
        Files.delete(dataDir.resolve("postgres-password"));

        // When
        assertThatThrownBy(() -> EmbeddedDatabase.start(settings(0)).close())

                // Then
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("postgres-password is missing")
                .hasMessageContaining("restore it");
    }

    @Test
    void theProgramsAreTheOwnersAlone() throws IOException {
        // When
        EmbeddedDatabase.start(settings(0)).close();

        // Then
        assertThat(mode(settings(0).programDir())).isEqualTo("rwx------");
    }

    @Test
    void aProgramDirectoryWithOtherThingsInItIsLeftAsItIs() throws IOException {
        // Given
        Path shared = Files.createDirectories(dataDir.resolve("shared"));
        Path foreign = Files.writeString(shared.resolve("letter.txt"), "mine");
        String before = mode(shared);

        // When
        assertThatThrownBy(() -> EmbeddedDatabase.start(EmbeddedSettings.of(dataDir, shared, 0))
                        .close())

                // Then
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("letter.txt")
                .hasMessageContaining("EMBEDDED_POSTGRES_PROGRAM_DIR");
        assertThat(mode(shared)).isEqualTo(before);
        assertThat(foreign).hasContent("mine");
    }

    private static DatabaseUrl withoutPassword(EmbeddedDatabase database) {
        return DatabaseUrl.parse("postgres://postgres@" + database.url().address() + "/packages");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private EmbeddedSettings settings(int port) {
        return TestDatabase.settings(dataDir, port);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
