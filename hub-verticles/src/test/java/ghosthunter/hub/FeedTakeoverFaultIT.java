package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two whole nodes on one database; the one that feeds is killed. */
class FeedTakeoverFaultIT {
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);
    private static final String ACTIVE = "ghosthunter_feed_active{database=\"shared\"} ";
    private static final String STREAMS = "ghosthunter_feed_mode{database=\"shared\",mode=\"stream\"} 1";

    @TempDir
    private Path killedDir;

    @TempDir
    private Path otherDir;

    private final DatabaseUrl database = TestDatabase.migrated();

    @AfterEach
    void dropSlot() {
        await().atMost(WAIT_MAX).ignoreExceptions().until(() -> {
            TestDatabase.run(
                    database,
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                            + " WHERE database = current_database()");
            return true;
        });
    }

    @Test
    void whenTheNodeThatFeedsIsKilledTheOtherGoesOnWhereItWas() throws Exception {
        try (HubJar killed = HubJar.start(killedDir, Map.of("DATABASE_URL", address()))) {
            // Given
            assertThat(killed.line())
                    .hasValueSatisfying(line -> assertThat(line).startsWith("hub ready: "));
            write("A");
            awaitFed("A");
            RunningHub other = RunningHub.start(RunningHub.config(database, otherDir, otherDir, 0));
            try {
                assertThat(other.body("/metrics")).contains(ACTIVE + "0").contains("ghosthunter_feed_rows_total");

                // When
                killed.kill();
                write("B");

                // Then
                awaitFed("A,B");
                assertThat(other.body("/metrics")).contains(ACTIVE + "1").contains(STREAMS);
                assertThat(other.body("/metrics")).contains("ghosthunter_feed_heals_total{database=\"shared\"} 0.0");
            } finally {
                other.close();
            }
        }
    }

    private String address() {
        return "postgres://postgres@" + database.address() + "/" + database.database();
    }

    private void write(String key) {
        TestDatabase.run(
                database,
                "INSERT INTO entity (tenant, type, key, version, data, hlc, device, run_from, updated_at)"
                        + " VALUES ('default', 'parcel', '" + key + "', 1, '{}', 0, 'hub', 1, now())");
    }

    private void awaitFed(String keys) {
        await().atMost(WAIT_MAX).until(() -> keys.equals(fed()));
    }

    private String fed() throws SQLException {
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT string_agg(key, ',' ORDER BY lsn, idx) FROM entity_feed")) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }
}
