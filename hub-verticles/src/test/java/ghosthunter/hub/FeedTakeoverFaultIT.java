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

/** Whole nodes on one database: the one that feeds is killed, or stopped. */
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

    @Test
    void aHubThatIsStoppedKeepsItsSlotAndTheNextGoesOnWithoutComparing() throws Exception {
        // Given
        try (HubJar stopped = HubJar.start(killedDir, Map.of("DATABASE_URL", address()))) {
            assertThat(stopped.line())
                    .hasValueSatisfying(line -> assertThat(line).startsWith("hub ready: "));
            write("A");
            awaitFed("A");

            // When
            stopped.terminate();
            assertThat(stopped.exit()).isEqualTo(128 + 15);
        }
        write("B");
        assertThat(one("SELECT count(*) FROM pg_replication_slots WHERE database = current_database() AND NOT active"))
                .isEqualTo("1");
        String healed = one("SELECT healed_at FROM feed_state");
        RunningHub next = RunningHub.start(RunningHub.config(database, otherDir, otherDir, 0));

        // Then
        try {
            awaitFed("A,B");
            assertThat(one("SELECT healed_at FROM feed_state")).isEqualTo(healed);
        } finally {
            next.close();
        }
    }

    @Test
    void aCommandStartsNoFeed() throws Exception {
        // When
        try (HubJar command = HubJar.start(killedDir, Map.of("DATABASE_URL", address()), "tenant", "list")) {
            assertThat(command.exit()).isZero();
        }

        // Then
        assertThat(one("SELECT count(*) FROM feed_state")).isEqualTo("0");
        assertThat(one("SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
                .isEqualTo("0");
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
        return one("SELECT string_agg(key, ',' ORDER BY lsn, idx) FROM entity_feed");
    }

    private String one(String sql) throws SQLException {
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }
}
