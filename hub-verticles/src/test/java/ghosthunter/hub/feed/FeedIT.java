package ghosthunter.hub.feed;

import static ghosthunter.hub.feed.FedDatabase.WAIT_MAX;
import static ghosthunter.hub.feed.FedDatabase.insert;
import static ghosthunter.hub.feed.FedDatabase.insertMany;
import static ghosthunter.hub.feed.FedDatabase.unseen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.Migrations;
import ghosthunter.hub.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One node, and whoever writes. */
class FeedIT {
    private final FedDatabase database = new FedDatabase(TestDatabase.migrated());

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "POLL"})
    void whatAnybodyWritesIsFedAndAnAudienceThatIsLeftHearsOfIt(FeedMode mode) {
        // Given
        database.run(insert("BEFORE", "*"));
        FedDatabase.Node node = database.feeding(mode);
        database.awaitFed("BEFORE * v1");
        String before = database.position("BEFORE");

        // When
        database.run(insert("A", "d:L1") + insert("B", "*"));
        database.awaitFed("BEFORE * v1", "A d:L1 v1", "B * v1");
        database.run("UPDATE entity SET audience = 'd:L2', version = 2 WHERE key = 'A'");

        // Then
        database.awaitFed("BEFORE * v1", "B * v1", "A d:L2 v2", "A d:L1 v2 left");
        assertThat(database.one("SELECT count(DISTINCT (lsn, idx)) FROM entity_feed WHERE key = 'A'"))
                .isEqualTo("1");
        assertThat(database.position("BEFORE")).isEqualTo(before);
        assertThat(database.one("SELECT mode FROM feed_state")).isEqualToIgnoringCase(mode.name());
        await().atMost(WAIT_MAX).until(() -> node.figures.rows() == 4);
        assertThat(node.figures.heals()).isEqualTo(1);

        // When
        database.run("UPDATE entity SET audience = 'd:L1', version = 3 WHERE key = 'A'");

        // Then
        database.awaitFed("BEFORE * v1", "B * v1", "A d:L1 v3", "A d:L2 v3 left");
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "POLL"})
    void aTransactionThatCommitsLateIsFedBehindThoseThatWereFedMeanwhile(FeedMode mode) throws SQLException {
        // Given
        var unused = database.feeding(mode);
        try (Connection late = TestDatabase.connect(database.url);
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute(insert("LATE", "*"));

            // When
            database.run(insert("B", "*"));
            database.run(insert("C", "*"));
            if (mode == FeedMode.STREAM) {
                database.awaitFed("B * v1", "C * v1");
            }
            late.commit();
        }

        // Then
        if (mode == FeedMode.STREAM) {
            database.awaitFed("B * v1", "C * v1", "LATE * v1");
        } else {
            database.awaitFed("LATE * v1", "B * v1", "C * v1");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "POLL"})
    void whatIsRolledBackIsNotFed(FeedMode mode) {
        // Given
        var unused = database.feeding(mode);

        // When
        database.run("BEGIN;" + insert("A", "*") + "ROLLBACK;");
        database.run("BEGIN;" + insert("B", "*") + "SAVEPOINT s;" + insert("C", "*") + "ROLLBACK TO s; COMMIT;");

        // Then
        database.awaitFed("B * v1");
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "POLL"})
    void plainSqlThatSaysNothingOfVersionAndXidIsAWriteOfTheHub(FeedMode mode) {
        // Given
        database.run(insert("A", "*"));
        database.run("UPDATE entity SET epoch = gen_random_uuid(), device = 'L1' WHERE key = 'A'");
        var unused = database.feeding(mode);
        database.awaitFed("A * v1");

        // When
        database.run("UPDATE entity SET data = '{\"paid\": true}', xid = '3' WHERE key = 'A'");

        // Then
        database.awaitFed("A * v2");
        assertThat(database.one("SELECT device || ' ' || run_from || ' ' || (epoch IS NULL) FROM entity"))
                .isEqualTo("hub 2 true");
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "POLL"})
    void aRowThatIsTakenOutAndPutBackIsFedAsAnother(FeedMode mode) {
        // Given
        database.run(insert("A", "*"));
        var unused = database.feeding(mode);
        database.awaitFed("A * v1");

        // When
        database.run("BEGIN; DELETE FROM entity;" + insert("A", "*") + "COMMIT;");

        // Then
        database.awaitFed("A * v3");
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "POLL"})
    void aRowThatSomebodyDeletesIsATombstoneForDevicesUntilItComesBack(FeedMode mode) {
        // Given
        database.run(insert("A", "*") + insert("B", "d:LOCKER-001") + insert("C", "*"));
        var unused = database.feeding(mode);
        try (PullingDevice device = new PullingDevice(database)) {
            device.awaitHas("A", "{}", "B", "{}", "C", "{}");

            // When
            database.run("DELETE FROM entity WHERE key <> 'C'; DELETE FROM entity WHERE key = 'B'");
            device.awaitHas("C", "{}");
            database.run(insert("A", "*"));
            device.awaitHas("A", "{}", "C", "{}");

            // Then
            assertThat(device.removed).containsExactlyInAnyOrder("A DELETED", "B DELETED");
            assertThat(database.rows("SELECT key || version || deleted FROM entity ORDER BY key"))
                    .containsExactly("A3false", "B2true", "C1false");
            assertThat(database.rows("SELECT key || version || deleted FROM entity_version ORDER BY key, version"))
                    .containsExactly("A1false", "A2true", "A3false", "B1false", "B2true", "C1false");
        }
    }

    @Test
    void aTruncateOfEntitiesIsRefused() {
        assertThatThrownBy(() -> database.run("TRUNCATE entity"))
                .rootCause()
                .hasMessageContaining("devices would not hear what TRUNCATE removes");
    }

    @Test
    void dataThatAreNoObjectAreRefused() {
        database.run(insert("A", "*"));

        assertThatThrownBy(() -> database.run("UPDATE entity SET data = '[1]' WHERE key = 'A'"))
                .rootCause()
                .hasMessageContaining("entity_data_is_object");
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "POLL"})
    void rowsThatAreRemovedUnseenLeaveTheirAudience(FeedMode mode) {
        // Given
        database.run(insert("A", "*") + insert("B", "d:L1") + insert("C", "*"));
        var unused = database.feeding(mode);
        database.awaitFed("A * v1", "B d:L1 v1", "C * v1");

        // When
        database.run(unseen("DELETE FROM entity WHERE key = 'B'"));

        // Then
        database.awaitFed("A * v1", "C * v1", "B d:L1 v1 left");

        // When
        database.run(unseen("TRUNCATE entity"));

        // Then
        database.awaitFed("B d:L1 v1 left", "A * v1 left", "C * v1 left");
    }

    @Test
    void aBatchWhoseComparisonFailsIsReadAgain() {
        // Given
        FedDatabase.Node node = database.feeding(FeedMode.STREAM);
        database.run(insert("A", "*"));
        database.awaitFed("A * v1");

        // When
        database.run(unseen("TRUNCATE entity") + insert("B", "*") + "ALTER TABLE entity_feed RENAME TO hidden");
        node.awaiting(FeedFigures.Doing.STANDBY);
        database.run("ALTER TABLE hidden RENAME TO entity_feed");

        // Then
        database.awaitFed("A * v1 left", "B * v1");
        assertThat(node.figures.heals()).isEqualTo(2);
    }

    @Test
    void aTransactionThatIsTooLargeForTheServersMemoryIsStreamedAndFedUnlessItIsRolledBack() {
        // Given
        var unused = database.node(small(), FeedMode.STREAM).awaiting(FeedFigures.Doing.STREAM);

        // When
        database.run("BEGIN;" + insertMany("GONE", 5_000) + "ROLLBACK;");
        database.run("BEGIN;" + insertMany("A", 5_000) + "SAVEPOINT s;" + insertMany("GONE", 5_000) + "ROLLBACK TO s;"
                + insert("LAST", "*") + "COMMIT;");

        // Then
        await().atMost(WAIT_MAX)
                .until(() -> database.one("SELECT count(*) FROM entity_feed").equals("5001"));
        database.awaitAllFed();
        assertThat(database.one("SELECT max(idx) FROM entity_feed")).isEqualTo("5001");
        await().atMost(WAIT_MAX)
                .until(() -> database.one("SELECT stream_txns > 0 FROM pg_stat_replication_slots WHERE slot_name = '"
                                + ReplicationSlot.nameOf(database.url) + "'")
                        .equals("t"));
    }

    @Test
    void aTransactionOfMoreRowsThanAreKeptIsFedByComparing() {
        // Given
        database.run(insert("STILL", "*"));
        FedDatabase.Node node = database.node(small(), FeedMode.STREAM).awaiting(FeedFigures.Doing.STREAM);
        database.awaitFed("STILL * v1");
        String still = database.position("STILL");

        // When
        database.run(insertMany("A", OpenTransaction.CHANGES_MAX + 1));

        // Then
        await().atMost(WAIT_MAX).until(() -> node.figures.heals() == 2);
        database.awaitAllFed();
        assertThat(database.position("STILL")).isEqualTo(still);
    }

    /** The server's memory for a transaction as small as may be. */
    private DatabaseUrl small() {
        return DatabaseUrl.parse("postgres://postgres@" + database.url.address() + "/" + database.url.database()
                + "?options=-c%20logical_decoding_work_mem%3D64kB");
    }

    @Test
    void whoMayNotReplicateIsPolledForAndWhoMayIsStreamedFor() {
        // Given
        DatabaseUrl url = TestDatabase.ownedBy("feed_owner", "NOCREATEROLE");
        TestDatabase.run(url, "GRANT ghosthunter_app TO feed_owner");
        assertThat(Migrations.migrate(url)).isPositive();
        try (FedDatabase theirs = new FedDatabase(url)) {
            // When
            FedDatabase.Node polling = theirs.node(FeedMode.AUTO).awaiting(FeedFigures.Doing.POLL);
            theirs.run(insert("A", "*"));
            theirs.awaitFed("A * v1");
            polling.close();
            theirs.run(insert("B", "*"));
            TestDatabase.run(url, "ALTER ROLE feed_owner REPLICATION");
            var unused = theirs.node(FeedMode.AUTO).awaiting(FeedFigures.Doing.STREAM);
            theirs.run(insert("C", "*"));

            // Then
            theirs.awaitFed("A * v1", "B * v1", "C * v1");
        }
    }

    @Test
    void anIdleDatabaseHoldsNoLogBack() {
        // Given
        var unused = database.feeding(FeedMode.STREAM);
        DatabaseUrl other = TestDatabase.empty();
        TestDatabase.run(other, "CREATE TABLE busy AS SELECT n FROM generate_series(1, 100000) AS n");
        String written = database.one("SELECT pg_current_wal_flush_lsn()");

        // Then
        await().atMost(WAIT_MAX)
                .until(() -> database.one("SELECT f.lsn > pg_wal_lsn_diff('" + written
                                + "', '0/0') AND s.restart_lsn > '" + written
                                + "' FROM feed_state f, pg_replication_slots s WHERE s.database = current_database()")
                        .equals("t"));
    }
}
