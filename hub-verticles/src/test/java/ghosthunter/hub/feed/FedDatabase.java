package ghosthunter.hub.feed;

import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A database with entities, written by plain SQL, and the feeds of the nodes that tests start on it. */
final class FedDatabase implements AutoCloseable {
    /** How long a test waits for what it expects. */
    static final Duration WAIT_MAX = Duration.ofSeconds(60);

    final DatabaseUrl url;
    private final EntityCatalog entities;
    private final List<Node> nodes = new ArrayList<>();

    FedDatabase(DatabaseUrl url) {
        this(url, EntityCatalog.BUILT_IN);
    }

    FedDatabase(DatabaseUrl url, EntityCatalog entities) {
        this.url = url;
        this.entities = entities;
    }

    /** A node of a hub, as far as the feed goes. */
    final class Node implements AutoCloseable {
        final FeedFigures figures = new FeedFigures();
        private final Vertx vertx = Vertx.vertx();

        private Node(DatabaseUrl as, FeedMode mode) {
            FeedSettings settings =
                    new FeedSettings(FeedSettings.SHARED, as, ReplicationSlot.nameOf(url), mode, entities, 0, null);
            var unused = FedDatabase.done(vertx.deployVerticle(new FeedVerticle(settings, figures, System::nanoTime)));
        }

        @CanIgnoreReturnValue
        Node awaiting(FeedFigures.Doing doing) {
            await().atMost(WAIT_MAX).until(() -> figures.doing() == doing);
            return this;
        }

        @Override
        public void close() {
            var unused = done(vertx.close());
        }
    }

    Node node(FeedMode mode) {
        return node(url, mode);
    }

    /** A node that knows the database by another address. */
    Node node(DatabaseUrl as, FeedMode mode) {
        Node node = new Node(as, mode);
        nodes.add(node);
        return node;
    }

    /** One that feeds, in just this way. */
    Node feeding(FeedMode mode) {
        return node(mode).awaiting(FeedFigures.Doing.valueOf(mode.name()));
    }

    static <T> T done(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("it is done", e);
        }
    }

    /** Rows that are taken away as if the table had no triggers, for {@link #run}. */
    static String unseen(String sql) {
        return "SET session_replication_role = replica;" + sql + ";RESET session_replication_role;";
    }

    /** An INSERT for {@link #run}, of version 1. */
    static String insert(String key, String audience) {
        return "INSERT INTO entity (tenant, type, key, version, data, audience, hlc, device, run_from, updated_at)"
                + " VALUES ('default', 'parcel', '" + key + "', 1, '{}', '" + audience + "', 0, 'hub', 1, now());";
    }

    /** Many of them, numbered. */
    static String insertMany(String key, int count) {
        return "INSERT INTO entity (tenant, type, key, version, data, hlc, device, run_from, updated_at)"
                + " SELECT 'default', 'parcel', '" + key + "' || n, 1, '{}', 0, 'hub', 1, now()"
                + " FROM generate_series(1, " + count + ") AS n;";
    }

    /** By the owner of the tables, or the superuser where that is the same. */
    void run(String sql) {
        try (Connection connection = TestDatabase.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    List<String> rows(String sql) {
        try (Connection connection = TestDatabase.connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(String.valueOf(rows.getString(1)));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    String one(String sql) {
        return rows(sql).get(0);
    }

    /** What was fed, in the order of positions. */
    List<String> fed() {
        return rows("SELECT key || ' ' || audience || ' v' || version || CASE WHEN present THEN '' ELSE ' left' END"
                + " FROM entity_feed ORDER BY lsn, idx, present DESC");
    }

    void awaitFed(String... rows) {
        await().atMost(WAIT_MAX)
                .untilAsserted(
                        () -> org.assertj.core.api.Assertions.assertThat(fed()).containsExactly(rows));
    }

    /** Everything as it is was fed, and nothing else is shown as present. */
    void awaitAllFed() {
        await().atMost(WAIT_MAX).until(() -> one("""
                        SELECT count(*) FROM entity e
                        FULL JOIN (SELECT * FROM entity_feed WHERE present) f USING (tenant, type, key, audience)
                        WHERE e.version IS DISTINCT FROM f.version
                        """).equals("0"));
    }

    /** Where an entity stands. */
    String position(String key) {
        return one("SELECT lsn || '.' || idx FROM entity_feed WHERE present AND key = '" + key + "'");
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        await().atMost(WAIT_MAX).ignoreExceptions().until(() -> {
            run("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                    + " WHERE database = current_database()");
            return true;
        });
    }
}
