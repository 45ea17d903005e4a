package ghosthunter.hub.postgres;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL 18, one for all tests of this JVM, durable as in production; each caller gets a database of its own. The
 * server and its files, below {@code target}, end with the JVM.
 */
public final class TestDatabase {
    /** A hub that stops keeps its slot, and a server has ten. */
    private static final String DROP_LEFT_SLOTS =
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active";

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static @Nullable EmbeddedDatabase server;
    private static @Nullable String template;

    private TestDatabase() {}

    /** A database with nothing in it. */
    public static DatabaseUrl empty() {
        return create("template0");
    }

    /** A database with our schema and nothing else: a copy of one that was migrated. */
    public static synchronized DatabaseUrl migrated() {
        if (template == null) {
            DatabaseUrl url = empty();
            int applied = Migrations.migrate(url);
            if (applied == 0) {
                throw new IllegalStateException("no migration was found");
            }
            template = url.database();
        }
        return create(template);
    }

    /** A database with nothing in it that belongs to a user who is no superuser; what else the user may do is as told. */
    public static DatabaseUrl ownedBy(String user, String attributes) {
        return ownedBy(server().url(), user, attributes);
    }

    /** The same on another server. */
    static DatabaseUrl ownedBy(DatabaseUrl superuser, String user, String attributes) {
        String name = "test_" + NUMBER.incrementAndGet();
        try (Connection connection = connect(superuser);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + user + " LOGIN " + attributes);
            statement.execute("CREATE DATABASE " + name + " OWNER " + user + " TEMPLATE template0");
        } catch (SQLException e) {
            throw new IllegalStateException("a test database can be created", e);
        }
        return DatabaseUrl.parse("postgres://" + user + "@" + superuser.address() + "/" + name);
    }

    /** Plain SQL by the server's superuser, whom no row-level security binds. */
    public static void run(DatabaseUrl database, String sql) {
        DatabaseUrl superuser =
                DatabaseUrl.parse("postgres://postgres@" + database.address() + "/" + database.database());
        try (Connection connection = connect(superuser);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static DatabaseUrl create(String from) {
        DatabaseUrl first = server().url();
        String name = "test_" + NUMBER.incrementAndGet();
        try (Connection connection = connect(first);
                Statement statement = connection.createStatement()) {
            statement.execute(DROP_LEFT_SLOTS);
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + from);
        } catch (SQLException e) {
            throw new IllegalStateException("a test database can be created", e);
        }
        return DatabaseUrl.parse("postgres://postgres@" + first.address() + "/" + name);
    }

    /** A small pool; the caller closes it. */
    public static Pool pool(Vertx vertx, DatabaseUrl url) {
        return PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(4))
                .connectingTo(url.connectOptions())
                .using(vertx)
                .build();
    }

    /** A plain connection; the caller closes it. */
    public static Connection connect(DatabaseUrl url) throws SQLException {
        return DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
    }

    /** Settings for a server of one's own, with the programs that all tests share. */
    public static EmbeddedSettings settings(Path dataDir, int port) {
        return EmbeddedSettings.of(dataDir, Path.of("target", "test-database", "programs"), port);
    }

    private static synchronized EmbeddedDatabase server() {
        if (server == null) {
            Path directory = directory();
            EmbeddedDatabase started = EmbeddedDatabase.start(settings(directory, 0));
            letEverybodyIn(started, directory);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(directory), "test-database-closer"));
            server = started;
        }
        return server;
    }

    /** Tests sign in as users that they make up. */
    static void letEverybodyIn(EmbeddedDatabase started, Path directory) {
        DatabaseUrl anybody =
                DatabaseUrl.parse("postgres://postgres@" + started.url().address() + "/postgres");
        try (Connection connection = connect(started.url());
                Statement statement = connection.createStatement()) {
            Path unused = Files.writeString(
                    settings(directory, 0).clusterDir().resolve("pg_hba.conf"), "host all all 127.0.0.1/32 trust\n");
            statement.execute("SELECT pg_reload_conf()");
            await().ignoreExceptions().until(() -> {
                connect(anybody).close();
                return true;
            });
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("the test database lets everybody in", e);
        }
    }

    /** At once and without a checkpoint: what is in it is thrown away, and a test run is not to wait for that. */
    private static void end(Path directory) {
        try {
            Optional<Postmaster> running = Postmaster.of(settings(directory, 0).clusterDir());
            if (running.isPresent()) {
                boolean unused = running.get().stop(Duration.ZERO);
            }
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the test database ends", e);
        }
    }

    private static Path directory() {
        try {
            Path parent = Files.createDirectories(Path.of("target", "test-database"));
            return Files.createTempDirectory(parent.toAbsolutePath(), "data-");
        } catch (IOException e) {
            throw new IllegalStateException("target can be written to", e);
        }
    }
}
