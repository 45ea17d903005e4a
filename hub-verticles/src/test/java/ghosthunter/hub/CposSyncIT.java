package ghosthunter.hub;

import static ghosthunter.hub.CposShop.change;
import static ghosthunter.hub.CposShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.CposShop.Answer;
import ghosthunter.hub.CposShop.Till;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How tills of cpos sync, over HTTP, as documented and as the shipped terminal does it. */
class CposSyncIT {
    @TempDir
    private static Path dataDir;

    private static CposShop shop;

    @BeforeAll
    static void openShop() throws Exception {
        shop = CposShop.open(dataDir);
    }

    @AfterAll
    static void closeShop() throws Exception {
        shop.close();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    @Test
    void deletionsReachTillsThatAskForNews() throws Exception {
        // Given
        Till till = shop.till();
        String id = shop.made(till, "Product", json("name", "Tea"));
        Map<String, JsonObject> before = shop.pull(till, "Product", null);

        // When
        JsonObject deleted = shop.push(till, change("Product", id, "DELETE", 1, null));

        // Then
        assertThat(before).containsKey(id);
        assertThat(deleted.getLong("newSyncVersion")).isEqualTo(2);
        JsonObject gone = CposShop.the(shop.pull(till, "Product", now()), id);
        assertThat(gone.getBoolean("isActive")).isFalse();
        assertThat(gone.getString("deletedAt")).matches(".*\\.\\d{3}Z");
        assertThat(shop.pull(till, "Product", null)).isEmpty();
    }

    @Test
    void aTillSeesItsStoreItsBranchAndItsOwn() throws Exception {
        // Given
        Till here = shop.till();
        Till branch = shop.till(here.storeId(), here.branchId());
        Till store = shop.till(here.storeId(), shop.branch(here.storeId()));
        Till elsewhere = shop.till();
        for (String type : List.of("Product", "Payment", "InventoryItem", "SaleOrder")) {
            // When
            String id = shop.made(here, type, json("x", 1));

            // Then
            boolean ofStore = type.equals("Product") || type.equals("Payment");
            assertThat(shop.pull(here, type, null)).as(type).containsKey(id);
            assertThat(shop.pull(branch, type, null)).as(type).containsKey(id);
            assertThat(shop.pull(store, type, null).containsKey(id)).as(type).isEqualTo(ofStore);
            assertThat(shop.pull(elsewhere, type, null)).as(type).isEmpty();
            JsonObject stolen = shop.push(elsewhere, change(type, id, "UPDATE", 1, json("x", 2)));
            assertThat(stolen.getString("error")).isEqualTo("it belongs to another store");
            assertThat(stolen.containsKey("centralData")).isFalse();
        }
    }

    @Test
    void nobodyGetsAnythingWithoutATokenOrForAnother() throws Exception {
        // Given
        Till till = shop.till();
        Till other = shop.till();
        JsonObject push = json("terminalId", till.id(), "changes", new JsonArray());

        // When, Then
        for (String bearer : new String[] {null, "x.y.z", "0".repeat(64)}) {
            assertThat(shop.post("/api/sync/push", bearer, push).status()).isEqualTo(401);
            assertThat(shop.get("/api/sync/pull?terminalId=" + till.id() + "&entityType=Product", bearer)
                            .status())
                    .isEqualTo(401);
            assertThat(shop.get("/api/sync/pull", bearer).status()).isEqualTo(401);
            assertThat(shop.post("/api/sync/heartbeat", bearer, json("terminalId", 7))
                            .status())
                    .isEqualTo(401);
            assertThat(shop.get("/api/sync/status?terminalId=" + till.id(), bearer)
                            .status())
                    .isEqualTo(401);
            assertThat(shop.post("/api/sync/all", bearer, json("allTerminals", true))
                            .status())
                    .isEqualTo(401);
            assertThat(shop.post("/api/sync/heartbeat", bearer, json("terminalId", till.id(), "status", "ONLINE"))
                            .status())
                    .isEqualTo(401);
            assertThat(shop.post(
                                    "/api/sync/resolve",
                                    bearer,
                                    json("conflictId", "x", "resolution", "DISCARD", "terminalId", till.id()))
                            .status())
                    .isEqualTo(401);
        }
        assertThat(shop.get("/api/sync/pull", till.token()).status()).isEqualTo(400);
        assertThat(shop.post("/api/sync/push", other.token(), push).status()).isEqualTo(403);
        assertThat(shop.get("/api/sync/pull?entityType=Product&terminalId=t1", other.token())
                        .status())
                .isEqualTo(403);
        assertThat(shop.post("/api/sync/all", till.token(), json("allTerminals", true))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void badInputIsRefusedInTheShapesOfTheContract() throws Exception {
        // Given
        Till till = shop.till();
        String pull = "/api/sync/pull?terminalId=" + till.id() + "&entityType=";

        // When
        Answer user = shop.get(pull + "User", till.token());
        Answer terminal = shop.get(pull + "Terminal", shop.admin());
        Answer date = shop.get(pull + "Product&lastSync=yesterday", till.token());
        Answer unknown = shop.get("/api/sync/pull?entityType=Product&terminalId=t1", shop.admin());
        Answer target = shop.post("/api/sync/all", shop.admin(), json());
        Answer list = shop.post("/api/sync/push", till.token(), json("terminalId", till.id(), "changes", 7));
        Answer status =
                shop.post("/api/sync/heartbeat", till.token(), json("terminalId", till.id(), "status", "DISABLED"));

        // Then
        for (Answer answer : List.of(user, terminal, date, target, list, status)) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.json().getValue("error")).isInstanceOf(String.class);
        }
        assertThat(target.json()).isEqualTo(json("error", "terminalId is required or set allTerminals to true"));
        Answer called = shop.post("/api/sync/all", shop.admin(), json("terminalId", "t1"));
        Answer beat = shop.post("/api/sync/heartbeat", shop.admin(), json("terminalId", "t1", "status", "ONLINE"));
        for (Answer answer : List.of(unknown, called, beat)) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.json()).isEqualTo(json("error", "Terminal not found"));
        }
        for (String since : List.of("2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00:00.000Z")) {
            assertThat(shop.get(pull + "Product&lastSync=" + since, till.token())
                            .status())
                    .as(since)
                    .isEqualTo(200);
        }
    }

    @Test
    void whatCommitsLateIsPulledHoweverLongAgoItBegan() throws Exception {
        // Given
        Till till = shop.till();
        String quiet = shop.made(till, "Product", json("name", "quiet"));
        String late = shop.made(till, "Product", json("name", "late"));
        try (Connection connection = TestDatabase.connect(shop.database);
                Statement slow = connection.createStatement()) {
            connection.setAutoCommit(false);
            TestDatabase.run(shop.database, "DELETE FROM pull_mark");
            slow.execute("SELECT set_config('ghosthunter.tenants', '*', true)");
            slow.execute("UPDATE entity SET data = data || '{\"price\": 5}' WHERE key = '" + late + "'");
            Map<String, JsonObject> unseen = shop.pull(till, "Product", null);
            assertThat(CposShop.the(unseen, late).containsKey("price")).isFalse();
            // The hour in which it is not committed goes by.
            TestDatabase.run(shop.database, """
                    UPDATE pull_mark SET at = at - interval '1 hour';
                    UPDATE client_pull SET at = at - interval '30 minutes'""");
            connection.commit();
        }

        // When
        Map<String, JsonObject> news = shop.pull(till, "Product", now());

        // Then
        assertThat(news).containsKey(late).doesNotContainKey(quiet);
        assertThat(CposShop.the(news, late).getInteger("price")).isEqualTo(5);
    }

    private JsonObject conflict(Till one, Till two, String type, String id) throws Exception {
        JsonObject unused = shop.push(one, change(type, id, "UPDATE", 1, json("name", "one")));
        JsonObject met = shop.push(two, change(type, id, "UPDATE", 1, json("name", "two")));
        assertThat(met.getBoolean("conflict")).as(met.encode()).isTrue();
        return met;
    }

    @Test
    void aResolvedConflictChangesTheEntityAndMayBeRepeated() throws Exception {
        // Given
        Till one = shop.till();
        Till two = shop.till(one.storeId(), one.branchId());
        Map<String, String> expected =
                Map.of("TERMINAL_WINS", "two", "CENTRAL_WINS", "one", "MANUAL_MERGE", "three", "DISCARD", "one");
        for (String resolution : expected.keySet()) {
            String id = shop.made(one, "Customer", json("name", "zero"));
            JsonObject met = conflict(one, two, "Customer", id);
            JsonObject resolve = json(
                    "conflictId",
                    met.getString("conflictId"),
                    "resolution",
                    resolution,
                    "resolvedData",
                    resolution.equals("MANUAL_MERGE") ? json("name", "three", "id", id, "syncVersion", 7) : json());

            // When
            Answer resolved = shop.post("/api/sync/resolve", two.token(), resolve);
            Answer again = shop.post("/api/sync/resolve", two.token(), resolve);
            Answer other = shop.post(
                    "/api/sync/resolve",
                    two.token(),
                    resolve.copy().put("resolution", resolution.equals("DISCARD") ? "CENTRAL_WINS" : "DISCARD"));

            Answer otherData = shop.post(
                    "/api/sync/resolve", two.token(), resolve.copy().put("resolvedData", json("name", "four")));

            // Then
            assertThat(resolved.status()).as(resolved.text()).isEqualTo(200);
            assertThat(resolved.json().getBoolean("success")).isTrue();
            assertThat(again).isEqualTo(resolved);
            assertThat(other.status()).isEqualTo(409);
            assertThat(other.json().getString("error")).isEqualTo("Conflict already resolved");
            boolean tellsData = Set.of("TERMINAL_WINS", "MANUAL_MERGE").contains(resolution);
            assertThat(otherData.status()).as(resolution).isEqualTo(tellsData ? 409 : 200);
            assertThat(shop.row(one, "Customer", id).getString("name"))
                    .as(resolution)
                    .isEqualTo(expected.get(resolution));
        }
    }

    @Test
    void aConflictIsFoundByItsEntityWhereItsIdIsForeign() throws Exception {
        // Given
        Till one = shop.till();
        Till two = shop.till(one.storeId(), one.branchId());
        String id = shop.made(one, "InventoryItem", json("name", "zero"));
        JsonObject met = conflict(one, two, "InventoryItem", id);
        JsonObject resolve = json(
                "conflictId",
                UUID.randomUUID().toString(),
                "resolution",
                "TERMINAL_WINS",
                "resolvedData",
                json("id", id, "name", "two"));

        // When
        Answer notIts = shop.post("/sync/resolve", one.apiKey(), resolve);
        Answer byKey = shop.post("/sync/resolve", two.apiKey(), resolve);
        Answer enumerated =
                shop.post("/sync/resolve", two.apiKey(), resolve.copy().put("resolution", "PENDING"));

        // Then
        assertThat(notIts.status()).isEqualTo(404);
        assertThat(byKey.status()).as(byKey.text()).isEqualTo(200);
        assertThat(byKey.json().getString("conflictId")).isEqualTo(met.getString("conflictId"));
        assertThat(enumerated.status()).isEqualTo(400);
        assertThat(shop.row(one, "InventoryItem", id).getString("name")).isEqualTo("two");
    }

    @Test
    void theStatusCountsWhatIsThere() throws Exception {
        // Given
        Till one = shop.till();
        Till two = shop.till(one.storeId(), one.branchId());
        String id = shop.made(one, "Customer", json("name", "zero"));
        JsonObject met = conflict(one, two, "Customer", id);
        Answer beat = shop.post(
                "/api/sync/heartbeat",
                two.token(),
                json("terminalId", two.id(), "status", "SYNCING", "pending", json("SaleOrder", 3)));

        // When
        JsonObject status =
                shop.get("/api/sync/status?terminalId=" + two.id(), two.token()).json();
        Answer resolved = shop.post(
                "/api/sync/resolve",
                two.token(),
                json("conflictId", met.getString("conflictId"), "resolution", "CENTRAL_WINS"));
        JsonObject after =
                shop.get("/api/sync/status?terminalId=" + two.id(), two.token()).json();
        JsonObject all = shop.get("/api/sync/status", shop.admin()).json();
        JsonObject unknown =
                shop.get("/api/sync/status?terminalId=t1", shop.admin()).json();

        // Then
        assertThat(beat.json()).isEqualTo(json("success", true));
        assertThat(shop.listed(two).getString("lastHeartbeat")).matches(".*\\.\\d{3}Z");
        assertThat(status.getJsonObject("tables").fieldNames())
                .containsExactlyInAnyOrder(
                        "Product", "Customer", "InventoryItem", "SaleOrder", "Category", "Brand", "TaxCategory");
        assertThat(status.getJsonObject("tables").getJsonObject("Customer"))
                .isEqualTo(json("pending", 0, "failed", 0, "synced", 1, "conflicts", 1));
        assertThat(status.getJsonObject("totals"))
                .isEqualTo(json("pending", 3, "failed", 0, "synced", 1, "conflicts", 1));
        assertThat(status.getJsonObject("summary"))
                .isEqualTo(json(
                        "totalTables", 7,
                        "tablesWithPending", 1,
                        "tablesWithFailed", 0,
                        "tablesWithSynced", 1,
                        "tablesWithConflicts", 1));
        assertThat(resolved.status()).isEqualTo(200);
        assertThat(after.getJsonObject("totals").getLong("conflicts")).isZero();
        assertThat(all.getString("terminalId")).isEqualTo("all");
        assertThat(all.getJsonObject("totals").getLong("synced")).isGreaterThanOrEqualTo(3);
        assertThat(unknown.getJsonObject("totals"))
                .isEqualTo(json("pending", 0, "failed", 0, "synced", 0, "conflicts", 0));
        assertThat(shop.value("SELECT data->>'status' FROM entity WHERE key = '" + two.id() + "'"))
                .isEqualTo("SYNCING");
    }

    @Test
    void theNewestWordOfWhatIsHeldBackCounts() throws Exception {
        // Given
        Till till = shop.till();
        List<Object> told = List.of(3, json("Product", 4), 5, json(), 0);
        List<Integer> expected = List.of(3, 4, 5, 0, 0);
        for (int i = 0; i < told.size(); i++) {
            // When
            Answer beat = shop.post(
                    "/api/sync/heartbeat",
                    till.token(),
                    json("terminalId", till.id(), "status", "ONLINE", "pending", told.get(i)));
            JsonObject status = shop.get("/api/sync/status", till.token()).json();

            // Then
            assertThat(beat.status()).as(beat.text()).isEqualTo(200);
            int pending = expected.get(i);
            assertThat(status.getJsonObject("totals").getInteger("pending")).isEqualTo(pending);
            assertThat(status.getJsonObject("tables").getJsonObject("Product").getInteger("pending"))
                    .isEqualTo(i == 1 ? 4 : 0);
            assertThat(shop.value("SELECT pending FROM device WHERE device = 'cpos." + till.id() + "'"))
                    .isEqualTo(Integer.toString(pending));
        }
    }

    @Test
    void allCallsATerminalAndSaysWhatThereIsForIt() throws Exception {
        // Given
        Till till = shop.till();
        String id = shop.made(till, "Product", json("name", "Tea"));

        // When
        JsonObject one = shop.post("/api/sync/all", shop.admin(), json("terminalId", till.id()))
                .json();
        String status = shop.listed(till).getString("status");
        JsonObject all = shop.post("/api/sync/all", shop.admin(), json("allTerminals", true))
                .json();

        // Then
        assertThat(one.getBoolean("success")).as(one.encode()).isTrue();
        assertThat(status).isEqualTo("SYNCING");
        JsonObject pull = one.getJsonObject("pull");
        assertThat(pull.getLong("totalEntities")).isEqualTo(1);
        assertThat(pull.getJsonArray("results").stream().map(result -> ((JsonObject) result).getString("entityType")))
                .containsExactly(
                        "Product", "Customer", "InventoryItem", "SaleOrder", "Category", "Brand", "TaxCategory");
        assertThat(pull.getJsonArray("results")
                        .getJsonObject(0)
                        .getJsonArray("data")
                        .getJsonObject(0)
                        .getString("id"))
                .isEqualTo(id);
        assertThat(all.getLong("syncedTerminals")).isPositive();
        assertThat(all.getJsonArray("results").stream().map(result -> ((JsonObject) result).getString("terminalId")))
                .contains(till.id());
    }
}
