package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator decides: findings that are closed, and what a key that is shut out still had to say. */
class DecisionsIT {
    @TempDir
    private Path dataDir;

    private final DatabaseUrl database = TestDatabase.migrated();
    private RunningHub hub;

    @BeforeEach
    void startHub() throws Exception {
        hub = RunningHub.start(RunningHub.config(database, dataDir, dataDir, 0));
        String unused = hub.admin();
    }

    @AfterEach
    void stopHub() throws Exception {
        hub.close();
    }

    @Test
    void aFindingIsListedAndClosedWithAReasonByCommandAndIsOpenAgainWhenItShowsAgain() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        String poison = Exchanges.line("PKG-1", "EXPLODE", "{}");
        sync(locker, poison);
        String id = findings("").getJsonObject(0).getLong("id").toString();

        // When
        TypedCommand open = run("findings");
        TypedCommand close = run("findings", "close", id, "--reason", "ticket 4711");
        TypedCommand again = run("findings", "close", id, "--reason", "ticket 4711");
        TypedCommand none = run("findings");
        TypedCommand all = run("findings", "--all", "--locker", "LOCKER-001");
        TypedCommand dismiss = run("quarantine", "dismiss", id(poison));
        sync(locker, Exchanges.line("PKG-1", "EXPLODE", "{}"));

        // Then
        assertThat(dismiss.exit()).as(dismiss.err()).isZero();
        assertThat(open.line("poison")).contains(id, "LOCKER-001", "package/PKG-1", "open", "EXPLODE");
        assertThat(close.exit()).as(close.err()).isZero();
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err().strip()).isEqualTo("no finding " + id + " is open");
        assertThat(none.out().strip()).isEqualTo("no finding is open");
        assertThat(all.line("poison")).contains("closed by command " + System.getProperty("user.name"), "ticket 4711");
        assertThat(hub.getJson("/v1/events").encode()).contains("hub.jar findings close " + id, "ticket 4711");
        assertThat(findings("").size()).isEqualTo(1);
        assertThat(findings("").getJsonObject(0).containsKey("closed_by")).isFalse();
    }

    @Test
    void aFindingIsListedAndClosedByTheApi() throws Exception {
        // Given
        Enrolled unused = poisoned("PKG-2");
        long id = findings("?device=LOCKER-001").getJsonObject(0).getLong("id");
        String path = "/v1/findings/" + id + "/close";

        // When
        int withoutReason = post(path, new JsonObject().put("reason", " "));
        int closed = post(path, new JsonObject().put("reason", "looked into it"));
        int again = post(path, new JsonObject().put("reason", "looked into it"));

        // Then
        assertThat(List.of(withoutReason, closed, again)).containsExactly(400, 200, 404);
        assertThat(findings("").isEmpty()).isTrue();
        assertThat(findings("?state=all").getJsonObject(0).getString("closed_by"))
                .isEqualTo("operator root");
        assertThat(findings("?state=all").getJsonObject(0).getString("closed_because"))
                .isEqualTo("looked into it");
        assertThat(hub.getJson("/v1/events").encode()).contains("POST " + path, "looked into it");
        assertThat(hub.getJson("/v1/findings?state=shut").getInteger("status")).isEqualTo(400);
    }

    @Test
    void whatAnAdmittedLockerSaidIsAcceptedAsUntrustedEvidenceOrDismissed() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        assertThat(run("revoke", "LOCKER-001").exit()).isZero();
        assertThat(run("admit", "LOCKER-001", "--ttl", "5m").exit()).isZero();
        String kept = dropOff("PKG-3");
        String given = dropOff("PKG-4");
        sync(locker, kept, given);

        // When
        TypedCommand review = run("quarantine", "review", "LOCKER-001");
        TypedCommand accept = run("quarantine", "accept", id(kept));
        TypedCommand half = run("findings");
        TypedCommand dismiss = run("quarantine", "dismiss", id(given));
        TypedCommand again = run("quarantine", "accept", id(kept));
        TypedCommand rest = run("quarantine", "accept", "--locker", "LOCKER-001");
        TypedCommand nobody = run("quarantine", "review", "NOPE");

        // Then
        assertThat(review.exit()).isEqualTo(1);
        assertThat(review.out()).contains("LOCKER-001: 3 untrusted; quarantine accept or dismiss decides on them");
        assertThat(accept.exit()).as(accept.err()).isZero();
        assertThat(accept.out().strip()).isEqualTo("accepted as untrusted evidence: 1");
        assertThat(half.line("untrusted")).contains("open");
        assertThat(dismiss.exit()).as(dismiss.err()).isZero();
        assertThat(again.exit()).isEqualTo(1);
        assertThat(rest.out().strip()).isEqualTo("accepted as untrusted evidence: 1");
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err()).contains("there is no locker", "NOPE");
        assertThat(run("findings").out().strip()).isEqualTo("no finding is open");
        assertThat(run("quarantine", "show", id(kept)).out()).contains("state     untrusted");
        assertThat(hub.getJson("/v1/packages/PKG-3/custody").encode())
                .contains("accepted as untrusted evidence", "\"untrusted\":true");
        assertThat(hub.getJson("/v1/packages/PKG-4/custody").encode()).contains("dismissed by an operator");
        assertThat(hub.getJson("/v1/packages/PKG-3").getInteger("status")).isEqualTo(404);
        assertThat(hub.getJson("/v1/events").encode())
                .contains("hub.jar quarantine accept LOCKER-001", "hub.jar quarantine dismiss LOCKER-001", id(kept));
        assertThat(run("audit").exit()).isZero();
    }

    @Test
    void whatBreaksARuleIsNoEvidenceToAccept() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        String poison = Exchanges.line("PKG-5", "EXPLODE", "{}");
        sync(locker, poison);

        // When
        TypedCommand accept = run("quarantine", "accept", id(poison));

        // Then
        assertThat(accept.exit()).isEqualTo(1);
        assertThat(accept.err()).contains("signed by a good key");
        assertThat(run("quarantine").out()).contains(id(poison));
    }

    private Enrolled poisoned(String trackingId) throws Exception {
        Enrolled locker = hub.enroll(database, "LOCKER-001");
        sync(locker, Exchanges.line(trackingId, "EXPLODE", "{}"));
        return locker;
    }

    private void sync(Enrolled locker, String... lines) throws Exception {
        assertThat(hub.sync(Exchanges.lines(locker.hub(), locker.device(), locker.key(), lines)
                                .body())
                        .statusCode())
                .isEqualTo(200);
    }

    private static String dropOff(String trackingId) {
        return Exchanges.line(trackingId, PackageFact.DROP_OFF, PackageFact.dropOffJson("A1", null, 0));
    }

    private static String id(String line) {
        return new JsonObject(line).getString("id");
    }

    private JsonArray findings(String query) throws Exception {
        return hub.getJson("/v1/findings" + query).getJsonArray("findings");
    }

    private int post(String path, JsonObject body) throws Exception {
        return hub.send(RunningHub.as(hub.admin(), hub.json("POST", path, body)))
                .statusCode();
    }

    private TypedCommand run(String... arguments) throws Exception {
        Path settings = Files.writeString(
                dataDir.resolve("hub.yaml"), """
                data_dir: %s
                database:
                  url: postgres://postgres@%s/%s
                """.formatted(dataDir, database.address(), database.database()));
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = settings.toString();
        return TypedCommand.run(all);
    }
}
