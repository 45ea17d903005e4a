package ghosthunter.hub.operator;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.PoolLimits;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The operators over a database of their own, with a clock that can be set. */
final class OperatorsUnderTest implements AutoCloseable {
    static final String HUB = "hub-test";
    static final String PASSWORD = "correct horse battery";
    static final Actor MACHINE = Actor.command("test");

    final SecureRandom random = new SecureRandom();
    final OperatorSecret secret;
    final DatabaseUrl database = TestDatabase.migrated();
    final Vertx vertx = Vertx.vertx();
    final OperatorPool pool;
    volatile long clockAheadS;

    OperatorsUnderTest(Path dataDir) {
        this(dataDir, OperatorSettings.DEFAULT);
    }

    OperatorsUnderTest(Path dataDir, OperatorSettings settings) {
        secret = SecretFile.readOrCreate(dataDir, random);
        InstantSource clock = () -> Instant.now().plusSeconds(clockAheadS);
        pool = OperatorPool.open(
                vertx, database, new OperatorPool.Opening(HUB, secret, settings, PoolLimits.ofNode(4), clock, random));
    }

    /** An operator who signed in. */
    Grant signedIn(String name, Scope scope) {
        done(pool.operators().add(MACHINE, new OperatorName(name), PASSWORD, scope));
        return done(pool.sessions().login(name, PASSWORD));
    }

    /** Waits; what it fails with is thrown. */
    @CanIgnoreReturnValue
    static <T> T done(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** The name of the problem that it fails with. */
    static String problem(Future<?> future) {
        try {
            Object given = done(future);
            return "no problem: " + given;
        } catch (ProblemException e) {
            return e.problem().type().slug();
        }
    }

    /** The first column of the first row. */
    String one(String sql) throws Exception {
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    /** Changes rows. */
    void execute(String sql) throws Exception {
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        done(pool.close());
        done(vertx.close());
    }
}
