package ghosthunter.hub.feed;

import static ghosthunter.hub.feed.FedDatabase.WAIT_MAX;
import static ghosthunter.hub.feed.FedDatabase.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes come all the time, a device pulls all the time, and the feed is interrupted in every way. */
class FeedContinuityIT {
    private static final int KEYS = 40;
    private static final String SLOT = "SELECT slot_name FROM pg_replication_slots WHERE database = current_database()";

    private final FedDatabase database = new FedDatabase(TestDatabase.migrated());
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final AtomicBoolean writes = new AtomicBoolean(true);
    private final AtomicBoolean pulls = new AtomicBoolean(true);
    private Puller puller;
    private CompletableFuture<Void> writing;
    private CompletableFuture<Void> pulling;

    @BeforeEach
    void begin() throws Exception {
        database.run(insert("STILL", "*"));
        puller = new Puller(database);
        writing = CompletableFuture.runAsync(this::write, threads);
        pulling = CompletableFuture.runAsync(this::pull, threads);
    }

    @AfterEach
    void close() throws Exception {
        writes.set(false);
        pulls.set(false);
        CompletableFuture.allOf(writing, pulling).join();
        threads.shutdown();
        puller.close();
        database.close();
    }

    /** Two transactions that overlap, the one that began first ends last. */
    private void write() {
        try (Connection one = TestDatabase.connect(database.url);
                Connection other = TestDatabase.connect(database.url)) {
            one.setAutoCommit(false);
            for (int i = 0; writes.get(); i++) {
                put(one, "K" + i % KEYS);
                put(other, "L" + i % KEYS);
                one.commit();
            }
        } catch (Exception e) {
            throw new IllegalStateException("the writer writes", e);
        }
    }

    private static void put(Connection connection, String key) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute(insert(key, "*").replace(";", "")
                    + " ON CONFLICT (tenant, type, key) DO UPDATE SET version = entity.version + 1");
        }
    }

    private void pull() {
        try {
            while (pulls.get()) {
                var unused = puller.pull();
            }
        } catch (Exception e) {
            throw new IllegalStateException("the puller pulls", e);
        }
    }

    private void changesComeThrough() {
        String version = database.one("SELECT max(version) FROM entity");
        await().atMost(WAIT_MAX).until(() -> puller.seen().values().stream().anyMatch(seen -> later(seen, version)));
    }

    private static boolean later(String seen, String version) {
        return Long.parseLong(seen) > Long.parseLong(version);
    }

    private void nothingWasMissed() {
        writes.set(false);
        writing.join();
        database.awaitAllFed();
        Map<String, String> truth = database.rows("SELECT key || ' ' || version FROM entity").stream()
                .collect(Collectors.toMap(row -> row.split(" ", 2)[0], row -> row.split(" ", 2)[1]));
        assertThat(truth).hasSizeGreaterThan(KEYS);
        await().atMost(WAIT_MAX).untilAsserted(() -> assertThat(puller.seen()).isEqualTo(truth));
    }

    @Test
    void aSlotThatIsDroppedIsMadeAnewAndNothingIsMissedNorFedTwice() {
        // Given
        FedDatabase.Node node = database.feeding(FeedMode.STREAM);
        changesComeThrough();
        String still = database.position("STILL");

        // When
        for (int round = 0; round < 3; round++) {
            long heals = node.figures.heals();
            await().atMost(WAIT_MAX).ignoreExceptions().until(() -> {
                database.run("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
                        + " WHERE database = current_database() AND active_pid IS NOT NULL");
                database.run("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                        + " WHERE database = current_database()");
                return true;
            });
            await().atMost(WAIT_MAX).until(() -> node.figures.heals() > heals);
            changesComeThrough();
        }

        // Then
        nothingWasMissed();
        assertThat(database.position("STILL")).isEqualTo(still);
        assertThat(database.rows(SLOT)).hasSize(1);
        assertThat(database.one("SELECT count(DISTINCT incarnation) FROM feed_state"))
                .isEqualTo("1");
    }

    @Test
    void fromTheLogToPollingAndBackNothingIsMissed() {
        // Given
        String incarnation = null;
        String still = null;
        for (FeedMode mode : new FeedMode[] {FeedMode.STREAM, FeedMode.POLL, FeedMode.STREAM, FeedMode.POLL}) {
            // When
            try (FedDatabase.Node node = database.feeding(mode)) {
                changesComeThrough();
                assertThat(node.figures.heals()).isPositive();
            }
            incarnation = incarnation == null ? database.one("SELECT incarnation FROM feed_state") : incarnation;
            still = still == null ? database.position("STILL") : still;
        }
        var unused = database.feeding(FeedMode.STREAM);

        // Then
        nothingWasMissed();
        assertThat(database.position("STILL")).isEqualTo(still);
        assertThat(database.one("SELECT incarnation FROM feed_state")).isEqualTo(incarnation);
    }

    @Test
    void ofTwoNodesOneFeedsAndWhenItLosesItsConnectionsOneGoesOn() {
        // Given
        FedDatabase.Node one = database.feeding(FeedMode.STREAM);
        FedDatabase.Node other = database.node(FeedMode.STREAM);
        changesComeThrough();
        assertThat(other.figures.doing()).isEqualTo(FeedFigures.Doing.STANDBY);

        // When
        for (int round = 0; round < 3; round++) {
            database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND application_name = 'ghosthunter-feed'");
            changesComeThrough();
        }
        one.close();
        other.awaiting(FeedFigures.Doing.STREAM);

        // Then
        nothingWasMissed();
        assertThat(one.figures.heals() + other.figures.heals()).isEqualTo(1);
    }

    @Test
    void aPublicationThatIsDroppedIsMadeAnewAndNothingIsMissed() {
        // Given
        FedDatabase.Node node = database.feeding(FeedMode.STREAM);
        changesComeThrough();

        // When
        database.run("DROP PUBLICATION ghosthunter_entity");
        await().atMost(WAIT_MAX).until(() -> node.figures.heals() == 2);
        changesComeThrough();

        // Then
        nothingWasMissed();
    }

    @Test
    void aTableThatWasRestoredBeginsANewIncarnation() {
        // Given
        FedDatabase.Node node = database.feeding(FeedMode.STREAM);
        changesComeThrough();
        node.close();
        writes.set(false);
        writing.join();
        String before = database.one("SELECT incarnation FROM feed_state");

        // When
        database.run("UPDATE feed_state SET system_id = 'another server', lsn = 1234567890123456");
        var unused = database.feeding(FeedMode.STREAM);

        // Then
        database.awaitAllFed();
        assertThat(database.one("SELECT incarnation FROM feed_state")).isNotEqualTo(before);
        assertThat(database.one("SELECT max(f.lsn) < 1234567890123456 FROM entity_feed f"))
                .isEqualTo("t");
    }
}
