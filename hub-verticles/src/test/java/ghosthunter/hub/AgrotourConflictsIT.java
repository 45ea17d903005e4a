package ghosthunter.hub;

import static ghosthunter.hub.AgrotourHub.A;
import static ghosthunter.hub.AgrotourHub.B;
import static ghosthunter.hub.AgrotourHub.PERSON;
import static ghosthunter.hub.AgrotourHub.device;
import static ghosthunter.hub.AgrotourHub.event;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.AgrotourHub.Answer;
import ghosthunter.hub.dialect.DialectSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of events of two devices that did not know of each other, over real HTTP against a whole hub. */
class AgrotourConflictsIT {
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
    void aDecisionAtTheHubsOwnPathMovesTheStockJustSo() throws Exception {
        // Given
        String product = hub.product(A, 10);
        Answer unused = hub.push(A, event(A, product, device(1), "DECREMENT", 1));
        JsonObject sale = event(A, product, device(2), "DECREMENT", 2);
        Answer met = hub.push(A, sale);
        JsonObject conflict = conflict(A, "PENDING", product);
        String id = conflict.getString("id");
        long version = hub.ofConflict(A, id, null).body().getLong("entity_version");
        JsonObject own = new JsonObject().put("data", new JsonObject()).put("version", version);
        JsonObject incoming = new JsonObject().put("use", "incoming").put("version", version);

        // When
        Answer ofOnes = hub.ofConflict(A, id + "/resolve", own);
        long before = hub.stock(A, product);
        Answer decided = hub.ofConflict(A, id + "/resolve", incoming);
        Answer said = resolve(A, conflict, conflict.getString("operation_a_id"));
        Answer otherwise = resolve(A, conflict, conflict.getString("operation_b_id"));
        Answer sentAgain = hub.push(A, sale);
        JsonObject ended = conflict(A, "RESOLVED_MANUAL", product);

        // Then
        assertThat(met.words("results", "status")).containsExactly("conflict");
        assertThat(ofOnes.status()).as(ofOnes.toString()).isEqualTo(400);
        assertThat(before).isEqualTo(9);
        assertThat(decided.status()).as(decided.toString()).isEqualTo(200);
        assertThat(hub.stock(A, product)).isEqualTo(7);
        assertThat(said.status()).isEqualTo(200);
        assertThat(otherwise.status()).isEqualTo(409);
        assertThat(hub.stock(A, product)).isEqualTo(7);
        assertThat(sentAgain.words("results", "status")).containsExactly("duplicate");
        assertThat(ended.getString("winner_id")).isEqualTo(conflict.getString("operation_a_id"));
        assertThat(ended.getString("resolved_by")).startsWith("operator");
        assertThat(ended.getString("resolved_at")).isNotNull();
        assertThat(pulledIds(A)).contains(conflict.getString("operation_a_id"));
    }

    @Test
    void aDeletedProductTakesNoEventByADecisionEither() throws Exception {
        // Given
        String product = hub.product(A, 10);
        Answer unused = hub.push(A, event(A, product, device(1), "DECREMENT", 1));
        Answer met = hub.push(A, event(A, product, device(2), "DECREMENT", 2));
        JsonObject conflict = conflict(A, "PENDING", product);
        Answer deleted =
                hub.products(A, AgrotourHub.product(A, product, 10, 500).put("is_deleted", true));

        // When
        Answer incoming = resolve(A, conflict, conflict.getString("operation_a_id"));
        Answer current = resolve(A, conflict, conflict.getString("operation_b_id"));

        // Then
        assertThat(met.words("results", "status")).containsExactly("conflict");
        assertThat(deleted.words("results", "status")).containsExactly("accepted");
        assertThat(incoming.status()).isEqualTo(409);
        assertThat(incoming.toString()).contains("the product is deleted");
        assertThat(current.status()).isEqualTo(200);
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
    void aListenerOfItsOwnServesNothingElseAndAStockFallsBelowZeroWhereItMay(@TempDir Path other) throws Exception {
        // Given
        int port = freePort();
        DialectSettings.One settings =
                new DialectSettings.One(TenantId.DEFAULT, port, null, Set.of(), Set.of("negative_stock"));
        AgrotourHub lenient = AgrotourHub.start(other, settings);
        try {
            String product = lenient.product(A, 1);
            JsonObject body = AgrotourHub.body(device(1))
                    .put("operations", new JsonArray().add(event(A, product, device(1), "DECREMENT", 3)));
            URI own = URI.create("http://127.0.0.1:" + port);

            // When
            Answer sold = lenient.answer(lenient.hub
                    .json("POST", "/sync/push", body)
                    .uri(own.resolve("/sync/push"))
                    .header("X-Tenant-ID", A));
            Answer root = lenient.answer(HttpRequest.newBuilder(own.resolve("/")));
            Answer nothing = lenient.answer(HttpRequest.newBuilder(own.resolve("/v1/presence")));

            // Then
            assertThat(sold.words("results", "status")).containsExactly("accepted");
            assertThat(lenient.stock(A, product)).isEqualTo(-2);
            assertThat(root.body().getString("service")).isEqualTo("Agrotour Sync Engine");
            assertThat(nothing.status()).isEqualTo(404);
        } finally {
            lenient.close();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
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
