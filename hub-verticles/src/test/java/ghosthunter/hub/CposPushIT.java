package ghosthunter.hub;

import static ghosthunter.hub.CposShop.change;
import static ghosthunter.hub.CposShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.CposShop.Answer;
import ghosthunter.hub.CposShop.Till;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of what tills of cpos push, over HTTP, as documented and as the shipped terminal does it. */
class CposPushIT {
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
    void aDocumentedPushIsAnsweredChangeByChange() throws Exception {
        // Given
        Till till = shop.till();
        JsonArray changes = new JsonArray()
                .add(change("SaleOrder", "order-456", "CREATE", 1, json("total", 12.5, "status", "OPEN"))
                        .put("syncPriority", 10))
                .add(change("Terminal", till.id(), "UPDATE", 1, json("isActive", false)))
                .add(change("SaleOrder", "order-456", "EXPLODE", 1, json()))
                .add(change("SaleOrder", "order-456", "UPDATE", "one", json("status", "x")))
                .add(change("SaleOrder", "order-456", "UPDATE", 1, null))
                .add("no change at all")
                .add(change("SaleOrder", "order-456", "UPDATE", 1, json("status", "COMPLETED")));

        // When
        Answer answer = shop.post("/api/sync/push", till.token(), json("terminalId", till.id(), "changes", changes));

        // Then
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonArray results = answer.json().getJsonArray("results");
        assertThat(results.getJsonObject(0))
                .isEqualTo(json(
                        "entityType",
                        "SaleOrder",
                        "entityId",
                        "order-456",
                        "success",
                        true,
                        "error",
                        null,
                        "conflict",
                        false,
                        "newSyncVersion",
                        1));
        for (int i = 1; i < 6; i++) {
            JsonObject refused = results.getJsonObject(i);
            assertThat(refused.getBoolean("success")).isFalse();
            assertThat(refused.getBoolean("conflict")).isFalse();
            assertThat(refused.getString("error")).isNotBlank();
        }
        assertThat(results.getJsonObject(6).getLong("newSyncVersion")).isEqualTo(2);
        JsonObject row = shop.row(till, "SaleOrder", "order-456");
        assertThat(row.getString("status")).isEqualTo("COMPLETED");
        assertThat(row.getDouble("total")).isEqualTo(12.5);
        assertThat(row.getLong("syncVersion")).isEqualTo(2);
        assertThat(row.getJsonObject("data").getString("id")).isEqualTo("order-456");
    }

    @Test
    void aPersonPushesForATerminalThatIsNamed() throws Exception {
        // Given
        Till till = shop.till();
        JsonArray changes = new JsonArray().add(change("Brand", "b-" + till.id(), "CREATE", 1, json("name", "A")));

        // When
        Answer pushed = shop.post("/api/sync/push", shop.admin(), json("terminalId", till.id(), "changes", changes));
        Answer unnamed = shop.post("/api/sync/push", shop.admin(), json("changes", changes));

        // Then
        assertThat(pushed.json().getJsonArray("results").getJsonObject(0).getBoolean("success"))
                .isTrue();
        assertThat(unnamed.status()).isEqualTo(400);
        assertThat(unnamed.json()).isEqualTo(json("error", "terminalId is required"));
    }

    @Test
    void aChangeThatIsTooLargeIsRefusedAloneAndSaysSo() throws Exception {
        // Given
        Till till = shop.till();
        JsonArray changes = new JsonArray()
                .add(change("Brand", "a-" + till.id(), "CREATE", 1, json("name", "A")))
                .add(change("Brand", "b-" + till.id(), "CREATE", 1, json("name", "x".repeat(70_000))))
                .add(change("Brand", "c-" + till.id(), "CREATE", 1, json("name", "x".repeat(61_000))));

        // When
        Answer pushed = shop.post("/api/sync/push", till.apiKey(), json("terminalId", till.id(), "changes", changes));

        // Then
        assertThat(pushed.status()).as(pushed.text()).isEqualTo(200);
        JsonArray results = pushed.json().getJsonArray("results");
        assertThat(results.getJsonObject(0).getBoolean("success")).isTrue();
        assertThat(results.getJsonObject(1).getString("error")).contains("data has ", "at most 61440 are taken");
        assertThat(results.getJsonObject(2).getBoolean("success")).isTrue();
    }

    @Test
    void whoMayDoWhatIsWrittenAtNoOtherDoor() throws Exception {
        // Given
        JsonObject promoted = json("data", json("role", "SUPER_ADMIN"));

        // When
        HttpResponse<String> answer = shop.hub.send(
                RunningHub.as(shop.hub.admin(), shop.hub.json("PUT", "/v1/entities/cpos-user/anybody", promoted)));
        HttpResponse<String> brand = shop.hub.send(RunningHub.as(
                shop.hub.admin(),
                shop.hub.json(
                        "PUT",
                        "/v1/entities/cpos-brand/of-the-centre",
                        json("data", json("name", "A", "storeId", "s-1")))));

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains("entities of cpos-user are written by their dialect alone");
        assertThat(brand.statusCode()).as(brand.body()).isEqualTo(201);
    }

    @Test
    void theShippedTerminalPushesOneFlatChangeWithItsKeyAndWithoutApi() throws Exception {
        // Given
        Till till = shop.till();
        JsonObject flat = change("Product", "p-" + till.id(), "CREATE", 1, json("name", "Tea"))
                .put("terminalId", till.id())
                .put("localTimestamp", now());

        // When
        Answer first = shop.post("/sync/push", till.apiKey(), flat);
        Answer again = shop.post("/sync/push", till.apiKey(), flat);
        Answer pulled = shop.get("/sync/pull?entityType=Product", till.apiKey());

        // Then
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(first.json().getBoolean("success")).isTrue();
        assertThat(first.json().getJsonArray("results")).hasSize(1);
        assertThat(again).isEqualTo(first);
        assertThat(pulled.array().getJsonObject(0).getJsonObject("data").getString("name"))
                .isEqualTo("Tea");
    }

    @Test
    void ofTwoTillsAtOneVersionOneIsInConflictAndNothingIsLost() throws Exception {
        // Given
        Till first = shop.till();
        Till second = shop.till(first.storeId(), first.branchId());
        String id = shop.made(first, "Category", json("name", "Drinks"));
        JsonObject late = change("Category", id, "UPDATE", 1, json("name", "Beverages"));

        // When
        JsonObject taken = shop.push(first, change("Category", id, "UPDATE", 1, json("name", "Cold drinks")));
        JsonObject met = shop.push(second, late);
        JsonObject again = shop.push(second, late);

        // Then
        assertThat(taken.getLong("newSyncVersion")).isEqualTo(2);
        assertThat(met.getBoolean("success")).isFalse();
        assertThat(met.getBoolean("conflict")).isTrue();
        assertThat(met.getString("error")).isEqualTo("Version conflict");
        assertThat(met.getJsonObject("centralData").getString("name")).isEqualTo("Beverages");
        assertThat(met.getJsonObject("centralData").getLong("syncVersion")).isEqualTo(3);
        assertThat(again).isEqualTo(met);
        assertThat(shop.value("SELECT count(*) FROM conflict WHERE key = '" + id + "'"))
                .isEqualTo("1");
        assertThat(shop.value("SELECT current->>'name' || ', ' || (incoming->>'name') FROM conflict WHERE id = '"
                        + met.getString("conflictId") + "'"))
                .isEqualTo("Cold drinks, Beverages");
    }

    @Test
    void aStaleUpdateChangesTheFieldsThatItNamesAndNoOthers() throws Exception {
        // Given
        Till till = shop.till();
        Till other = shop.till(till.storeId(), till.branchId());
        String order = shop.made(till, "SaleOrder", json("status", "OPEN", "total", 5));
        JsonObject completed = shop.push(till, change("SaleOrder", order, "UPDATE", 1, json("status", "COMPLETED")));

        // When
        JsonObject stale = shop.push(other, change("SaleOrder", order, "UPDATE", 1, json("note", "gift")));
        JsonObject unseen = shop.push(other, change("SaleOrder", order, "UPDATE", 0, json("total", 6)));

        // Then
        assertThat(completed.getBoolean("success")).isTrue();
        assertThat(List.of(stale, unseen)).allMatch(result -> result.getBoolean("conflict"));
        JsonObject row = shop.row(till, "SaleOrder", order);
        assertThat(row.getString("status")).isEqualTo("COMPLETED");
        assertThat(row.getString("note")).isEqualTo("gift");
        assertThat(row.getInteger("total")).isEqualTo(6);
        assertThat(row.getString("terminalId")).isEqualTo(till.id());
        assertThat(unseen.getJsonObject("centralData").getString("status")).isEqualTo("COMPLETED");
    }

    @Test
    void aTillThatNamesAnOldVersionIsInConflictAlsoWithItself() throws Exception {
        // Given
        Till till = shop.till();
        String id = shop.made(till, "Brand", json("name", "A"));

        // When
        JsonObject second = shop.push(till, change("Brand", id, "UPDATE", 1, json("name", "B")));
        JsonObject stale = shop.push(till, change("Brand", id, "UPDATE", 1, json("name", "C")));
        JsonObject ahead = shop.push(till, change("Brand", id, "UPDATE", 99, json("name", "D")));
        JsonObject unversioned = shop.push(till, change("Brand", id, "UPDATE", null, json("name", "E")));

        // Then
        assertThat(second.getBoolean("success")).isTrue();
        assertThat(stale.getBoolean("conflict")).isTrue();
        assertThat(ahead.getBoolean("success")).isTrue();
        assertThat(unversioned.getBoolean("success")).isTrue();
        assertThat(shop.row(till, "Brand", id).getString("name")).isEqualTo("E");
    }

    @Test
    void aCreateOfWhatIsThereIsAConflict() throws Exception {
        // Given
        Till till = shop.till();
        String id = shop.made(till, "Brand", json("name", "A"));

        // When
        JsonObject met = shop.push(till, change("Brand", id, "CREATE", 1, json("name", "B")));

        // Then
        assertThat(met.getBoolean("conflict")).isTrue();
    }

    @Test
    void strategiesAreOfConflictsAlone() throws Exception {
        // Given
        Till till = shop.till();
        String product = shop.made(till, "Product", json("name", "Tea", "price", 3, "note", "a"));
        String customer = shop.made(till, "Customer", json("name", "Ada", "loyaltyPoints", 100));

        // When
        JsonObject priced = shop.push(till, change("Product", product, "UPDATE", 1, json("price", 4)));
        JsonObject redeemed = shop.push(till, change("Customer", customer, "UPDATE", 1, json("loyaltyPoints", 40)));

        // Then
        assertThat(priced.getBoolean("success")).isTrue();
        assertThat(redeemed.getBoolean("success")).isTrue();
        assertThat(shop.row(till, "Product", product).getInteger("price")).isEqualTo(4);
        assertThat(shop.row(till, "Customer", customer).getInteger("loyaltyPoints"))
                .isEqualTo(40);
    }

    @Test
    void eachEntityHasItsStrategy() throws Exception {
        // Given
        Till one = shop.till();
        Till two = shop.till(one.storeId(), one.branchId());
        Map<String, JsonObject> made = Map.of(
                "Product", json("name", "Tea", "price", 3, "note", "a"),
                "SaleOrder", json("status", "OPEN", "paymentStatus", "PENDING"),
                "InventoryItem", json("quantityOnHand", 9),
                "Customer", json("name", "Ada", "loyaltyPoints", 10, "totalSpent", 5));
        Map<String, JsonObject> first = Map.of(
                "Product", json("name", "Green tea", "price", 4, "note", "b"),
                "SaleOrder", json("status", "OPEN", "paymentStatus", "PAID"),
                "InventoryItem", json("quantityOnHand", 8),
                "Customer", json("name", "Ada L.", "loyaltyPoints", 30, "totalSpent", 5));
        Map<String, JsonObject> second = Map.of(
                "Product", json("name", "Black tea", "price", 1, "note", "c"),
                "SaleOrder", json("status", "VOID", "paymentStatus", "PENDING"),
                "InventoryItem", json("quantityOnHand", 7),
                "Customer", json("name", "A. L.", "loyaltyPoints", 20, "totalSpent", 7));
        Map<String, JsonObject> expected = Map.of(
                "Product", json("name", "Green tea", "price", 4, "note", "c"),
                "SaleOrder", json("status", "OPEN", "paymentStatus", "PAID"),
                "InventoryItem", json("quantityOnHand", 8),
                "Customer", json("name", "Ada L.", "loyaltyPoints", 30, "totalSpent", 7));
        for (String type : made.keySet()) {
            String id = shop.made(one, type, made.get(type));

            // When
            JsonObject taken = shop.push(one, change(type, id, "UPDATE", 1, CposShop.the(first, type)));
            JsonObject met = shop.push(two, change(type, id, "UPDATE", 1, CposShop.the(second, type)));

            // Then
            assertThat(taken.getBoolean("success")).as(type).isTrue();
            assertThat(met.getBoolean("conflict")).as(type).isTrue();
            CposShop.the(expected, type)
                    .forEach(
                            field -> assertThat(met.getJsonObject("centralData").getValue(field.getKey()))
                                    .as(type + "." + field.getKey())
                                    .isEqualTo(field.getValue()));
        }
    }

    @Test
    void deletionsReachATillThatNeverAskedWhateverTimeItNames() throws Exception {
        for (String type : List.of("Product", "Category", "SaleOrder")) {
            // Given
            Till one = shop.till();
            String id = shop.made(one, type, json("name", "v1"));
            String stays = shop.made(one, type, json("name", "stays"));
            for (int version = 1; version <= 3; version++) {
                JsonObject updated =
                        shop.push(one, change(type, id, "UPDATE", version, json("name", "v" + (version + 1))));
                assertThat(updated.getLong("newSyncVersion")).isEqualTo(version + 1);
            }
            TestDatabase.run(
                    shop.database, "UPDATE entity SET updated_at = now() - interval '9 days' WHERE key = '" + id + "'");

            // When
            JsonObject deleted = shop.push(one, change(type, id, "DELETE", 4, null));

            // Then
            assertThat(deleted.getBoolean("success")).as(deleted.encode()).isTrue();
            Instant after = Instant.now().plusSeconds(5);
            for (Instant since : List.of(Instant.EPOCH, after.minus(8, ChronoUnit.DAYS), after)) {
                Till two = shop.till(one.storeId(), one.branchId());
                // Once as one that never asked, and once as one that did.
                for (int time = 1; time <= 2; time++) {
                    Map<String, JsonObject> news = shop.pull(two, type, since.toString());
                    JsonObject gone = CposShop.the(news, id);
                    assertThat(gone.getBoolean("isActive")).as(type).isFalse();
                    assertThat(gone.getString("deletedAt")).matches(".*\\.\\d{3}Z");
                }
                assertThat(shop.pull(two, type, null)).containsOnlyKeys(stays);
            }
        }
    }
}
