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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands and pick-up codes as operators and programs meet them, at a running hub whose locker a test plays. */
class LockerCommandsIT {
    @TempDir
    private static Path dataDir;

    private static final DatabaseUrl DATABASE = TestDatabase.migrated();
    private static RunningHub hub;
    private static Path settings;

    @BeforeAll
    static void start() throws Exception {
        hub = RunningHub.start(RunningHub.config(DATABASE, dataDir, dataDir, 0));
        settings = dataDir.resolve("hub.yaml");
        Files.writeString(settings, """
                data_dir: %s
                database:
                  url: postgres://postgres@%s/%s
                """.formatted(dataDir, DATABASE.address(), DATABASE.database()));
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    /** A locker that has come once. */
    private static Enrolled locker(String code) throws Exception {
        Enrolled enrolled = hub.enroll(DATABASE, code);
        comes(enrolled);
        return enrolled;
    }

    private static void comes(Enrolled device) throws Exception {
        String parcel = "PKG-" + device.device().device();
        assertThat(hub.sync(Exchanges.dropOffs(device.hub(), device.device(), device.key(), parcel)
                                .body())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aCommandIsSentListedShownAndAnsweredByItsLockerAlone() throws Exception {
        // Given
        Enrolled locker = locker("L-1");
        Enrolled other = locker("L-2");

        // When
        TypedCommand open = run("command", "open", "L-1", "A-07", "--if-empty", "--expires", "10m");
        String id = open.line("command").substring("command   ".length()).strip();
        says(other, EntityTypes.COMMAND, id, 1, "{\"state\":\"done\"}");
        JsonObject sent = hub.getJson("/v1/commands/" + id);
        says(locker, EntityTypes.COMMAND, id, 1, "{\"state\":\"failed\",\"door\":\"jammed\"}");

        // Then
        assertThat(open.exit()).as(open.err()).isZero();
        assertThat(sent.getString("state")).isEqualTo("sent");
        assertThat(sent.getString("compartment")).isEqualTo("A-07");
        assertThat(sent.getJsonObject("expect")).isEqualTo(new JsonObject().put("empty", true));
        assertThat(run("command", "list", "--device", "L-1").line(id)).contains("open A-07", "failed", "jammed");
        assertThat(run("command", "show", id).out()).contains("by command ", "{\"empty\":true}", "state     failed");
        assertThat(hub.getJson("/v1/commands?device=L-1")
                        .getJsonArray("commands")
                        .size())
                .isEqualTo(1);
        assertThat(hub.getJson("/v1/commands?device=L-2")
                        .getJsonArray("commands")
                        .isEmpty())
                .isTrue();
        assertThat(hub.getJson("/v1/events").encode()).contains("hub.jar command L-1");
        assertThat(count("finding WHERE kind = 'poison' AND device = 'L-2'")).isEqualTo(1);
        assertThat(count("conflict")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "L-31 | 1 | {\"state\":\"done\",\"compartment\":\"8\"}",
                "L-32 | 1 | {\"state\":\"done\",\"device\":\"L-2\"}",
                "L-33 | 0 | {\"state\":\"done\"}"
            })
    void aLockerSaysWhatBecameOfACommandAndNothingElse(String code, long saw, String says) throws Exception {
        // Given
        Enrolled locker = locker(code);
        String id = made("/v1/commands", open(code)).getString("id");

        // When
        says(locker, EntityTypes.COMMAND, id, saw, says);

        // Then
        JsonObject shown = hub.getJson("/v1/commands/" + id);
        assertThat(shown.getString("compartment")).isEqualTo("7");
        assertThat(shown.getString("state")).isEqualTo("sent");
        assertThat(count("finding WHERE kind = 'poison' AND device = '" + code + "'"))
                .isEqualTo(1);
    }

    @Test
    void whatNoLockerCanDoIsRefusedAndNothingIsRecorded() throws Exception {
        // Given
        Enrolled locker = hub.enroll(DATABASE, "L-4");

        // When
        int nobody = status("/v1/commands", open("NOPE"));
        int neverCame = status("/v1/commands", open("L-4"));
        comes(locker);
        List<Integer> wrong = List.of(
                status("/v1/commands", open("L-4").put("expires_s", 86_401)),
                status("/v1/commands", open("L-4").put("do", "dance")),
                status("/v1/commands", open("L-4").put("do", "settings")),
                status("/v1/commands", open("L-4").put("compartment", "")));
        TypedCommand noTime = run("command", "open", "L-4", "7", "--expires", "0s");
        TypedCommand tooLong = run("command", "open", "L-4", "7", "--expires", "2d");
        TypedCommand settingsTooLong = run("command", "settings", "L-4", "--sync-interval", "2h");

        // Then
        assertThat(nobody).isEqualTo(404);
        assertThat(neverCame).isEqualTo(409);
        assertThat(wrong).containsOnly(400);
        assertThat(List.of(noTime.exit(), tooLong.exit(), settingsTooLong.exit()))
                .containsOnly(2);
        assertThat(noTime.err()).contains("--expires: from 1s to 1d");
        assertThat(settingsTooLong.err()).contains("sync_interval_s must be 1 to 3600");
        assertThat(count("entity WHERE audience = 'd:L-4'")).isZero();
    }

    @Test
    void aTriggerCountsDevicesAndNotTheHub() throws Exception {
        // Given
        Enrolled locker = locker("L-41");
        JsonObject written = made("/v1/commands", open("L-41"));
        long devices = count("device WHERE kind <> 'hub'");

        // When
        TypedCommand all = run("trigger", "--all");

        // Then
        assertThat(written.getString("device"))
                .isEqualTo(locker.device().device().value());
        assertThat(count("device WHERE kind = 'hub'")).isEqualTo(1);
        assertThat(all.out()).startsWith("called: " + devices + " device");
        assertThat(run("trigger", "--device", "hub").exit()).isEqualTo(1);
    }

    @Test
    void aCommandIsCancelledUntilItsLockerHasBegunIt() throws Exception {
        // Given
        Enrolled locker = locker("L-42");
        String waits = made("/v1/commands", open("L-42")).getString("id");
        String begun = made("/v1/commands", open("L-42")).getString("id");

        // When
        TypedCommand before = run("command", "show", waits);
        TypedCommand cancelled = run("command", "cancel", waits);
        int again = deleted("/v1/commands/" + waits).statusCode();
        says(locker, EntityTypes.COMMAND, begun, 1, "{\"state\":\"started\"}");
        HttpResponse<String> tooLate = deleted("/v1/commands/" + begun);
        says(locker, EntityTypes.COMMAND, waits, 2, "{\"state\":\"cancelled\"}");

        // Then
        assertThat(before.out()).contains("state     sent, not heard yet");
        assertThat(cancelled.exit()).as(cancelled.err()).isZero();
        assertThat(cancelled.out()).contains("state     sent (cancelled), not heard yet", "cancelled by command ");
        assertThat(again).isEqualTo(200);
        assertThat(tooLate.statusCode()).isEqualTo(409);
        assertThat(tooLate.body()).contains("it is too late: its locker says started");
        assertThat(hub.getJson("/v1/commands/" + begun).containsKey("cancelled_by"))
                .isFalse();
        assertThat(hub.getJson("/v1/commands/" + waits).getString("state")).isEqualTo("cancelled");
        assertThat(hub.getJson("/v1/events").encode()).contains("hub.jar command cancel " + waits);
        assertThat(deleted("/v1/commands/019b7c11-5b7d-7c11-9d0a-2b6b5f1f0a11").statusCode())
                .isEqualTo(404);
        assertThat(count("conflict")).isZero();
    }

    @Test
    void cancelledCodesAreVoidAndTheNextOneHasASecretOfItsOwn() throws Exception {
        // Given
        Enrolled locker = locker("L-43");
        String codes = "/v1/packages/PKG-L-43/codes";
        JsonObject unused = made(codes, new JsonObject());
        String secret = secretOf("PKG-L-43");

        // When
        TypedCommand before = run("pickup", "show", "PKG-L-43");
        TypedCommand cancelled = run("pickup", "cancel", "PKG-L-43");
        long told = count("entity WHERE type = 'pickup' AND key = 'PKG-L-43' AND data ->> 'cancelled' IS NOT NULL");
        JsonObject next = made(codes, new JsonObject());
        says(locker, EntityTypes.PICKUP, "PKG-L-43", 3, "{\"state\":\"done\",\"used\":2,\"door\":\"opened\"}");

        // Then
        assertThat(before.out()).contains("state     sent, not heard yet");
        assertThat(cancelled.out()).contains("cancelled by command ");
        assertThat(told).isEqualTo(1);
        assertThat(next.getLong("issued")).isEqualTo(2);
        assertThat(next.containsKey("cancelled_by")).isFalse();
        assertThat(secretOf("PKG-L-43")).isNotEqualTo(secret);
        assertThat(deleted(codes).statusCode()).isEqualTo(409);
        assertThat(deleted("/v1/packages/PKG-NOWHERE/codes").statusCode()).isEqualTo(404);
        assertThat(run("pickup", "cancel", "PKG-NOWHERE").exit()).isEqualTo(1);
        assertThat(count("conflict")).isZero();
    }

    private static HttpResponse<String> deleted(String path) throws Exception {
        return hub.send(RunningHub.as(hub.admin(), hub.json("DELETE", path, new JsonObject())));
    }

    private static String secretOf(String trackingId) throws SQLException {
        return text("SELECT data ->> 'secret' FROM entity WHERE type = 'pickup' AND key = '" + trackingId + "'");
    }

    @Test
    void noMoreThanSoManyCommandsWaitForALocker() throws Exception {
        // Given
        Enrolled locker = locker("L-5");
        String id = made("/v1/commands", open("L-5")).getString("id");
        TestDatabase.run(DATABASE, """
                INSERT INTO entity (tenant, type, key, version, data, audience, hlc, device, run_from, updated_at)
                SELECT tenant, type, 'f' || substr(gen_random_uuid()::text, 2), version, data, audience, hlc, device,
                       run_from, updated_at
                FROM entity, generate_series(1, 63)
                WHERE type = 'command' AND key = '%s'
                """.formatted(id));

        // When
        int full = status("/v1/commands", open("L-5"));
        says(locker, EntityTypes.COMMAND, id, 1, "{\"state\":\"done\"}");
        int again = status("/v1/commands", open("L-5"));

        // Then
        assertThat(full).isEqualTo(409);
        assertThat(again).isEqualTo(201);
    }

    @Test
    void nobodyReadsTheSecretOfAPickUpAndCodesAreGivenOutOneAfterTheOther() throws Exception {
        // Given
        Enrolled locker = locker("L-6");
        String codes = "/v1/packages/PKG-L-6/codes";
        JsonObject nothing = new JsonObject();

        // When
        JsonObject first = made(codes, nothing);
        JsonObject second = made(codes, nothing);
        TypedCommand ahead = run("pickup", "code", "PKG-AHEAD", "--device", "L-6");
        int nowhere = status("/v1/packages/PKG-NOWHERE/codes", nothing);
        says(locker, EntityTypes.PICKUP, "PKG-L-6", 1, "{\"refused\":1}");
        JsonObject renewed = made(codes, new JsonObject().put("renew", true));
        says(locker, EntityTypes.PICKUP, "PKG-L-6", 4, "{\"state\":\"done\",\"used\":2,\"door\":\"opened\"}");
        int pickedUp = status(codes, nothing);

        // Then
        assertThat(List.of(first.getLong("issued"), second.getLong("issued"), renewed.getLong("issued")))
                .containsExactly(1L, 2L, 3L);
        assertThat(List.of(first.getString("code"), second.getString("code"), renewed.getString("code")))
                .doesNotHaveDuplicates()
                .allSatisfy(code -> assertThat(code).matches("[0-9]{8}"));
        assertThat(ahead.out()).matches("code [0-9]{8} for PKG-AHEAD at L-6\\s+");
        assertThat(nowhere).isEqualTo(404);
        assertThat(pickedUp).isEqualTo(409);
        assertThat(run("pickup", "show", "PKG-L-6").out())
                .contains("3 given out, number 2 used last, wrong ones in a row since then: 1", "state     done");
        assertThat(hub.getJson("/v1/packages/PKG-L-6/pickup").fieldNames())
                .containsExactlyInAnyOrder(
                        "tracking_id", "device", "issued", "used", "refused", "state", "door", "updated_at");
        assertThat(hub.getJson("/v1/entities/pickup/PKG-L-6").getInteger("status"))
                .isEqualTo(404);
        assertThat(count("conflict")).isZero();
    }

    private static JsonObject open(String device) {
        return new JsonObject().put("device", device).put("do", "open").put("compartment", "7");
    }

    private static void says(Enrolled device, String type, String key, long base, String data) throws Exception {
        assertThat(hub.sync(Exchanges.report(device.hub(), device.device(), device.key(), type, key, base, data)
                                .body())
                        .statusCode())
                .isEqualTo(200);
    }

    private static int status(String path, JsonObject body) throws Exception {
        return post(path, body).statusCode();
    }

    private static JsonObject made(String path, JsonObject body) throws Exception {
        HttpResponse<String> answer = post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonObject(answer.body());
    }

    private static HttpResponse<String> post(String path, JsonObject body) throws Exception {
        return hub.send(RunningHub.as(hub.admin(), hub.json("POST", path, body)));
    }

    private static String text(String sql) throws SQLException {
        try (Connection connection = TestDatabase.connect(DATABASE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static long count(String of) throws SQLException {
        try (Connection connection = TestDatabase.connect(DATABASE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + of)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    private static TypedCommand run(String... command) {
        return TypedCommand.run(Stream.concat(Stream.of(command), Stream.of("--config", settings.toString()))
                .toArray(String[]::new));
    }
}
