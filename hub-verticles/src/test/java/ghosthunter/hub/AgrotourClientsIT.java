package ghosthunter.hub;

import static ghosthunter.hub.AgrotourHub.A;
import static ghosthunter.hub.AgrotourHub.B;
import static ghosthunter.hub.AgrotourHub.device;
import static ghosthunter.hub.AgrotourHub.event;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.AgrotourHub.Answer;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.dialect.TokenSecret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the web, desktop and phone clients send and need, with their tokens, over real HTTP against a whole hub. */
class AgrotourClientsIT {
    private static final JsonObject NONE = new JsonObject();

    @TempDir
    private static Path dataDir;

    private static AgrotourHub hub;
    private static String ana;
    private static String bruno;

    @BeforeAll
    static void start() throws Exception {
        hub = AgrotourHub.start(dataDir);
        hub.operator("ana", A);
        hub.operator("bruno", B);
        ana = hub.login("ana").getString("access");
        bruno = hub.login("bruno").getString("access");
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    private static JsonObject operation(String type, String id, String device, String timestamp) {
        return new JsonObject()
                .put("operation_id", UUID.randomUUID().toString())
                .put("operation_type", "UPDATE")
                .put("entity_type", type)
                .put("entity_id", id)
                .put("data", new JsonObject().put("by", device))
                .put("lamport_ts", 0)
                .put("version", 1)
                .put("device_id", device)
                .put("timestamp", timestamp)
                .put("content_hash", "-7f3a");
    }

    private static Answer push(String token, JsonObject... operations) throws Exception {
        JsonObject body = new JsonObject()
                .put("operations", new JsonArray(List.of(operations)))
                .put("device_id", "web_1")
                .put("client_version", "1.0.0");
        return hub.client("POST", "/api/sync/push/", token, body);
    }

    @Test
    void aPushIsAcceptedOnceAndComesDownToTheOthersOfTheTenant() throws Exception {
        // Given
        JsonObject sale = operation("Venta", UUID.randomUUID().toString(), "web_1", "2026-02-07T10:00:00Z");

        // When
        Answer pushed = push(ana, sale);
        Answer again = push(ana, sale);
        Answer echo = push(ana, sale.copy().put("device_id", "desktop_1").put("lamport_ts", 7));
        Answer pulled = hub.client("POST", "/api/v1/sync/pull/", ana, new JsonObject().put("since_lamport_ts", 0));
        Answer elsewhere =
                hub.client("POST", "/api/v1/api/sync/pull/", bruno, new JsonObject().put("since_lamport_ts", 0));

        // Then
        assertThat(pushed.status()).as(pushed.toString()).isEqualTo(200);
        assertThat(pushed.body().fieldNames())
                .contains(
                        "success",
                        "results",
                        "accepted",
                        "rejected",
                        "new_lamport_ts",
                        "new_version",
                        "conflicts_detected",
                        "server_lamport",
                        "timestamp");
        assertThat(List.of(pushed, again, echo)).allSatisfy(answer -> {
            assertThat(answer.words("accepted", "operation_id")).containsExactly(sale.getString("operation_id"));
            assertThat(answer.list("rejected")).isEmpty();
        });
        assertThat(again.body().getLong("new_lamport_ts"))
                .isEqualTo(pushed.body().getLong("new_lamport_ts"));
        assertThat(pulled.words("operations", "operation_id")).containsOnlyOnce(sale.getString("operation_id"));
        assertThat(pulled.body().fieldNames())
                .contains(
                        "operations",
                        "max_lamport_ts",
                        "new_lamport_ts",
                        "new_version",
                        "has_more",
                        "more_available",
                        "server_timestamp",
                        "entities",
                        "server_time");
        assertThat(elsewhere.words("operations", "operation_id")).doesNotContain(sale.getString("operation_id"));
    }

    @Test
    void theLaterWriteCountsAndTheLoserIsToldTheSameConflictEachTime() throws Exception {
        // Given
        String visit = UUID.randomUUID().toString();
        JsonObject first = operation("Visita", visit, "web_1", "2026-02-07T10:00:00Z");
        JsonObject stale = operation("Visita", visit, "mobile_1", "2026-02-07T09:00:00Z");

        // When
        Answer pushed = push(ana, first);
        Answer lost = push(ana, stale);
        Answer again = push(ana, stale);
        JsonObject rejected = lost.list("rejected").get(0);

        // Then
        assertThat(pushed.list("rejected")).isEmpty();
        assertThat(lost.list("accepted")).isEmpty();
        assertThat(lost.body().getLong("conflicts_detected")).isEqualTo(1);
        assertThat(rejected.getString("operation_id")).isEqualTo(stale.getString("operation_id"));
        assertThat(rejected.getString("conflicting_operation_id")).isEqualTo(first.getString("operation_id"));
        assertThat(rejected.getString("conflict_type")).isEqualTo("CONCURRENT_MODIFICATION");
        assertThat(rejected.getString("resolution_level")).isEqualTo("HARDCODED");
        assertThat(again.list("rejected")).isEqualTo(lost.list("rejected"));

        // When
        String path = "/api/sync/conflicts/" + rejected.getString("conflict_id") + "/resolve/";
        Answer ofOther = hub.client("POST", path, bruno, new JsonObject().put("resolution", "LOCAL"));
        Answer nonsense = hub.client("POST", path, ana, new JsonObject().put("resolution", "MINE"));
        Answer resolved = hub.client("POST", path, ana, new JsonObject().put("resolution", "LOCAL"));
        Answer settled = push(ana, stale);

        // Then
        assertThat(ofOther.status()).isEqualTo(404);
        assertThat(nonsense.status()).isEqualTo(422);
        assertThat(resolved.status()).as(resolved.toString()).isEqualTo(200);
        assertThat(settled.words("accepted", "operation_id")).containsExactly(stale.getString("operation_id"));
        assertThat(hub.column(
                        "SELECT data -> 'data' ->> 'by' FROM entity WHERE type = 'agrotour-record' AND key = 'Visita:"
                                + visit + "'"))
                .containsExactly("mobile_1");
    }

    @Test
    void aTieGoesByTheClassOfTheDevice() throws Exception {
        // Given
        String place = UUID.randomUUID().toString();
        String at = "2026-02-07T10:00:00Z";

        // When
        List<Integer> rejected = new ArrayList<>();
        for (String device : List.of("mobile_1", "desktop_1", "web_1")) {
            Answer pushed = push(ana, operation("Ubicacion", place, device, at));
            rejected.add(pushed.list("rejected").size());
        }

        // Then
        assertThat(rejected).containsExactly(0, 1, 0);
    }

    @Test
    void theOldShapesAreServedToo() throws Exception {
        // Given
        JsonObject body = new JsonObject("{\"operations\":[{\"entity_type\":\"producto\",\"entity_id\":999,"
                + "\"data\":{\"nombre\":\"Queso\"},\"timestamp\":\"2026-02-07T10:00:00Z\",\"device_id\":\"web_9\"}]}");

        // When
        Answer made = hub.client("POST", "/api/sync/push/", ana, body);
        Answer again = hub.client("POST", "/api/sync/push/", ana, body);
        Answer pulled = hub.client("GET", "/api/sync/pull/?last_sync=2020-01-01", ana, NONE);

        // Then
        assertThat(made.body().getBoolean("success")).isTrue();
        assertThat(made.list("results"))
                .containsExactly(new JsonObject().put("id", 999).put("status", "created"));
        assertThat(again.list("results"))
                .containsExactly(new JsonObject().put("id", 999).put("status", "updated"));
        assertThat(again.body().getLong("new_lamport_ts")).isEqualTo(made.body().getLong("new_lamport_ts"));
        assertThat(pulled.body()
                        .getJsonObject("entities")
                        .getJsonArray("productos")
                        .encode())
                .contains("Queso");
    }

    @Test
    void whatCannotBeReadStopsNoNeighbour() throws Exception {
        // Given
        JsonObject good = operation("Cart", UUID.randomUUID().toString(), "mobile_1", "2026-02-07T10:00:00Z");

        // When
        Answer pushed = push(
                ana,
                good.copy().put("operation_id", "bad").put("entity_id", ""),
                good.copy().put("operation_id", "worse").put("operation_type", "EXPLODE"),
                good);

        // Then
        assertThat(pushed.words("accepted", "operation_id")).containsExactly(good.getString("operation_id"));
        assertThat(pushed.words("rejected", "conflict_type"))
                .containsExactly("BUSINESS_RULE_VIOLATION", "BUSINESS_RULE_VIOLATION");
        assertThat(hub.client("POST", "/api/sync/push/", ana, new JsonObject().put("operations", 1))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void stockEventsOfTheEngineComeDownHereToo() throws Exception {
        // Given
        String product = hub.product(A, 10);
        Answer sold = hub.push(A, event(A, product, device(1), "DECREMENT", 1));
        String id = sold.list("results").get(0).getString("operation_id");

        // When
        Answer pulled = hub.client(
                "POST",
                "/api/sync/pull/",
                ana,
                new JsonObject().put("since_lamport_ts", 0).put("entity_types", new JsonArray().add("StockEvent")));
        Answer echo = push(ana, pulled.list("operations").get(0));
        Answer list = hub.client("GET", "/api/sync/conflicts/", ana, NONE);

        // Then
        assertThat(pulled.words("operations", "entity_type")).containsOnly("StockEvent");
        assertThat(pulled.words("operations", "operation_id")).contains(id);
        assertThat(echo.list("rejected")).isEmpty();
        assertThat(list.body().fieldNames()).contains("conflicts", "total");
        assertThat(hub.stock(A, product)).isEqualTo(9);
    }

    @Test
    void nobodyIsServedWithoutATokenThatIsGood() throws Exception {
        // Given
        JsonObject grant = hub.login("ana");
        JsonObject refresh = new JsonObject().put("refresh", grant.getString("refresh"));
        JsonObject body = new JsonObject().put("since_lamport_ts", 0);

        // When
        Answer none = hub.answer(hub.hub.json("POST", "/api/sync/pull/", body));
        Answer forged = hub.client("POST", "/api/sync/pull/", grant.getString("access") + "x", body);
        Answer withRefresh = hub.client("POST", "/api/sync/pull/", grant.getString("refresh"), body);
        Answer wrong = hub.answer(hub.hub.json(
                "POST", "/auth/token/", new JsonObject().put("username", "ana").put("password", "wrong password")));
        Answer refreshed = hub.answer(hub.hub.json("POST", "/api/auth/token/refresh/", refresh));
        Answer served = hub.client("POST", "/api/sync/pull/", refreshed.body().getString("access"), body);
        Answer out = hub.client("POST", "/auth/logout-mobile/", grant.getString("access"), refresh);
        Answer revoked = hub.client("POST", "/api/sync/pull/", grant.getString("access"), body);
        Answer notRefreshed = hub.answer(hub.hub.json("POST", "/api/auth/refresh/", refresh));

        // Then
        assertThat(List.of(none, forged, withRefresh, wrong, revoked, notRefreshed))
                .extracting(Answer::status)
                .containsOnly(401);
        assertThat(forged.body().getString("code")).isEqualTo("token_not_valid");
        assertThat(revoked.body()).isEqualTo(new JsonObject().put("error", "Token has been revoked"));
        assertThat(List.of(refreshed, served, out)).extracting(Answer::status).containsOnly(200);
        assertThat(hub.answer(hub.hub.request("/health/live/")).body().getString("status"))
                .isEqualTo("live");
        assertThat(hub.answer(hub.hub.request("/health/ready/")).status()).isEqualTo(200);
    }

    @Test
    void aTokenOfAnotherSystemSpeaksForTheTenantOfTheSettings(@TempDir Path other) throws Exception {
        // Given
        String secret = "a secret of another system, 32 or more";
        DialectSettings.One settings =
                new DialectSettings.One(new TenantId(B), null, TokenSecret.of(secret), Set.of(), Set.of());
        AgrotourHub foreign = AgrotourHub.start(Files.createDirectory(other.resolve("data")), settings);
        try {
            // When
            Answer good = foreign.client("POST", "/api/sync/push/", token(secret, 60), pushOfOne());
            Answer expired = foreign.client("POST", "/api/sync/push/", token(secret, -60), pushOfOne());
            Answer forged = foreign.client("POST", "/api/sync/push/", token("x".repeat(40), 60), pushOfOne());

            // Then
            assertThat(List.of(good, expired, forged))
                    .extracting(Answer::status)
                    .containsExactly(200, 401, 401);
            assertThat(foreign.column("SELECT tenant FROM entity WHERE type = 'agrotour-record'"))
                    .containsExactly(B);
        } finally {
            foreign.close();
        }
    }

    @Test
    void anOrderThatIsSentAgainIsTheSameOrderAndOneOfLaterIsAnother() throws Exception {
        // Given
        JsonObject order = new JsonObject("{\"cliente\":\"c-1\",\"items\":[{\"producto\":\"p-1\",\"n\":2}]}");

        // When
        Answer first = hub.client("POST", "/api/ordenes/", ana, order);
        Answer again = hub.client("POST", "/api/v1/ordenes/", ana, order);
        hub.passes(Duration.ofSeconds(60));
        Answer lastTry = hub.client("POST", "/ordenes/", ana, order);
        hub.passes(Duration.ofSeconds(64));
        Answer afterLastTry = hub.client("POST", "/api/ordenes/", ana, order);
        hub.passes(Duration.ofSeconds(70));
        Answer later = hub.client("POST", "/api/ordenes/", ana, order);
        Answer other = hub.client("POST", "/api/ordenes/", ana, order.copy().put("cliente", "c-2"));
        Answer ofOther = hub.client("POST", "/api/ordenes/", bruno, order);
        Answer nobodys = hub.client("POST", "/api/ordenes/", "x.y.z", order);

        // Then
        assertThat(first.status()).as(first.toString()).isEqualTo(200);
        assertThat(List.of(again, lastTry, afterLastTry)).containsOnly(first);
        assertThat(List.of(first, later, other, ofOther))
                .extracting(answer -> answer.body().getString("id"))
                .doesNotHaveDuplicates();
        assertThat(nobodys.status()).isEqualTo(401);
        assertThat(hub.column("SELECT count(*) FROM entity WHERE type = 'agrotour-record' AND key LIKE 'Orden:%'"
                        + " AND data -> 'data' ->> 'cliente' IN ('c-1', 'c-2')"))
                .containsExactly("4");
    }

    @Test
    void sameOrdersAtOnceAreOneAndAKeyNamesAnOrder() throws Exception {
        // Given
        JsonObject order = new JsonObject().put("cliente", "c-3");
        ExecutorService crowd = Executors.newFixedThreadPool(4);

        try {
            // When
            List<Answer> atOnce = new ArrayList<>();
            Callable<Answer> sent = () -> hub.client("POST", "/api/ordenes/", ana, order);
            for (Future<Answer> answer : crowd.invokeAll(Collections.nCopies(4, sent))) {
                atOnce.add(answer.get());
            }
            List<Answer> named = List.of(named("k-1", order), named("k-1", order), named("k-2", order));

            // Then
            assertThat(atOnce).extracting(Answer::status).containsOnly(200);
            assertThat(Set.copyOf(atOnce)).hasSize(1);
            assertThat(named.get(1)).isEqualTo(named.get(0));
            assertThat(named.get(2)).isNotEqualTo(named.get(0));
            assertThat(hub.column("SELECT count(*) FROM entity WHERE type = 'agrotour-record'"
                            + " AND data -> 'data' ->> 'cliente' = 'c-3'"))
                    .containsExactly("3");
        } finally {
            crowd.shutdownNow();
        }
    }

    private static Answer named(String key, JsonObject order) throws Exception {
        return hub.answer(
                RunningHub.as(ana, hub.hub.json("POST", "/api/ordenes/", order).header("Idempotency-Key", key)));
    }

    private static JsonObject pushOfOne() {
        JsonObject sale = operation("Venta", "1", "mobile_1", "2026-02-07T10:00:00Z");
        return new JsonObject().put("operations", new JsonArray().add(sale));
    }

    /** As Django signs it. */
    private static String token(String secret, long lifeS) throws Exception {
        JsonObject claims = new JsonObject()
                .put("token_type", "access")
                .put("exp", Instant.now().getEpochSecond() + lifeS)
                .put("user_id", 42);
        String signed = part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + part(claims.encode());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
