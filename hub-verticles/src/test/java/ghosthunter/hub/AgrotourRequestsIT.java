package ghosthunter.hub;

import static ghosthunter.hub.AgrotourHub.A;
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
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is heard, what is refused and in which words, and how bodies travel, over real HTTP against a whole hub. */
class AgrotourRequestsIT {
    private static final JsonObject NONE = new JsonObject();

    @TempDir
    private static Path dataDir;

    private static AgrotourHub hub;
    private static String ana;

    @BeforeAll
    static void start() throws Exception {
        hub = AgrotourHub.start(dataDir);
        hub.operator("ana", A);
        ana = hub.login("ana").getString("access");
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @Test
    void peopleOfOtherDialectsHaveNoBusinessHere() throws Exception {
        // Given
        hub.operator("cashier", A);
        String token = hub.login("cashier").getString("access");
        JsonObject body = new JsonObject().put("since_lamport_ts", 0);
        Answer before = hub.client("POST", "/api/sync/pull/", token, body);
        hub.changeRole("cashier", "guest");

        // When
        Answer after = hub.client("POST", "/api/sync/pull/", token, body);
        Answer login = hub.answer(hub.hub.json(
                "POST",
                "/auth/token/",
                new JsonObject().put("username", "cashier").put("password", RunningHub.PASSWORD)));

        // Then
        assertThat(before.status()).isEqualTo(200);
        assertThat(List.of(after, login)).extracting(Answer::status).containsOnly(401);
    }

    @Test
    void whoMayOnlyReadReadsHereToo() throws Exception {
        // Given
        hub.operator("vera", A);
        hub.changeRole("vera", "viewer");
        String token = hub.login("vera").getString("access");
        String conflict = "/api/sync/conflicts/" + UUID.randomUUID() + "/resolve/";

        // When
        Answer pull = hub.client("POST", "/api/sync/pull/", token, new JsonObject().put("since_lamport_ts", 0));
        Answer push = hub.client("POST", "/api/sync/push/", token, new JsonObject().put("operations", new JsonArray()));
        Answer resolve = hub.client("POST", conflict, token, new JsonObject().put("resolution", "LOCAL"));
        Answer order = hub.client("POST", "/ordenes/", token, new JsonObject().put("total", 1));

        // Then
        assertThat(pull.status()).isEqualTo(200);
        assertThat(List.of(push, resolve, order)).extracting(Answer::status).containsOnly(403);
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
    void theRootSaysWhatItIs() throws Exception {
        // When
        Answer root = hub.answer(hub.hub.request("/"));
        Answer ofTenant = hub.get("/", A);
        Answer wrong = hub.get("/", "tenant-1");

        // Then
        assertThat(List.of(root, ofTenant))
                .containsOnly(
                        new Answer(
                                200,
                                new JsonObject(
                                        "{\"service\":\"Agrotour Sync Engine\",\"status\":\"operational\",\"version\":\"0.1.0\"}")));
        assertThat(wrong.status()).isEqualTo(400);
    }

    @Test
    void aBrowserMayAskWithoutTheHeader() throws Exception {
        // When
        HttpResponse<String> preflight = hub.preflight("/sync/push", AgrotourHub.SITE, "content-type,x-tenant-id");
        HttpResponse<String> ofStranger = hub.preflight("/sync/push", "https://stranger.example", "x-tenant-id");
        HttpResponse<String> answer = hub.hub.send(hub.hub
                .request("/sync/conflicts?tenant_id=" + A)
                .header("Origin", AgrotourHub.SITE)
                .header("X-Tenant-ID", A));
        HttpResponse<String> refused =
                hub.hub.send(hub.hub.request("/sync/conflicts").header("Origin", AgrotourHub.SITE));

        // Then
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(List.of(preflight, answer, refused))
                .allSatisfy(each -> assertThat(each.headers().firstValue("Access-Control-Allow-Origin"))
                        .contains(AgrotourHub.SITE));
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Headers")
                        .orElseThrow())
                .contains("X-Tenant-ID");
        assertThat(List.of(answer, refused))
                .extracting(HttpResponse::statusCode)
                .containsExactly(200, 400);
        assertThat(ofStranger.statusCode()).isEqualTo(403);
    }

    @Test
    void bodiesTravelCompressedBothWays() throws Exception {
        // Given
        String product = hub.product(A, 100);
        JsonObject body = AgrotourHub.body(device(1))
                .put(
                        "operations",
                        new JsonArray(Collections.nCopies(20, event(A, product, device(1), "DECREMENT", 1))));
        JsonObject pull = new JsonObject().put("tenant_id", A).put("last_lamport", 0);

        // When
        HttpResponse<byte[]> pushed = hub.zipped("/sync/push", A, body);
        HttpResponse<byte[]> pulled = hub.zipped("/sync/pull", A, pull);

        // Then
        assertThat(List.of(pushed, pulled)).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        });
        assertThat(AgrotourHub.unzipped(pushed).getJsonArray("results")).hasSize(20);
        assertThat(AgrotourHub.unzipped(pulled).getJsonArray("operations")).hasSizeGreaterThanOrEqualTo(20);
        assertThat(hub.stock(A, product)).isEqualTo(80);
    }

    @Test
    void whatIsMissingIsListedWithItsPlaceAndWhatWasThere() throws Exception {
        // When
        Answer missing = hub.send("POST", "/sync/pull", A, new JsonObject().put("last_lamport", 5));
        Answer empty = hub.send("POST", "/sync/push", A, new JsonObject());
        Answer inItem = hub.push(A, event(A, PERSON, device(1), "SET", 1).putNull("delta"), new JsonObject());
        Answer noBody = hub.answer(
                hub.hub.request("/sync/push").header("X-Tenant-ID", A).POST(HttpRequest.BodyPublishers.noBody()));
        Answer inQuery = hub.get("/sync/conflicts", A);

        // Then
        assertThat(missing)
                .isEqualTo(new Answer(
                        422,
                        new JsonObject("{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"tenant_id\"],"
                                + "\"msg\":\"Field required\",\"input\":{\"last_lamport\":5}}]}")));
        assertThat(places(empty)).containsExactlyInAnyOrder("missing body/client_lamport", "missing body/device_id");
        assertThat(places(inItem))
                .contains("int_parsing body/operations/0/delta", "missing body/operations/1/product_id")
                .hasSize(10);
        assertThat(places(noBody)).containsExactly("missing body");
        assertThat(places(inQuery)).containsExactly("missing query/tenant_id");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    operations/0/product_id  | "p-1"                  | string_pattern_mismatch
                    operations/0/device_id   | 7                      | string_type
                    operations/0/delta       | 1.5                    | int_parsing
                    operations/0/delta       | 9007199254740992       | less_than_equal
                    operations/0/delta       | "two"                  | string_pattern_mismatch
                    operations/0/amount      | true                   | float_parsing
                    operations/0/reason      | ["SALE"]               | string_type
                    operations/0             | 1                      | dict_type
                    operations               | {}                     | list_type
                    client_lamport           | null                   | int_parsing
                    products/0/lamport_ts    | -1                     | greater_than_equal
                    products/0/is_deleted    | "no"                   | bool_parsing
                    products/0/price         | 1e999                  | less_than_equal
                    """)
    void whatIsWrongIsListedWithItsPlaceAndNothingOfItIsTaken(String place, String value, String kind)
            throws Exception {
        // Given
        String product = UUID.randomUUID().toString();
        String body = AgrotourHub.body(device(1))
                .put("operations", new JsonArray().add(event(A, product, device(1), "SET", 1)))
                .put("products", new JsonArray().add(AgrotourHub.product(A, product, 1, 0)))
                .encode();

        // When
        Answer refused = hub.answer(hub.hub
                .request("/sync/push")
                .header("X-Tenant-ID", A)
                .POST(HttpRequest.BodyPublishers.ofString(AgrotourHub.with(body, place, value))));

        // Then
        assertThat(refused.status()).isEqualTo(422);
        assertThat(places(refused)).containsExactly(kind + " body/" + place);
        assertThat(hub.column("SELECT key FROM entity WHERE key = '" + product + "'"))
                .isEmpty();
    }

    @Test
    void whatIsTooMuchOrUnreadableIsRefused() throws Exception {
        // Given
        JsonObject one = event(A, PERSON, device(1), "SET", 1);

        // When
        Answer tooMany = hub.push(A, Collections.nCopies(501, one).toArray(JsonObject[]::new));
        Answer tooLong = hub.push(A, one.copy().put("reason", "x".repeat(65)));
        Answer negative = hub.pull(A, 0, -1);
        Answer half = hub.push(A, one.copy().put("reason", "\u0000"));
        Answer noJson = hub.answer(
                hub.hub.request("/sync/push").header("X-Tenant-ID", A).POST(HttpRequest.BodyPublishers.ofString("[1")));
        Answer ofNobody = hub.answer(hub.hub.request("/sync/push").POST(HttpRequest.BodyPublishers.ofString("[1")));

        // Then
        assertThat(List.of(tooMany, tooLong, negative, half, noJson))
                .extracting(answer -> answer.status() + " " + places(answer))
                .containsExactly(
                        "422 [too_long body/operations]",
                        "422 [string_too_long body/operations/0/reason]",
                        "422 [greater_than_equal body/limit]",
                        "422 [value_error body]",
                        "422 [json_invalid body]");
        assertThat(ofNobody.status()).isEqualTo(400);
    }

    private static List<String> places(Answer answer) {
        return answer.list("detail").stream()
                .map(each -> each.getString("type") + " "
                        + each.getJsonArray("loc").stream()
                                .map(Object::toString)
                                .collect(Collectors.joining("/")))
                .toList();
    }

    @Test
    void whoAsksCountsBeforeWhatIsAsked() throws Exception {
        // Given
        JsonObject broken = new JsonObject().put("operations", 1);

        // When
        Answer ofNobody = hub.answer(hub.hub.json("POST", "/api/sync/push/", broken));
        Answer push = hub.client("POST", "/api/sync/push/", ana, broken);
        Answer pull = hub.client("POST", "/api/sync/pull/", ana, new JsonObject().put("entity_types", "Venta"));
        Answer whole = hub.client("GET", "/api/sync/pull/?since_lamport_ts=x", ana, NONE);
        Answer list = hub.client("GET", "/api/sync/conflicts/?status=OPEN", ana, NONE);
        Answer resolve = hub.client(
                "POST", "/api/sync/conflicts/no-uuid/resolve/", ana, new JsonObject().put("resolution", "LOCAL"));
        Answer login = hub.answer(hub.hub.json("POST", "/auth/login/", new JsonObject().put("username", "ana")));
        Answer refresh = hub.answer(hub.hub.json("POST", "/auth/token/refresh/", NONE));

        // Then
        assertThat(ofNobody.status()).isEqualTo(401);
        assertThat(List.of(push, pull, whole, list, resolve, login, refresh)).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
            assertThat(answer.list("detail").get(0).fieldNames()).contains("type", "loc", "msg", "input");
        });
    }

    @Test
    void aPageMayAskWithItsToken() throws Exception {
        // When
        HttpResponse<String> preflight =
                hub.preflight("/api/sync/push/", AgrotourHub.SITE, "authorization,content-type,idempotency-key");
        HttpResponse<String> refused = hub.hub.send(hub.hub
                .json("POST", "/api/sync/push/", new JsonObject().put("operations", new JsonArray()))
                .header("Origin", AgrotourHub.SITE));

        // Then
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(List.of(preflight, refused))
                .allSatisfy(answer -> assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                        .contains(AgrotourHub.SITE));
    }
}
