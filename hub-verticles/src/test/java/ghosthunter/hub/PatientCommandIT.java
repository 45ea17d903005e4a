package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.command.Blocking;
import ghosthunter.codecs.command.CommandVertx;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.PoolLimits;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database whose connections are all taken gives the next one when another goes. */
class PatientCommandIT {
    private static final long PATIENT_MS = 1_500;

    @Test
    void aCommandWaitsForADatabaseWhoseConnectionsAreAllTaken(@TempDir Path dir) throws Exception {
        // Given
        DatabaseUrl database = TestDatabase.ownedBy("busy_for_commands", "CONNECTION LIMIT 0");
        grantRole("busy_for_commands", database);
        Path settings = Files.writeString(dir.resolve("hub.yaml"), "database:\n  url: " + database + "\n");

        // When
        CompletableFuture<TypedCommand> command =
                CompletableFuture.supplyAsync(() -> TypedCommand.run("lockers", "--config", settings.toString()));

        // Then
        staysUndone(command);
        TestDatabase.run(database, "ALTER ROLE busy_for_commands CONNECTION LIMIT -1");
        TypedCommand ran = command.get(60, TimeUnit.SECONDS);
        assertThat(ran.exit()).as(ran.err()).isZero();
    }

    @Test
    void thePoolOfACommandAsksAgainForAConnection() throws Exception {
        // Given
        DatabaseUrl database = TestDatabase.ownedBy("busy_for_pools", "CONNECTION LIMIT 0");
        grantRole("busy_for_pools", database);
        Vertx vertx = CommandVertx.open();
        Pool pool = PoolLimits.ofCommand().open(vertx, database, 8);

        // When
        CompletableFuture<?> answer =
                pool.query("SELECT 1").execute().toCompletionStage().toCompletableFuture();

        // Then
        staysUndone(answer);
        TestDatabase.run(database, "ALTER ROLE busy_for_pools CONNECTION LIMIT -1");
        assertThat(answer.get(60, TimeUnit.SECONDS)).isNotNull();
        Blocking.quietly(pool.close(), 20);
        Blocking.quietly(vertx.close(), 20);
    }

    private static void grantRole(String user, DatabaseUrl database) {
        DatabaseUrl unused = TestDatabase.migrated(); // Makes the role of the server.
        TestDatabase.run(database, "GRANT ghosthunter_app TO " + user);
    }

    private static void staysUndone(Future<?> future) {
        await().during(PATIENT_MS, TimeUnit.MILLISECONDS)
                .atMost(2 * PATIENT_MS, TimeUnit.MILLISECONDS)
                .until(() -> !future.isDone());
    }
}
