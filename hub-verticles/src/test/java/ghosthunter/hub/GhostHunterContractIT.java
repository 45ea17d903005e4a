package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.OldServer;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wire contract of the first locker software, with the real curl, on a database that its old server left behind. */
class GhostHunterContractIT {
    /** As a person types it: the six fields, nothing else; the port is the test's. */
    private static final String CURL = """
            curl -s -w '\\n%%{http_code}' -X POST http://localhost:8080/sync \\
              -H "Content-Type: application/json" \\
              -d '{
                "tracking_id": "%s",
                "locker_id": "%s",
                "status": "pending",
                "drop_off_timestamp": "2026-02-20T18:00:00Z",
                "sync_attempt_timestamp": "2026-02-20T18:05:00Z",
                "last_sync_attempt": %d
              }'
            """;

    @TempDir
    private Path dataDir;

    private DatabaseUrl database;
    private RunningHub hub;

    @BeforeEach
    void startHubOnTheOldDatabase() throws Exception {
        database = TestDatabase.empty();
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(OldServer.TABLE);
        }
        hub = RunningHub.start(RunningHub.config(database, dataDir, dataDir, 0));
    }

    @AfterEach
    void stopHub() throws Exception {
        hub.close();
    }

    @Test
    void twiceTheSameCurlIsOneRowAndTheFirstArrival() throws Exception {
        // When
        Answer first = curl("PKG-1001", "LOCKER-001", 0);
        Answer second = curl("PKG-1001", "LOCKER-001", 0);

        // Then
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.body().fieldNames()).containsExactly("ack", "tracking_id", "server_received_at");
        assertThat(first.body().getBoolean("ack")).isTrue();
        assertThat(first.body().getString("tracking_id")).isEqualTo("PKG-1001");
        assertThat(first.body().getString("server_received_at"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(second).isEqualTo(first);
        assertThat(rows("SELECT COUNT(*) FROM packages WHERE tracking_id = 'PKG-1001'"))
                .containsExactly("1");
    }

    @Test
    void theTableHasTheColumnsOfTheContract() throws Exception {
        // Given
        Answer answer = curl("PKG-1001", "LOCKER-001", 0);
        String receivedAt = answer.body().getString("server_received_at");

        // When
        List<String> row = rows("""
                SELECT tracking_id, locker_id, status, drop_off_timestamp, sync_attempt_timestamp, last_sync_attempt
                FROM packages
                WHERE tracking_id = 'PKG-1001'""");

        // Then
        assertThat(row).containsExactly("PKG-1001|LOCKER-001|synced|2026-02-20 18:00:00+00|2026-02-20 18:05:00+00|0");
        assertThat(rows("SELECT date_trunc('milliseconds', server_received_at) = '" + receivedAt
                        + "' FROM packages WHERE tracking_id = 'PKG-1001'"))
                .containsExactly("t");
        assertThat(rows("""
                SELECT column_name, data_type
                FROM information_schema.columns
                WHERE table_name = 'packages'
                ORDER BY ordinal_position
                LIMIT 8"""))
                .containsExactly(
                        "id|bigint",
                        "tracking_id|text",
                        "locker_id|text",
                        "status|text",
                        "drop_off_timestamp|timestamp with time zone",
                        "sync_attempt_timestamp|timestamp with time zone",
                        "server_received_at|timestamp with time zone",
                        "last_sync_attempt|bigint");
    }

    @Test
    void aLaterAttemptMovesTheAttemptAndNothingElse() throws Exception {
        // Given
        Answer first = curl("PKG-1001", "LOCKER-001", 0);

        // When
        Answer later = curl("PKG-1001", "LOCKER-001", 3);
        Answer late = curl("PKG-1001", "LOCKER-001", 1);

        // Then
        assertThat(List.of(later, late)).containsOnly(first);
        assertThat(rows("SELECT last_sync_attempt FROM packages WHERE tracking_id = 'PKG-1001'"))
                .containsExactly("3");
        assertThat(rows("SELECT count(*) FROM ledger WHERE key = 'PKG-1001'")).containsExactly("3");
    }

    @Test
    void whatTheOldServerHadIsAcknowledgedWithItsOldArrival() throws Exception {
        // When
        Answer answer = curl("PKG-1", "LOCKER-001", 3);

        // Then
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body().getString("server_received_at")).isEqualTo("2026-02-20T18:05:01.123Z");
        assertThat(answer.body().containsKey("finding")).isFalse();
        assertThat(rows("SELECT id, locker_id, status, last_sync_attempt FROM packages"))
                .containsExactly("1|LOCKER-001|synced|3");
    }

    @Test
    void aSecondLockerWithTheSameTrackingIdIsAFindingAndLeavesTheRowAlone() throws Exception {
        // Given
        Answer first = curl("PKG-1001", "LOCKER-001", 0);
        List<String> before = rows("SELECT * FROM packages ORDER BY id");

        // When
        Answer second = curl("PKG-1001", "LOCKER-002", 0);

        // Then
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body().getBoolean("ack")).isTrue();
        assertThat(second.body().getString("finding")).isEqualTo("tracking-id-conflict");
        assertThat(second.body().getString("server_received_at"))
                .isEqualTo(first.body().getString("server_received_at"));
        assertThat(rows("SELECT * FROM packages ORDER BY id")).isEqualTo(before);
        assertThat(rows("SELECT count(*) FROM finding WHERE kind = 'tracking-id-conflict'"))
                .containsExactly("1");
    }

    @Test
    void aRequestThatSaysNothingUsefulIsRefusedWithoutAnAck() throws Exception {
        // When
        Answer blank = curl("", "LOCKER-001", 0);

        // Then
        assertThat(blank.status()).isEqualTo(400);
        assertThat(blank.body().getBoolean("ack")).isFalse();
        assertThat(blank.body().getString("field")).isEqualTo("tracking_id");
        assertThat(rows("SELECT count(*) FROM ledger")).containsExactly("0");
    }

    /** What curl printed: the body, and the status behind it. */
    private record Answer(int status, JsonObject body) {}

    private Answer curl(String trackingId, String locker, int attempt) throws Exception {
        String command = CURL.formatted(trackingId, locker, attempt).replace(":8080/", ":" + hub.node.port() + "/");
        Process shell = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .start();
        String[] printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n", -1);
        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(printed).as(String.join("\n", printed)).hasSize(2);
        return new Answer(Integer.parseInt(printed[1]), new JsonObject(printed[0]));
    }

    /** Rows as psql shows them without its frame. */
    private List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("SET timezone = 'UTC'");
            try (ResultSet result = statement.executeQuery(sql)) {
                while (result.next()) {
                    List<String> cells = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        cells.add(String.valueOf(result.getString(i)));
                    }
                    rows.add(String.join("|", cells));
                }
            }
        }
        return rows;
    }
}
