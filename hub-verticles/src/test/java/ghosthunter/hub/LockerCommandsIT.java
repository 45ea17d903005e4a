package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands and pick-up codes as operators and programs meet them, at a running hub whose locker a test plays. */
class LockerCommandsIT {
    private static final String LOCKER = "LOCKER-001";

    @TempDir
    private Path dataDir;

    private final DatabaseUrl database = TestDatabase.migrated();
    private RunningHub hub;
    private Path settings;
    private Enrolled locker;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.start(RunningHub.config(database, dataDir, dataDir, 0));
        settings = dataDir.resolve("hub.yaml");
        Files.writeString(settings, """
                data_dir: %s
                database:
                  url: postgres://postgres@%s/%s
                """.formatted(dataDir, database.address(), database.database()));
        locker = hub.enroll(database, LOCKER);
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    @Test
    void aCommandIsSentListedShownAndAnsweredByItsLockerAlone() throws Exception {
        // Given
        tells(locker, EntityTypes.PACKAGE, "PKG-1", "CREATE", "{}");
        Enrolled other = hub.enroll(database, "LOCKER-002");

        // When
        TypedCommand open = run("command", "open", LOCKER, "A-07", "--if-empty", "--expires", "10m");
        String id = open.line("command").substring("command   ".length()).strip();
        tells(other, EntityTypes.COMMAND, id, "PATCH", "{\"state\":\"done\"}");
        tells(
                other,
                EntityTypes.COMMAND,
                "019b7c11-0000-7000-8000-000000000001",
                "CREATE",
                "{\"device\":\"" + LOCKER + "\"}");
        JsonObject sent = hub.getJson("/v1/commands/" + id);
        tells(locker, EntityTypes.COMMAND, id, "PATCH", "{\"state\":\"failed\",\"door\":\"jammed\"}");

        // Then
        assertThat(open.exit()).as(open.err()).isZero();
        assertThat(sent.getString("state")).isEqualTo("sent");
        assertThat(sent.getString("compartment")).isEqualTo("A-07");
        assertThat(sent.getJsonObject("expect")).isEqualTo(new JsonObject().put("empty", true));
        assertThat(run("command", "list", "--device", LOCKER).line(id)).contains("open A-07", "failed", "jammed");
        assertThat(run("command", "show", id).out()).contains("by command ", "{\"empty\":true}", "state     failed");
        assertThat(run("command", "list", "--device", "LOCKER-002").out().strip())
                .isEqualTo("there is no command");
        assertThat(hub.getJson("/v1/commands?device=" + LOCKER)
                        .getJsonArray("commands")
                        .size())
                .isEqualTo(1);
        assertThat(hub.getJson("/v1/events").encode()).contains("hub.jar command " + LOCKER);
        assertThat(count("conflict")).isZero();
        assertThat(count("finding WHERE kind = 'poison' AND device = 'LOCKER-002'"))
                .isEqualTo(2);
        assertThat(count("finding WHERE device = 'LOCKER-001'")).isZero();
    }

    @Test
    void aLockerSaysWhatBecameOfACommandAndNothingElse() throws Exception {
        // Given
        tells(locker, EntityTypes.PACKAGE, "PKG-1", "CREATE", "{}");
        String id = made(
                        "/v1/commands",
                        new JsonObject().put("device", LOCKER).put("do", "open").put("compartment", "7"))
                .getString("id");

        // When
        tells(locker, EntityTypes.COMMAND, id, "PATCH", "{\"state\":\"done\",\"compartment\":\"8\"}");

        // Then
        JsonObject shown = hub.getJson("/v1/commands/" + id);
        assertThat(shown.getString("compartment")).isEqualTo("7");
        assertThat(shown.getString("state")).isEqualTo("sent");
        assertThat(count("finding WHERE kind = 'poison'")).isEqualTo(1);
    }

    @Test
    void whatNoLockerCanDoIsRefusedAndNothingIsRecorded() throws Exception {
        // Given
        JsonObject open =
                new JsonObject().put("device", LOCKER).put("do", "open").put("compartment", "7");

        // When
        int nobody = status("/v1/commands", open.copy().put("device", "NOPE"));
        int neverCame = status("/v1/commands", open);
        tells(locker, EntityTypes.PACKAGE, "PKG-1", "CREATE", "{}");
        List<Integer> wrong = List.of(
                status("/v1/commands", open.copy().put("expires_s", 86_401)),
                status("/v1/commands", open.copy().put("do", "dance")),
                status("/v1/commands", open.copy().put("do", "settings")),
                status("/v1/commands", open.copy().put("compartment", "")));
        TypedCommand settingsTooLong = run("command", "settings", LOCKER, "--sync-interval", "2h");

        // Then
        assertThat(nobody).isEqualTo(404);
        assertThat(neverCame).isEqualTo(409);
        assertThat(wrong).containsOnly(400);
        assertThat(settingsTooLong.exit()).isEqualTo(2);
        assertThat(settingsTooLong.err()).contains("sync_interval_s must be 1 to 3600");
        assertThat(count("ledger WHERE type = 'command'")).isZero();
    }

    @Test
    void noMoreThanSoManyCommandsWaitForALocker() throws Exception {
        // Given
        tells(locker, EntityTypes.PACKAGE, "PKG-1", "CREATE", "{}");
        JsonObject open =
                new JsonObject().put("device", LOCKER).put("do", "open").put("compartment", "7");
        String id = made("/v1/commands", open).getString("id");
        TestDatabase.run(database, """
                INSERT INTO entity (tenant, type, key, version, data, audience, hlc, device, run_from, updated_at)
                SELECT tenant, type, gen_random_uuid(), version, data, audience, hlc, device, run_from, updated_at
                FROM entity, generate_series(1, 63)
                WHERE type = 'command'
                """);
        TestDatabase.run(database, "UPDATE entity SET key = 'f' || substr(key, 2) WHERE key <> '" + id + "'");

        // When
        int full = status("/v1/commands", open);
        tells(locker, EntityTypes.COMMAND, id, "PATCH", "{\"state\":\"done\"}");
        int again = status("/v1/commands", open);

        // Then
        assertThat(full).isEqualTo(409);
        assertThat(again).isEqualTo(201);
    }

    @Test
    void nobodyReadsTheSecretOfAPickUpAndCodesAreGivenOutOneAfterTheOther() throws Exception {
        // Given
        tells(locker, EntityTypes.PACKAGE, "PKG-1", "CREATE", "{\"compartment\":\"7\"}");
        JsonObject nothing = new JsonObject();

        // When
        JsonObject first = made("/v1/packages/PKG-1/codes", nothing);
        JsonObject second = made("/v1/packages/PKG-1/codes", nothing);
        TypedCommand ahead = run("pickup", "code", "PKG-2", "--device", LOCKER);
        int nowhere = status("/v1/packages/PKG-3/codes", nothing);
        tells(locker, EntityTypes.PICKUP, "PKG-1", "PATCH", "{\"refused\":1}");
        JsonObject renewed = made("/v1/packages/PKG-1/codes", new JsonObject().put("renew", true));
        tells(locker, EntityTypes.PICKUP, "PKG-1", "PATCH", "{\"state\":\"done\",\"used\":2,\"door\":\"opened\"}");
        int pickedUp = status("/v1/packages/PKG-1/codes", nothing);

        // Then
        assertThat(List.of(first.getLong("issued"), second.getLong("issued"), renewed.getLong("issued")))
                .containsExactly(1L, 2L, 3L);
        assertThat(List.of(first.getString("code"), second.getString("code"), renewed.getString("code")))
                .doesNotHaveDuplicates()
                .allSatisfy(code -> assertThat(code).matches("[0-9]{8}"));
        assertThat(ahead.out()).matches("code [0-9]{8} for PKG-2 at LOCKER-001\\s+");
        assertThat(nowhere).isEqualTo(404);
        assertThat(pickedUp).isEqualTo(409);
        assertThat(run("pickup", "show", "PKG-1").out()).contains("3 given out, number 2 used last", "state     done");
        assertThat(hub.getJson("/v1/packages/PKG-1/pickup").fieldNames())
                .containsExactlyInAnyOrder(
                        "tracking_id", "device", "issued", "used", "refused", "state", "door", "updated_at");
        assertThat(hub.getJson("/v1/entities/pickup/PKG-1").getInteger("status"))
                .isEqualTo(404);
        assertThat(count("conflict")).isZero();
    }

    private void tells(Enrolled device, String type, String key, String op, String data) throws Exception {
        assertThat(hub.sync(Exchanges.core(device.hub(), device.device(), device.key(), type, key, op, data)
                                .body())
                        .statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<String> send(String path, JsonObject body) throws Exception {
        return hub.send(RunningHub.as(hub.admin(), hub.json("POST", path, body)));
    }

    private int status(String path, JsonObject body) throws Exception {
        return send(path, body).statusCode();
    }

    private JsonObject made(String path, JsonObject body) throws Exception {
        HttpResponse<String> answer = send(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonObject(answer.body());
    }

    private long count(String of) throws SQLException {
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + of)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    private TypedCommand run(String... command) {
        return TypedCommand.run(Stream.concat(Stream.of(command), Stream.of("--config", settings.toString()))
                .toArray(String[]::new));
    }
}
