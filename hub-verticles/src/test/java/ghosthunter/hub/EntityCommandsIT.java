package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Conflicts and stock by command, beside a running hub. */
class EntityCommandsIT {
    @TempDir
    private Path dataDir;

    private final DatabaseUrl database = TestDatabase.migrated();
    private RunningHub hub;
    private Path settings;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.start(RunningHub.config(database, dataDir, dataDir, 0));
        Path entities = dataDir.resolve("entities.yaml");
        Files.writeString(entities, """
                entities:
                  agreement:
                    policy: manual
                  stock:
                    policy: counter
                """);
        settings = dataDir.resolve("hub.yaml");
        Files.writeString(settings, """
                data_dir: %s
                database:
                  url: postgres://postgres@%s/%s
                entities_file: %s
                """.formatted(dataDir, database.address(), database.database(), entities));
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    @Test
    @Timeout(60)
    void serveNamesTheTableThatItCannotFollowAndDoesNotStart() throws Exception {
        // Given
        String mapped = "entities: {delivery: {policy: central-wins, table: {name: shop.deliveries}}}";
        Files.writeString(dataDir.resolve("entities.yaml"), mapped);
        Files.writeString(settings, "http: {port: 0}\n", StandardOpenOption.APPEND);

        // When
        TypedCommand serve = run("serve");

        // Then
        assertThat(serve.exit()).isEqualTo(2);
        assertThat(serve.err()).contains("entities.delivery.table: shop.deliveries is not there");
    }

    @Test
    void aConflictIsListedShownAndResolvedOnce() throws Exception {
        // Given
        Enrolled till = hub.enroll(database, "TILL-1");
        put("agreement", "A-1", "{\"price\":1}");
        write(till, "agreement", "A-1", "CREATE", "{\"price\":2}");
        TypedCommand list = run("conflicts");
        String id = list.line("agreement").substring(0, 36);

        // When
        TypedCommand show = run("conflicts", "show", id);
        TypedCommand stale = run("conflicts", "resolve", id, "--use", "incoming", "--at-version", "1");
        TypedCommand resolve = run("conflicts", "resolve", id, "--use", "incoming", "--at-version", "2");
        TypedCommand again = run("conflicts", "resolve", id, "--data", "{\"price\":9}", "--at-version", "3");

        // Then
        assertThat(show.out())
                .contains("{\"price\":1}", "{\"price\":2}", "raised by TILL-1", " %")
                .contains("when the change came", "now       version 2");
        assertThat(run("conflicts", "list", "--type", "agreements").err())
                .contains("there is no entity type agreements; there are agreement");
        assertThat(run("inventory", "show", "stocks").err()).contains("there is no counter type stocks");
        assertThat(stale.exit()).isEqualTo(1);
        assertThat(stale.err()).contains("has version 2, not 1");
        assertThat(resolve.exit()).as(resolve.err()).isZero();
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("is decided already");
        assertThat(run("conflicts").out().strip()).isEqualTo("no conflict waits for a person");
        assertThat(run("conflicts", "list", "--all", "--type", "agreement").line(id))
                .contains("incoming");
        assertThat(hub.getJson("/v1/entities/agreement/A-1")
                        .getJsonObject("data")
                        .getLong("price"))
                .isEqualTo(2);
        assertThat(hub.getJson("/v1/events").encode()).contains("hub.jar conflicts resolve " + id);
    }

    @Test
    void theStockIsListedCheckedAndPutRight() throws Exception {
        // Given
        Enrolled till = hub.enroll(database, "TILL-1");
        write(till, "stock", "TEA", "ADD", "{\"delta\":7}");
        TypedCommand sound = run("inventory", "rebuild", "--check");
        TestDatabase.run(database, "UPDATE inventory_event SET delta = 6");

        // When
        TypedCommand check = run("inventory", "rebuild", "--check");
        TypedCommand rebuild = run("inventory", "rebuild");

        // Then
        assertThat(run("inventory").line("TEA")).contains("stock", "7", "TILL-1");
        assertThat(sound.exit()).as(sound.out() + sound.err()).isZero();
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.out()).contains("stock TEA: version 1 moved 7 to 7, stored is 6 to 7", "differences=1");
        assertThat(rebuild.exit()).as(rebuild.err()).isZero();
        assertThat(run("inventory", "rebuild", "--check").exit()).isZero();
    }

    private void put(String type, String key, String data) throws Exception {
        JsonObject body = new JsonObject().put("data", new JsonObject(data));
        String path = "/v1/entities/" + type + "/" + key;
        assertThat(hub.send(RunningHub.as(hub.admin(), hub.json("PUT", path, body)))
                        .statusCode())
                .isEqualTo(201);
    }

    private void write(Enrolled till, String type, String key, String op, String data) throws Exception {
        assertThat(hub.sync(Exchanges.entity(till.hub(), till.device(), till.key(), type, key, op, data)
                                .body())
                        .statusCode())
                .isEqualTo(200);
    }

    private TypedCommand run(String... command) {
        return TypedCommand.run(Stream.concat(Stream.of(command), Stream.of("--config", settings.toString()))
                .toArray(String[]::new));
    }
}
