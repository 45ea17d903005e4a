package ghosthunter.hub;

import static ghosthunter.hub.AgrotourHub.A;
import static ghosthunter.hub.AgrotourHub.B;
import static ghosthunter.hub.AgrotourHub.device;
import static ghosthunter.hub.AgrotourHub.event;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.AgrotourHub.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
    void anySpellingOfTheTenantIsTheTenant() throws Exception {
        // Given
        String product = hub.product(A, 10);

        // When
        JsonObject body = AgrotourHub.body(device(1))
                .put(
                        "operations",
                        new JsonArray()
                                .add(event(
                                        "{" + A.toUpperCase(Locale.ROOT) + "}", product, device(1), "DECREMENT", 1)));
        Answer pushed =
                hub.send("POST", "/sync/push/", "urn:uuid:" + A.replace("-", "").toUpperCase(Locale.ROOT), body);

        // Then
        assertThat(pushed.words("results", "status")).as(pushed.toString()).containsExactly("accepted");
    }

    @Test
    void numbersAreTakenAsTextsToo() throws Exception {
        // Given
        String product = hub.product(A, 10);

        // When
        Answer pushed = hub.push(
                A,
                event(A, product, device(1), "DECREMENT", 0).put("delta", "3").put("amount", "12.50"));

        // Then
        assertThat(pushed.words("results", "status")).as(pushed.toString()).containsExactly("accepted");
        assertThat(hub.stock(A, product)).isEqualTo(7);
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
    void nobodyWinsForEverByAHugeNumber() throws Exception {
        // Given
        String id = UUID.randomUUID().toString();
        JsonObject product = AgrotourHub.product(A, id, 10, 1L << 52);

        // When
        Answer huge = hub.products(A, product);
        Answer far = hub.products(A, product.copy().put("lamport_ts", 1_000_000));
        Answer further =
                hub.products(A, product.copy().put("lamport_ts", 1_000_002).put("name", "Miel 2"));

        // Then
        assertThat(huge.words("results", "status")).containsExactly("rejected");
        assertThat(huge.list("results").get(0).getString("reason")).isEqualTo("lamport_ts is too far ahead");
        assertThat(far.words("results", "status")).containsExactly("accepted");
        assertThat(further.words("results", "status")).containsExactly("accepted");
    }

    @Test
    void aDeletedProductComesDownAsDeletedAndTakesNoEvent() throws Exception {
        // Given
        String id = hub.product(B, 10);
        JsonObject gone = AgrotourHub.product(B, id, 10, 500).put("is_deleted", true);

        // When
        Answer deleted = hub.products(B, gone);
        Answer sold = hub.push(B, event(B, id, device(1), "DECREMENT", 1));
        JsonObject pulled = hub.pull(B, 0, 1_000).list("products").stream()
                .filter(product -> product.getString("id").equals(id))
                .findFirst()
                .orElseThrow();

        // Then
        assertThat(deleted.words("results", "status")).containsExactly("accepted");
        assertThat(sold.words("results", "reason")).containsExactly("Product is deleted");
        assertThat(pulled.getBoolean("is_deleted")).isTrue();
        assertThat(pulled.getString("deleted_at")).isNotNull();
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
}
