package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.audit.Audit;
import ghosthunter.hub.audit.StockRebuild;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do with entities, conflicts and groups, against a whole node. */
class EntitiesApiIT {
    @TempDir
    private Path dataDir;

    private final DatabaseUrl database = TestDatabase.migrated();
    private RunningHub hub;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.start(RunningHub.config(database, dataDir, dataDir, 0));
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    @Test
    void anEntityIsWrittenPatchedDeletedAndRemembered() throws Exception {
        // When
        HttpResponse<String> made = send("PUT", "/v1/entities/profile/P%2F1", data("{\"name\":\"Ada\",\"age\":36}"));
        HttpResponse<String> patched = send("PATCH", "/v1/entities/profile/P%2F1", data("{\"age\":null}"));
        JsonObject there = hub.getJson("/v1/entities/profile/P%2F1");
        HttpResponse<String> deleted = send("DELETE", "/v1/entities/profile/P%2F1?version=2", new JsonObject());

        // Then
        assertThat(List.of(made.statusCode(), patched.statusCode(), deleted.statusCode()))
                .as(made.body() + patched.body() + deleted.body())
                .containsExactly(201, 200, 200);
        assertThat(there.getJsonObject("data")).isEqualTo(new JsonObject().put("name", "Ada"));
        assertThat(there.getLong("version")).isEqualTo(2);
        assertThat(there.getString("device")).isEqualTo("hub");
        assertThat(hub.getJson("/v1/entities/profile").getJsonArray("entities")).isEmpty();
        assertThat(hub.getJson("/v1/entities/profile?deleted=true").getJsonArray("entities"))
                .hasSize(1);
        JsonArray versions = hub.getJson("/v1/entities/profile/P%2F1/versions").getJsonArray("versions");
        assertThat(versions.stream().map(v -> ((JsonObject) v).getLong("version")))
                .containsExactly(3L, 2L, 1L);
        assertThat(hub.getJson("/v1/lockers").getJsonArray("lockers")).isEmpty();
    }

    @Test
    void pagesGoOnBehindTheLastKey() throws Exception {
        // Given
        for (String key : List.of("A", "B", "C")) {
            HttpResponse<String> unused = send("PUT", "/v1/entities/profile/" + key, data("{}"));
        }

        // When
        JsonObject first = hub.getJson("/v1/entities/profile?limit=2");
        JsonObject second = hub.getJson("/v1/entities/profile?limit=2&after=" + first.getString("next"));

        // Then
        assertThat(keys(first)).containsExactly("A", "B");
        assertThat(keys(second)).containsExactly("C");
    }

    @Test
    void aWriteBehindAnOldVersionIsRefused() throws Exception {
        // Given
        HttpResponse<String> unused = send("PUT", "/v1/entities/profile/P-1", data("{\"n\":1}"));
        HttpResponse<String> second = send("PUT", "/v1/entities/profile/P-1", data("{\"n\":2}"));

        // When
        HttpResponse<String> stale =
                send("PUT", "/v1/entities/profile/P-1", data("{\"n\":3}").put("version", 1));

        // Then
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(stale.statusCode()).as(stale.body()).isEqualTo(409);
        assertThat(stale.body()).contains("has version 2, not 1");
        assertThat(hub.getJson("/v1/entities/profile/P-1").getJsonObject("data").getLong("n"))
                .isEqualTo(2);
    }

    @Test
    void aCounterMovesHereAsAtADevice() throws Exception {
        // Given
        HttpResponse<String> unused = send("PUT", "/v1/entities/stock/S-1", data("{\"count\":5}"));

        // When
        HttpResponse<String> sold = send("POST", "/v1/entities/stock/S-1/add", new JsonObject().put("delta", -2));
        HttpResponse<String> counted = send("POST", "/v1/entities/stock/S-1/set", new JsonObject().put("count", 10));
        List<HttpResponse<String>> refused = List.of(
                send("POST", "/v1/entities/stock/S-1/add", new JsonObject().put("delta", -11)),
                send("POST", "/v1/entities/stock/S-1/add", new JsonObject().put("delta", 1.5)),
                send(
                        "POST",
                        "/v1/entities/stock/S-1/add",
                        new JsonObject().put("delta", 1).put("version", 1)),
                send("POST", "/v1/entities/stock/S-2/set", new JsonObject().put("count", 1)),
                send("POST", "/v1/entities/profile/P-1/add", new JsonObject().put("delta", 1)));

        // Then
        assertThat(new JsonObject(sold.body()).getJsonObject("data").getLong("count"))
                .isEqualTo(3);
        assertThat(new JsonObject(counted.body()).getJsonObject("data").getLong("count"))
                .isEqualTo(10);
        assertThat(refused).extracting(HttpResponse::statusCode).containsExactly(400, 400, 409, 404, 404);
        assertThat(Audit.run(database, (what, checked) -> {}).checks())
                .allSatisfy(check -> assertThat(check.told()).isEmpty());
        assertThat(StockRebuild.run(database, TenantId.DEFAULT, RunningHub.ENTITIES, false, difference -> {}))
                .isZero();
    }

    @Test
    void whatCannotBeIsRefusedWithTheReason() throws Exception {
        // When
        List<Integer> statuses = List.of(
                send("PUT", "/v1/entities/riddle/P-1", data("{}")).statusCode(),
                send("PATCH", "/v1/entities/profile/P-1", data("{}")).statusCode(),
                send("DELETE", "/v1/entities/profile/P-1", new JsonObject()).statusCode(),
                send("PUT", "/v1/entities/profile/P-1", new JsonObject()).statusCode(),
                send("PUT", "/v1/entities/profile/P-1", data("{\"deep\":{\"name\":\"a\\u0000b\"}}"))
                        .statusCode(),
                send("POST", "/v1/entities/profile/P-1", data("{}")).statusCode());

        // Then
        assertThat(statuses).containsExactly(404, 404, 404, 400, 400, 405);
    }

    @Test
    void ofTwoOperatorsWhoDecideAtOnceOneIsHeard() throws Exception {
        // Given
        JsonObject conflict = pending();
        String path = "/v1/conflicts/" + conflict.getString("id") + "/resolve";
        JsonObject incoming =
                new JsonObject().put("use", "incoming").put("version", conflict.getLong("entity_version"));
        JsonObject current = new JsonObject().put("use", "current").put("version", conflict.getLong("entity_version"));

        // When
        CompletableFuture<Integer> one = CompletableFuture.supplyAsync(() -> status(path, incoming));
        CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> status(path, current));

        // Then
        assertThat(List.of(one.join(), other.join())).containsExactlyInAnyOrder(200, 409);
        assertThat(status(path, incoming)).isEqualTo(409);
        JsonObject resolved = hub.getJson("/v1/conflicts/" + conflict.getString("id"));
        assertThat(resolved.getString("outcome")).isEqualTo(one.join() == 200 ? "incoming" : "current");
        assertThat(resolved.getString("resolved_by")).isEqualTo("operator root");
        assertThat(resolved.getLong("entity_version")).isEqualTo(conflict.getLong("entity_version") + 1);
        assertThat(resolved.getJsonArray("history")).hasSize(3);
        assertThat(hub.getJson("/v1/conflicts").getJsonArray("conflicts")).isEmpty();
        assertThat(hub.getJson("/v1/entities/agreement/A-1").getJsonObject("data"))
                .isEqualTo(resolved.getJsonObject("result"));
    }

    @Test
    void aConflictIsShownWithBothSidesAndEndsWithWhatIsGiven() throws Exception {
        // Given
        JsonObject conflict = pending();
        String path = "/v1/conflicts/" + conflict.getString("id") + "/resolve";

        // When
        int nothing = status(path, new JsonObject().put("version", 2));
        int stale = status(path, data("{\"price\":9}").put("version", 1));
        int given = status(path, data("{\"price\":9}").put("version", 2));

        // Then
        assertThat(conflict.getJsonObject("current")).isEqualTo(new JsonObject().put("price", 1));
        assertThat(conflict.getJsonObject("incoming")).isEqualTo(new JsonObject().put("price", 2));
        assertThat(List.of(nothing, stale, given)).containsExactly(400, 409, 200);
        assertThat(hub.getJson("/v1/entities/agreement/A-1")
                        .getJsonObject("data")
                        .getLong("price"))
                .isEqualTo(9);
    }

    @Test
    void aDeviceJoinsAndLeavesAGroup() throws Exception {
        // Given
        Enrolled locker = hub.enroll(database, "TILL-1");
        String path = "/v1/groups/shops/devices/" + locker.device().device();
        List<Integer> statuses = new ArrayList<>();

        // When
        statuses.add(send("GET", path, new JsonObject()).statusCode());
        statuses.add(send("PUT", path, new JsonObject()).statusCode());
        statuses.add(send("PUT", path, new JsonObject()).statusCode());
        JsonObject in = hub.getJson("/v1/groups/shops/devices");
        statuses.add(send("DELETE", path, new JsonObject()).statusCode());
        statuses.add(send("DELETE", path, new JsonObject()).statusCode());
        statuses.add(
                send("PUT", "/v1/groups/shops/devices/NOBODY", new JsonObject()).statusCode());

        // Then
        assertThat(statuses).containsExactly(404, 200, 200, 204, 404, 404);
        assertThat(in.getJsonArray("devices")).containsExactly("TILL-1");
    }

    @Test
    void nobodyIsEnrolledAsTheHub() throws Exception {
        // When
        HttpResponse<String> refused = send("POST", "/v1/lockers/hub/tokens", new JsonObject());

        // Then
        assertThat(refused.statusCode()).isEqualTo(400);
    }

    /** A conflict that waits: the centre wrote version 1, and a device that had not seen it wrote too. */
    private JsonObject pending() throws Exception {
        Enrolled till = hub.enroll(database, "TILL-1");
        HttpResponse<String> unused = send("PUT", "/v1/entities/agreement/A-1", data("{\"price\":1}"));
        assertThat(hub.sync(Exchanges.entity(
                                        till.hub(),
                                        till.device(),
                                        till.key(),
                                        "agreement",
                                        "A-1",
                                        "CREATE",
                                        "{\"price\":2}")
                                .body())
                        .statusCode())
                .isEqualTo(200);
        JsonArray waiting =
                hub.getJson("/v1/conflicts?state=pending&type=agreement").getJsonArray("conflicts");
        assertThat(waiting).hasSize(1);
        return waiting.getJsonObject(0);
    }

    private int status(String path, JsonObject body) {
        try {
            return send("POST", path, body).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(path, e);
        }
    }

    private HttpResponse<String> send(String method, String path, JsonObject body) throws Exception {
        return hub.send(RunningHub.as(hub.admin(), hub.json(method, path, body)));
    }

    private static JsonObject data(String json) {
        return new JsonObject().put("data", new JsonObject(json));
    }

    private static List<String> keys(JsonObject page) {
        return page.getJsonArray("entities").stream()
                .map(entity -> ((JsonObject) entity).getString("key"))
                .toList();
    }
}
