package ghosthunter.hub.feed;

import static ghosthunter.hub.feed.FedDatabase.WAIT_MAX;
import static ghosthunter.hub.feed.FedDatabase.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.EmbeddedDatabase;
import ghosthunter.hub.postgres.Migrations;
import ghosthunter.hub.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of its own, which is stopped, killed and made to wait. */
class FeedFaultIT {
    @TempDir
    private Path dataDir;

    private EmbeddedDatabase server;
    private FedDatabase database;

    @BeforeEach
    void start() {
        server = EmbeddedDatabase.start(TestDatabase.settings(dataDir, 0));
        assertThat(Migrations.migrate(server.url())).isPositive();
        database = new FedDatabase(server.url());
    }

    @AfterEach
    void stop() {
        try {
            database.close();
        } finally {
            server.close();
        }
    }

    @Test
    void aServerThatIsRestartedOrKilledIsFollowedFurtherAndItsShutdownNeedNotWait() throws Exception {
        // Given
        FedDatabase.Node node = database.feeding(FeedMode.STREAM);
        database.run(insert("A", "*"));
        database.awaitFed("A * v1");
        String incarnation = database.one("SELECT incarnation FROM feed_state");

        // When
        signal("INT");
        database.run(insert("B", "*"));

        // Then
        database.awaitFed("A * v1", "B * v1");

        // When
        database.run(insert("C", "*"));
        signal("KILL");
        database.run(insert("D", "*"));

        // Then
        database.awaitFed("A * v1", "B * v1", "C * v1", "D * v1");
        assertThat(node.figures.heals()).isEqualTo(1);
        assertThat(database.one("SELECT incarnation FROM feed_state")).isEqualTo(incarnation);
    }

    /** A hub was off for long, and the server keeps only so much of its log for it. */
    @Test
    @Tag("full")
    void aSlotWhoseLogTheServerGaveUpHealsByItself() {
        // Given
        database.run("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        database.run("SELECT pg_reload_conf()");
        FedDatabase.Node off = database.feeding(FeedMode.STREAM);
        database.run(insert("A", "*") + insert("B", "*"));
        database.awaitFed("A * v1", "B * v1");
        off.close();
        String incarnation = database.one("SELECT incarnation FROM feed_state");
        String still = database.position("A");
        database.run("UPDATE entity SET deleted = true WHERE key = 'B';" + insert("C", "*"));
        while (!database.one("SELECT wal_status FROM pg_replication_slots").equals("lost")) {
            database.run("SELECT pg_logical_emit_message(true, 'other', '')");
            database.run("SELECT pg_switch_wal()");
            database.run("CHECKPOINT");
        }

        // When
        FedDatabase.Node back = database.feeding(FeedMode.STREAM);
        database.run(insert("D", "*"));

        // Then
        database.awaitFed("A * v1", "B * v2", "C * v1", "D * v1");
        assertThat(back.figures.heals()).isEqualTo(1);
        assertThat(database.position("A")).isEqualTo(still);
        assertThat(database.one("SELECT incarnation FROM feed_state")).isEqualTo(incarnation);
        assertThat(database.one("SELECT wal_status FROM pg_replication_slots")).isEqualTo("reserved");
    }

    /** Positions of another timeline may have been given out twice: no cursor of before counts. */
    @Test
    void aPromotedServerBeginsANewIncarnation() throws Exception {
        // Given
        FedDatabase.Node node = database.feeding(FeedMode.STREAM);
        database.run(insert("A", "*"));
        database.awaitFed("A * v1");
        String incarnation = database.one("SELECT incarnation FROM feed_state");
        String timeline = database.one("SELECT timeline_id FROM pg_control_checkpoint()");

        // When
        database.run("ALTER SYSTEM SET restore_command = 'false'");
        Path unused = Files.createFile(dataDir.resolve("postgres/recovery.signal"));
        signal("INT");
        await().atMost(WAIT_MAX)
                .ignoreExceptions()
                .until(() -> database.one("SELECT pg_is_in_recovery()").equals("f"));
        database.run(insert("B", "*"));

        // Then
        database.awaitFed("A * v1", "B * v1");
        assertThat(node.figures.heals()).isEqualTo(2);
        assertThat(database.one("SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)"))
                .isNotEqualTo("0000000" + timeline);
        assertThat(database.one("SELECT incarnation FROM feed_state")).isNotEqualTo(incarnation);
    }

    /** What was committed is in the log, but no reader sees it before the standby has it: pulled now, it would be missed. */
    @Test
    void whatNoReaderSeesYetIsNotFedYet() throws Exception {
        // Given
        DatabaseUrl local = DatabaseUrl.parse(address() + "?options=-c%20synchronous_commit%3Dlocal");
        var unused = database.node(local, FeedMode.STREAM).awaiting(FeedFigures.Doing.STREAM);
        database.run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        database.run("SELECT pg_reload_conf()");
        AtomicBoolean waits = new AtomicBoolean();
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> {
            while (!waits.get()) {
                database.run("SELECT pg_logical_emit_message(true, 'test', '')");
            }
        });
        awaitWaiting("1");
        waits.set(true);

        // When
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> database.run(insert("A", "*")));
        awaitWaiting("2");

        // Then
        await().during(Duration.ofSeconds(1))
                .atMost(WAIT_MAX)
                .until(() -> database.fed().isEmpty());

        // When
        database.run("ALTER SYSTEM RESET synchronous_standby_names");
        database.run("SELECT pg_reload_conf()");
        CompletableFuture.allOf(first, waiting).join();

        // Then
        database.awaitFed("A * v1");
    }

    /** So many commits wait for the standby that is not there. */
    private void awaitWaiting(String count) {
        await().atMost(WAIT_MAX)
                .until(() -> database.one("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                        .equals(count));
    }

    private String address() {
        String password;
        try {
            password = Files.readString(dataDir.resolve("postgres-password")).strip();
        } catch (IOException e) {
            throw new IllegalStateException("the password is there", e);
        }
        return "postgres://postgres:" + password + "@" + server.url().address() + "/" + EmbeddedDatabase.DATABASE;
    }

    /** Stops the server and starts it again. */
    private void signal(String name) throws Exception {
        Path file = dataDir.resolve("postgres/postmaster.pid");
        ProcessHandle process = ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(file).get(0).strip()))
                .orElseThrow();
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
        await().atMost(Duration.ofSeconds(30)).until(() -> server.revive());
    }
}
