package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.load.fleet.ProcessLocker;
import ghosthunter.load.fleet.ProcessLocker.DoorAnswer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands of the centre and pick-up codes, with a real hub, a locker that is killed, and a door that counts its openings. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandFaultIT {
    private static final long SEED = 1_010L;
    private static final String LOCKER = "LOCKER-001";
    private static final String PACKAGE = "PKG-1001";

    @TempDir
    private static Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestFleet fleet;
    private TestDoors doors;
    private ProcessLocker locker;
    private String key;

    @BeforeAll
    void startTheFleet() throws Exception {
        fleet = TestFleet.start(directory, SEED);
        doors = new TestDoors();
        locker = fleet.addProcess(
                LOCKER, directory, ProcessLocker.FAST + "stream: sse\ndoors:\n  url: " + doors.url() + "\n");
        key = fleet.hub().apiKey("operator", "operator");
        fleet.awaitFirstReceipts();
    }

    @AfterAll
    void stopTheFleet() {
        fleet.close();
        doors.close();
    }

    @Test
    void aDoorMovesOnceForACommandAndACrashBeforeItsAnswerIsUnknown() throws Exception {
        // Given
        String first = open("A-01", "{}");
        awaitState(first, "done");
        doors.hold();

        // When
        String killed = open("A-02", "{}");
        fleet.await("the door is told", () -> doors.opened().contains("A-02"));
        locker.kill();
        doors.letGo();
        locker.restart();
        awaitState(killed, "unknown");
        String refused = open("A-03", "{\"package\":\"PKG-NOWHERE\"}");
        String last = open("A-04", "{\"empty\":true}");
        awaitState(last, "done");

        // Then
        assertThat(doors.opened()).filteredOn(door -> !door.equals("A-07")).containsExactly("A-01", "A-02", "A-04");
        assertThat(command(first).getString("door")).isEqualTo("opened");
        assertThat(command(killed).getString("reason")).contains("the locker stopped while the door was told");
        assertThat(command(refused).getString("state")).isEqualTo("refused");
        assertThat(fleet.count("SELECT count(*) FROM ledger WHERE type = 'command' AND op = 'PATCH'"))
                .isEqualTo(7);
        assertThat(fleet.count("SELECT count(*) FROM finding")).isZero();
    }

    @Test
    void aCodeOpensAnOfflineLockerOnceAndTheLedgerHearsOfItWhenTheNetworkIsBack() throws Exception {
        // Given
        assertThat(local("/dropoffs", "d", "{\"tracking_id\":\"" + PACKAGE + "\",\"compartment\":\"A-07\"}")
                        .status())
                .isEqualTo(201);
        fleet.await("the hub knows the parcel", () -> fleet.count("SELECT count(*) FROM packages") == 1);
        String code = made("/v1/packages/" + PACKAGE + "/codes", "{}").getString("code");
        fleet.await(
                "the locker knows the codes",
                () -> TestFleet.count(locker, "SELECT count(*) FROM entity WHERE type = 'pickup'") == 1);
        String second = made("/v1/packages/" + PACKAGE + "/codes", "{}").getString("code");
        String wrong = code.equals("12345678") ? "87654321" : "12345678";

        // When
        fleet.sever();
        DoorAnswer refused = pickUp("a", wrong);
        DoorAnswer opened = pickUp("b", second);
        DoorAnswer repeated = pickUp("b", second);
        DoorAnswer replayed = pickUp("c", second);
        DoorAnswer older = pickUp("e", code);
        long before = fleet.count("SELECT count(*) FROM packages WHERE picked_up_at IS NOT NULL");
        fleet.restore();
        fleet.awaitSettled();

        // Then
        assertThat(List.of(refused.status(), opened.status(), replayed.status(), older.status()))
                .containsExactly(403, 200, 404, 404);
        assertThat(new JsonObject(opened.body()).getString("door")).isEqualTo("opened");
        assertThat(repeated).isEqualTo(opened);
        assertThat(doors.opened()).filteredOn("A-07"::equals).hasSize(1);
        assertThat(before).isZero();
        assertThat(fleet.count("SELECT count(*) FROM packages WHERE picked_up_at IS NOT NULL"))
                .isEqualTo(1);
        JsonObject pickup = get("/v1/packages/" + PACKAGE + "/pickup");
        assertThat(pickup.getString("state")).isEqualTo("done");
        assertThat(pickup.getLong("used")).isEqualTo(2);
        assertThat(pickup.containsKey("secret")).isFalse();
        assertThat(fleet.count("SELECT count(*) FROM ledger WHERE type = 'pickup' AND device = '" + LOCKER + "'"))
                .isEqualTo(3);
        assertThat(fleet.count("SELECT count(*) FROM conflict") + fleet.count("SELECT count(*) FROM finding"))
                .isZero();
    }

    private String open(String compartment, String expect) throws Exception {
        return made(
                        "/v1/commands",
                        "{\"device\":\"" + LOCKER + "\",\"do\":\"open\",\"compartment\":\"" + compartment
                                + "\",\"expect\":" + expect + "}")
                .getString("id");
    }

    private void awaitState(String id, String state) {
        fleet.await(
                "command " + id + " is " + state,
                () -> command(id).getString("state").equals(state));
    }

    private JsonObject command(String id) throws Exception {
        return get("/v1/commands/" + id);
    }

    private JsonObject get(String path) throws Exception {
        HttpResponse<String> answer = http.send(hub(path).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private JsonObject made(String path, String body) throws Exception {
        HttpResponse<String> answer = http.send(
                hub(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonObject(answer.body());
    }

    private HttpRequest.Builder hub(String path) {
        return HttpRequest.newBuilder(URI.create(fleet.hub().url() + path)).header("Authorization", "Bearer " + key);
    }

    private DoorAnswer pickUp(String idempotencyKey, String code) throws Exception {
        return local("/v1/pickups", idempotencyKey, "{\"compartment\":\"A-07\",\"code\":\"" + code + "\"}");
    }

    private DoorAnswer local(String path, String idempotencyKey, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + locker.localPort() + path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        return new DoorAnswer(answer.statusCode(), answer.body());
    }
}
