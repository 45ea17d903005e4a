package ghosthunter.hub;

import static ghosthunter.hub.AgrotourHub.A;
import static ghosthunter.hub.AgrotourHub.B;
import static ghosthunter.hub.AgrotourHub.PERSON;
import static ghosthunter.hub.AgrotourHub.device;
import static ghosthunter.hub.AgrotourHub.event;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.AgrotourHub.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /sync/…} with {@code X-Tenant-ID}, over real HTTP against a whole hub. Each test has products of its own. */
class AgrotourEngineIT {
    @TempDir
    private static Path dataDir;

    private static AgrotourHub hub;

    @BeforeAll
    static void start() throws Exception {
        hub = AgrotourHub.start(dataDir);
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @Test
    void theHeaderIsCheckedBeforeAllElse() throws Exception {
        // When
        Answer missing = hub.answer(hub.hub.json("POST", "/sync/push", new JsonObject()));
        Answer missingAtNoPath = hub.answer(hub.hub.request("/sync/nothing/here"));
        Answer wrong = hub.send("POST", "/sync/push", "tenant-1", new JsonObject());
        Answer stranger = hub.send("POST", "/sync/push", UUID.randomUUID().toString(), new JsonObject());
        Answer noPath = hub.get("/sync/nothing/here", A);
        Answer noMethod = hub.get("/sync/push", A);

        // Then
        assertThat(List.of(missing, missingAtNoPath))
                .containsOnly(new Answer(400, new JsonObject().put("detail", "Missing X-Tenant-ID header")));
        assertThat(wrong)
                .isEqualTo(new Answer(400, new JsonObject().put("detail", "Invalid X-Tenant-ID header format")));
        assertThat(stranger.status()).isEqualTo(403);
        assertThat(noPath).isEqualTo(new Answer(404, new JsonObject().put("detail", "Not Found")));
        assertThat(noMethod).isEqualTo(new Answer(405, new JsonObject().put("detail", "Method Not Allowed")));
    }

    @Test
    void aBrowserMayAskWithoutTheHeader() throws Exception {
        // When
        HttpResponse<String> preflight = hub.hub.send(hub.hub
                .request("/sync/push")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", "http://localhost:5173")
                .header("Access-Control-Request-Method", "POST"));

        // Then
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("*");
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Headers")
                        .orElseThrow())
                .contains("X-Tenant-ID");
    }

    @Test
    void anySpellingOfTheTenantIsTheTenant() throws Exception {
        // Given
        String product = hub.product(A, 10);

        // When
        JsonObject body = AgrotourHub.body(device(1))
                .put(
                        "operations",
                        new JsonArray().add(event("{" + A.toUpperCase() + "}", product, device(1), "DECREMENT", 1)));
        Answer pushed =
                hub.send("POST", "/sync/push/", "urn:uuid:" + A.replace("-", "").toUpperCase(), body);

        // Then
        assertThat(pushed.words("results", "status")).as(pushed.toString()).containsExactly("accepted");
    }

    @Test
    void whatIsMissingOrWrongIsListedWithItsPlace() throws Exception {
        // When
        Answer missing = hub.send("POST", "/sync/pull", A, new JsonObject().put("last_lamport", "x"));
        Answer inItem = hub.push(A, new JsonObject().put("tenant_id", A).put("delta", 1.5));
        Answer negative = hub.pull(A, 0, -1);
        Answer noJson = hub.answer(
                hub.hub.request("/sync/push").header("X-Tenant-ID", A).POST(HttpRequest.BodyPublishers.ofString("[1")));

        // Then
        assertThat(List.of(missing, inItem, negative, noJson))
                .extracting(Answer::status)
                .containsOnly(422);
        assertThat(missing.list("detail").get(0))
                .isEqualTo(new JsonObject("{\"type\":\"missing\",\"loc\":[\"body\",\"tenant_id\"],"
                        + "\"msg\":\"Field required\",\"input\":{\"last_lamport\":\"x\"}}"));
        assertThat(inItem.words("detail", "type")).contains("missing", "int_parsing");
        assertThat(inItem.list("detail").get(0).getJsonArray("loc"))
                .isEqualTo(new JsonArray("[\"body\",\"operations\",0,\"product_id\"]"));
    }

    @Test
    void anEventIsAcceptedNumberedAndPulled() throws Exception {
        // Given
        String product = hub.product(A, 10);

        // When
        Answer pushed = hub.push(
                A,
                event(A, product, device(1), "DECREMENT", 3)
                        .put("payment_status", "PAID")
                        .put("amount", 25000.5));
        JsonObject result = pushed.list("results").get(0);
        Answer pulled = hub.pull(A, result.getLong("server_lamport") - 1, 0);
        JsonObject operation = pulled.list("operations").get(0);

        // Then
        assertThat(pushed.status()).isEqualTo(200);
        assertThat(result.getString("message")).isEqualTo("Event accepted successfully");
        assertThat(pushed.body().getLong("server_lamport")).isEqualTo(result.getLong("server_lamport"));
        assertThat(pushed.body().getString("timestamp")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
        assertThat(operation.getString("id")).isEqualTo(result.getString("operation_id"));
        assertThat(operation.fieldNames())
                .contains(
                        "tenant_id",
                        "version",
                        "lamport_ts",
                        "device_id",
                        "device_type",
                        "created_at",
                        "updated_at",
                        "synced_at",
                        "is_deleted",
                        "deleted_at",
                        "content_hash",
                        "created_by",
                        "updated_by",
                        "product_id",
                        "operation",
                        "delta",
                        "reason",
                        "payment_status",
                        "amount",
                        "location_lat",
                        "location_lng",
                        "operation_hash");
        assertThat(operation.getLong("lamport_ts")).isEqualTo(result.getLong("server_lamport"));
        assertThat(operation.getLong("version")).isEqualTo(2);
        assertThat(operation.getValue("amount")).isEqualTo(25000.5);
        assertThat(operation.getString("content_hash")).matches("[0-9a-f]{64}");
        assertThat(pulled.body().getBoolean("has_more")).isFalse();
        assertThat(hub.stock(A, product)).isEqualTo(7);
    }

    @Test
    void aRepeatedPushIsADuplicateWithAndWithoutAHash() throws Exception {
        // Given
        String product = hub.product(A, 100);
        JsonObject plain = event(A, product, device(1), "DECREMENT", 1);
        JsonObject hashed = event(A, product, device(1), "DECREMENT", 1).put("operation_hash", "f".repeat(64));

        // When
        Answer first = hub.push(A, plain, plain, hashed);
        Answer again = hub.push(A, plain, plain, hashed);
        Answer ofOther = hub.push(A, hashed.copy().put("device_id", device(2)));
        Answer inOtherTenant = hub.push(
                B, event(B, hub.product(B, 5), device(1), "DECREMENT", 1).put("operation_hash", "f".repeat(64)));

        // Then
        assertThat(first.words("results", "status")).containsExactly("accepted", "accepted", "accepted");
        assertThat(first.words("results", "operation_id")).doesNotHaveDuplicates();
        assertThat(again.words("results", "status")).containsExactly("duplicate", "duplicate", "duplicate");
        assertThat(again.words("results", "operation_id")).isEqualTo(first.words("results", "operation_id"));
        assertThat(ofOther.words("results", "status")).containsExactly("duplicate");
        assertThat(inOtherTenant.words("results", "status")).containsExactly("accepted");
        assertThat(hub.stock(A, product)).isEqualTo(97);
    }

    @Test
    void whatIsNotThereIsNotSold() throws Exception {
        // Given
        String product = hub.product(A, 2);
        JsonObject sale = event(A, product, device(1), "DECREMENT", 3);

        // When
        Answer sold = hub.push(A, sale, event(A, product, device(1), "DECREMENT", -2));
        Answer again = hub.push(A, sale, event(A, product, device(1), "DECREMENT", -2));

        // Then
        assertThat(sold.words("results", "status")).containsExactly("rejected", "accepted");
        assertThat(sold.list("results").get(0).getString("reason")).contains("-1");
        assertThat(sold.list("results").get(0).getString("suggestion")).isNotBlank();
        assertThat(again.words("results", "status")).containsExactly("rejected", "duplicate");
        assertThat(again.list("results").get(0).getString("conflict_id"))
                .isNotNull()
                .isEqualTo(sold.list("results").get(0).getString("conflict_id"));
        assertThat(hub.stock(A, product)).isZero();
    }

    @Test
    void aCountSetsTheStock() throws Exception {
        // Given
        String product = hub.product(A, 2);

        // When
        Answer counted =
                hub.push(A, event(A, product, device(1), "SET", 40), event(A, product, device(1), "INCREMENT", 5));

        // Then
        assertThat(counted.words("results", "status")).containsExactly("accepted", "accepted");
        assertThat(hub.stock(A, product)).isEqualTo(45);
    }

    @Test
    void oneBadItemStopsNoOther() throws Exception {
        // Given
        String product = hub.product(A, 10);
        String ofB = hub.product(B, 10);

        // When
        Answer pushed = hub.push(
                A,
                event(A, UUID.randomUUID().toString(), device(1), "DECREMENT", 1),
                event(A, ofB, device(1), "DECREMENT", 1),
                event(B, product, device(1), "DECREMENT", 1),
                event(A, product, device(1), "EXPLODE", -5),
                event(A, product, device(1), "DECREMENT", 1));

        // Then
        assertThat(pushed.status()).isEqualTo(200);
        assertThat(pushed.words("results", "status"))
                .containsExactly("rejected", "rejected", "rejected", "rejected", "accepted");
        assertThat(hub.stock(A, product)).isEqualTo(9);
        assertThat(hub.stock(B, ofB)).isEqualTo(10);
    }

    @Test
    void twoDevicesWhoSellUnpaidWaitForAPersonAndTheWinnerCounts() throws Exception {
        // Given
        String product = hub.product(A, 10);
        Answer first = hub.push(A, event(A, product, device(1), "DECREMENT", 1));
        JsonObject sale = event(A, product, device(2), "DECREMENT", 2);

        // When
        Answer met = hub.push(A, sale);
        Answer again = hub.push(A, sale);
        JsonObject conflict = conflict(A, "PENDING", product);

        // Then
        JsonObject result = met.list("results").get(0);
        assertThat(result.getString("status")).as(met.toString()).isEqualTo("conflict");
        assertThat(result.getJsonObject("resolution"))
                .isEqualTo(new JsonObject(
                        "{\"method\":\"MANUAL\",\"reason\":\"Ambiguous conflict - requires producer decision\","
                                + "\"confidence\":0.5,\"requires_approval\":true}"));
        assertThat(again.list("results")).isEqualTo(met.list("results"));
        assertThat(conflict.getString("id")).isEqualTo(result.getString("conflict_id"));
        assertThat(conflict.getString("entity_type")).isEqualTo("StockEvent");
        assertThat(conflict.getString("operation_b_id"))
                .isEqualTo(first.list("results").get(0).getString("operation_id"));
        assertThat(conflict.getJsonObject("payload_a").getLong("delta")).isEqualTo(2);
        assertThat(hub.stock(A, product)).isEqualTo(9);

        // When
        String winner = conflict.getString("operation_a_id");
        Answer resolved = resolve(A, conflict, winner);
        Answer resolvedAgain = resolve(A, conflict, winner);
        Answer otherwise = resolve(A, conflict, conflict.getString("operation_b_id"));
        Answer sentAgain = hub.push(A, sale);
        JsonObject ended = conflict(A, "RESOLVED_MANUAL", product);

        // Then
        assertThat(resolved.body())
                .isEqualTo(new JsonObject()
                        .put("status", "resolved")
                        .put("conflict_id", conflict.getString("id"))
                        .put("winner_id", winner));
        assertThat(resolvedAgain).isEqualTo(resolved);
        assertThat(otherwise.status()).isEqualTo(409);
        assertThat(hub.stock(A, product)).isEqualTo(7);
        assertThat(sentAgain.words("results", "status")).containsExactly("duplicate");
        assertThat(ended.getString("winner_id")).isEqualTo(winner);
        assertThat(ended.getString("resolved_by")).isEqualTo(PERSON);
        assertThat(ended.getString("user_feedback")).isEqualTo("sold");
        assertThat(pulledIds(A)).contains(winner);
    }

    @Test
    void theExistingOneWinsAndNothingMoves() throws Exception {
        // Given
        String product = hub.product(A, 10);
        Answer first = hub.push(A, event(A, product, device(1), "DECREMENT", 1));
        JsonObject sale = event(A, product, device(2), "DECREMENT", 2);
        Answer met = hub.push(A, sale);
        JsonObject conflict = conflict(A, "PENDING", product);

        // When
        Answer resolved = resolve(A, conflict, first.list("results").get(0).getString("operation_id"));
        Answer again = hub.push(A, sale);

        // Then
        assertThat(met.words("results", "status")).containsExactly("conflict");
        assertThat(resolved.status()).as(resolved.toString()).isEqualTo(200);
        assertThat(again.words("results", "status")).containsExactly("rejected");
        assertThat(hub.stock(A, product)).isEqualTo(9);
    }

    @Test
    void rulesDecideOfPaidSalesAndRestocks() throws Exception {
        // Given
        String paidLater = hub.product(A, 10);
        String paidFirst = hub.product(A, 10);
        String restocked = hub.product(A, 10);
        String soldFirst = hub.product(A, 10);
        Answer unused = hub.push(
                A,
                event(A, paidLater, device(1), "DECREMENT", 1),
                event(A, paidFirst, device(1), "DECREMENT", 1).put("payment_status", "PAID"),
                event(A, restocked, device(1), "INCREMENT", 5),
                event(A, soldFirst, device(1), "DECREMENT", 1));

        // When
        Answer met = hub.push(
                A,
                event(A, paidLater, device(2), "DECREMENT", 2).put("payment_status", "PAID"),
                event(A, paidFirst, device(2), "DECREMENT", 2),
                event(A, restocked, device(2), "DECREMENT", 2),
                event(A, soldFirst, device(2), "INCREMENT", 2));

        // Then
        assertThat(met.words("results", "status"))
                .as(met.toString())
                .containsExactly("accepted", "rejected", "accepted", "conflict");
        JsonObject later = conflict(A, "RESOLVED_AUTO", paidLater);
        JsonObject first = conflict(A, "RESOLVED_AUTO", paidFirst);
        JsonObject sale = conflict(A, "RESOLVED_AUTO", restocked);
        assertThat(later.getString("resolution_reason")).isEqualTo("Paid sale has absolute priority");
        assertThat(later.getString("winner_id")).isEqualTo(later.getString("operation_a_id"));
        assertThat(first.getString("resolution_reason")).isEqualTo("Existing operation is a paid sale");
        assertThat(first.getString("winner_id")).isEqualTo(first.getString("operation_b_id"));
        assertThat(sale.getString("resolution_reason")).isEqualTo("Sales take priority over restocks");
        assertThat(List.of(
                        hub.stock(A, paidLater),
                        hub.stock(A, paidFirst),
                        hub.stock(A, restocked),
                        hub.stock(A, soldFirst)))
                .containsExactly(7L, 9L, 13L, 9L);
    }

    @Test
    void theNumberDecidesOfStates() throws Exception {
        // Given
        String id = UUID.randomUUID().toString();
        JsonObject product = AgrotourHub.product(A, id, 10, 900_005);
        JsonObject payment = product.copy()
                .put("id", id)
                .put("sale_id", id)
                .put("amount", 1500.0)
                .put("payment_method", "CASH");

        // When
        JsonObject both = AgrotourHub.body(A)
                .put("products", new JsonArray().add(product))
                .put("payments", new JsonArray().add(payment));
        Answer made = hub.send("POST", "/sync/push", A, both);
        Answer again = hub.send("POST", "/sync/push", A, both);
        Answer newer = hub.products(
                A,
                product.copy().put("name", "Miel 2").put("lamport_ts", 900_007).put("current_stock", 99));
        Answer older = hub.products(A, product.copy().put("name", "Miel 3").put("lamport_ts", 900_007));
        List<JsonObject> pulled = hub.pull(A, 0, 1_000).list("products").stream()
                .filter(found -> found.getString("id").equals(id))
                .toList();

        // Then
        assertThat(made.words("results", "status")).containsExactly("accepted", "accepted");
        assertThat(again.words("results", "status")).containsExactly("ignored", "ignored");
        assertThat(again.list("results").get(0).getLong("server_lamport")).isEqualTo(900_006);
        assertThat(newer.words("results", "status")).containsExactly("accepted");
        assertThat(older.words("results", "status")).containsExactly("ignored");
        assertThat(pulled).hasSize(1);
        assertThat(pulled.get(0).getString("name")).isEqualTo("Miel 2");
        assertThat(pulled.get(0).getLong("lamport_ts")).isEqualTo(900_008);
        assertThat(pulled.get(0).getLong("current_stock")).isEqualTo(10);
    }

    @Test
    void aSkuIsOneProductsInItsTenantAlone() throws Exception {
        // Given
        JsonObject first =
                AgrotourHub.product(A, UUID.randomUUID().toString(), 1, 0).put("sku", "MIEL");

        // When
        Answer made = hub.products(A, first);
        Answer taken = hub.products(A, first.copy().put("id", UUID.randomUUID().toString()));
        Answer inOther = hub.products(B, first.copy().put("tenant_id", B));

        // Then
        assertThat(List.of(made, inOther))
                .allSatisfy(
                        answer -> assertThat(answer.words("results", "status")).containsExactly("accepted"));
        assertThat(taken.words("results", "status")).containsExactly("rejected");
    }

    @Test
    void aTenantSeesAndResolvesNothingOfAnother() throws Exception {
        // Given
        String product = hub.product(A, 10);
        Answer first = hub.push(A, event(A, product, device(1), "DECREMENT", 1));
        Answer met = hub.push(A, event(A, product, device(2), "DECREMENT", 1));
        JsonObject conflict = conflict(A, "PENDING", product);

        // When
        Answer resolved = resolve(B, conflict, conflict.getString("operation_a_id"));
        JsonObject askForA = new JsonObject().put("tenant_id", A).put("last_lamport", 0);
        Answer pulled = hub.send("POST", "/sync/pull", B, askForA);

        // Then
        assertThat(first.words("results", "status")).containsExactly("accepted");
        assertThat(met.words("results", "status")).containsExactly("conflict");
        assertThat(resolved).isEqualTo(new Answer(404, new JsonObject().put("detail", "Conflict not found")));
        assertThat(pulled.status()).isEqualTo(200);
        assertThat(pulled.list("operations")).isEmpty();
        assertThat(pulledIds(B)).doesNotContain(first.list("results").get(0).getString("operation_id"));
        assertThat(hub.get("/sync/conflicts?tenant_id=" + A, B).body().encode()).doesNotContain(product);
    }

    @Test
    void aResolutionThatSaysNothingUsefulIsRefused() throws Exception {
        // Given
        String product = hub.product(A, 10);
        Answer first = hub.push(A, event(A, product, device(1), "DECREMENT", 1));
        Answer met = hub.push(A, event(A, product, device(2), "DECREMENT", 1));
        JsonObject conflict = conflict(A, "PENDING", product);
        String path = "/sync/conflicts/" + conflict.getString("id") + "/resolve";
        JsonObject none = new JsonObject();

        // When
        List<Integer> statuses = List.of(
                hub.send("POST", "/sync/conflicts/no-uuid/resolve?winner_id=" + A + "&resolved_by=" + A, A, none)
                        .status(),
                hub.send("POST", path + "?winner_id=" + A, A, none).status(),
                hub.send("POST", path + "?winner_id=no&resolved_by=" + A, A, none)
                        .status(),
                hub.send("POST", path + "?winner_id=" + A + "&resolved_by=" + A, A, none)
                        .status(),
                hub.send("POST", "/sync/conflicts/" + A + "/resolve?winner_id=" + A + "&resolved_by=" + A, A, none)
                        .status());
        JsonObject inBody = new JsonObject()
                .put("winner_id", conflict.getString("operation_b_id"))
                .put("resolved_by", PERSON);
        Answer resolved = hub.send("POST", path, A, inBody);

        // Then
        assertThat(first.status() + met.status()).isEqualTo(400);
        assertThat(statuses).containsExactly(422, 422, 422, 422, 404);
        assertThat(resolved.status()).isEqualTo(200);
        assertThat(hub.get("/sync/conflicts?tenant_id=" + A + "&status=OPEN", A).status())
                .isEqualTo(422);
        assertThat(hub.get("/sync/conflicts", A).status()).isEqualTo(422);
    }

    @Test
    void pagesEndWhereTheySay() throws Exception {
        // Given
        String product = hub.product(B, 100);
        JsonObject sale = event(B, product, device(1), "DECREMENT", 1);
        long before = hub.push(B, sale).body().getLong("server_lamport");
        Answer unused = hub.push(B, sale, sale, sale, sale);

        // When
        Answer first = hub.pull(B, before, 2);
        Answer second = hub.pull(B, first.list("operations").get(1).getLong("lamport_ts"), 2);

        // Then
        assertThat(first.list("operations"))
                .extracting(each -> each.getLong("lamport_ts"))
                .containsExactly(before + 1, before + 2);
        assertThat(first.body().getBoolean("has_more")).isTrue();
        assertThat(second.body().getBoolean("has_more")).isFalse();
        assertThat(second.list("operations")).hasSize(1);
    }

    private static JsonObject conflict(String tenant, String status, String product) throws Exception {
        return hub.get("/sync/conflicts?tenant_id=" + tenant + "&status=" + status, tenant).list("conflicts").stream()
                .filter(found -> found.getString("entity_id").equals(product))
                .findFirst()
                .orElseThrow();
    }

    private static Answer resolve(String tenant, JsonObject conflict, String winner) throws Exception {
        return hub.send(
                "POST",
                "/sync/conflicts/" + conflict.getString("id") + "/resolve?winner_id=" + winner + "&resolved_by="
                        + PERSON + "&feedback=sold",
                tenant,
                new JsonObject());
    }

    private static List<String> pulledIds(String tenant) throws Exception {
        return hub.pull(tenant, 0, 1_000).words("operations", "id");
    }
}
