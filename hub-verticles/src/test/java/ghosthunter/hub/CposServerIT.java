package ghosthunter.hub;

import static ghosthunter.hub.CposShop.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.CposShop.Answer;
import ghosthunter.hub.CposShop.Till;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server of cpos says whatever is asked: what it is, to whom it talks, what is nowhere and what is too much. */
class CposServerIT {
    private static final String ALLOW = "Access-Control-Allow-";

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

    private static HttpResponse<String> preflight(String origin) throws Exception {
        return shop.hub.send(shop.hub
                .request("/api/sync/push")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type")
                .method("OPTIONS", BodyPublishers.noBody()));
    }

    @Test
    void whatPeopleDoIsInTheAuditOfTheHub() throws Exception {
        // Given
        Till till = shop.till();
        JsonObject body = CposShop.terminal(till.storeId(), till.branchId());

        // When
        int made = shop.post("/api/auth/terminal/register", shop.admin(), body).status();

        // Then
        assertThat(made).isEqualTo(200);
        await().untilAsserted(() -> assertThat(registrations()).contains("asked operator", "done operator"));
    }

    private static List<String> registrations() throws Exception {
        HttpResponse<String> events =
                shop.hub.send(RunningHub.as(shop.hub.admin(), shop.hub.request("/v1/events?limit=20")));
        return new JsonObject(events.body())
                .getJsonArray("events").stream()
                        .map(JsonObject.class::cast)
                        .filter(event -> event.getString("action").equals("POST /api/auth/terminal/register"))
                        .map(event -> event.getString("stage") + " " + event.getString("actor_kind"))
                        .toList();
    }

    @Test
    void aPageOfAKnownSiteIsToldWhatItMay() throws Exception {
        // When
        HttpResponse<String> asked = preflight(CposShop.SITE);
        HttpResponse<String> refused = shop.hub.send(shop.hub
                .json("POST", "/api/sync/push", json("terminalId", "t1"))
                .header("Origin", CposShop.SITE));

        // Then
        assertThat(asked.statusCode()).isEqualTo(204);
        assertThat(asked.headers().firstValue(ALLOW + "Methods").orElse("")).contains("POST", "GET");
        assertThat(asked.headers().firstValue(ALLOW + "Headers"))
                .contains("Content-Type, Authorization, X-Requested-With");
        assertThat(asked.headers().firstValue("Access-Control-Max-Age")).contains("86400");
        assertThat(refused.statusCode()).isEqualTo(401);
        for (HttpResponse<String> answer : List.of(asked, refused)) {
            assertThat(answer.headers().firstValue(ALLOW + "Origin")).contains(CposShop.SITE);
            assertThat(answer.headers().firstValue(ALLOW + "Credentials")).contains("true");
            assertThat(answer.headers().firstValue("Vary")).contains("Origin");
        }
    }

    @Test
    void theHubsOwnPagesMayAsk() throws Exception {
        assertThat(preflight(shop.hub.node.url()).statusCode()).isEqualTo(204);
    }

    /** What it asks is not done either: a page needs no leave for a request that is simple enough. */
    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1:1", "https://shop.example.evil.example"})
    void aPageOfAnotherSiteIsRefused(String origin) throws Exception {
        // When
        HttpResponse<String> asked = preflight(origin);
        HttpResponse<String> setup = shop.hub.send(shop.hub
                .json("POST", "/api/auth/setup/super-admin", CposShop.person("evil"))
                .header("Origin", origin));

        // Then
        for (HttpResponse<String> answer : List.of(asked, setup)) {
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(new Answer(500, answer.body()).json())
                    .isEqualTo(json("error", json("code", "INTERNAL_ERROR", "message", "Not allowed by CORS")));
            assertThat(answer.headers().firstValue(ALLOW + "Origin")).isEmpty();
        }
        assertThat(shop.value("SELECT count(*) FROM operator WHERE name = 'cpos.evil'"))
                .isEqualTo("0");
    }

    @Test
    void theServerSaysWhatItIsAndKeepsBrowsersFromMakingMoreOfIt() throws Exception {
        // When
        Answer root = shop.get("/", null);
        HttpResponse<String> health = shop.hub.send(shop.hub.request("/api/health"));
        HttpResponse<String> docs = shop.hub.send(shop.hub.request("/api-docs"));

        // Then
        assertThat(root.json()).isEqualTo(json("status", "ok", "name", "csu-server"));
        JsonObject told = new JsonObject(health.body());
        assertThat(told.fieldNames()).containsExactlyInAnyOrder("success", "message", "uptime");
        assertThat(told.getString("message")).isEqualTo("Server is running");
        assertThat(told.getDouble("uptime")).isNotNegative();
        assertThat(health.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(docs.statusCode()).isEqualTo(302);
        assertThat(docs.headers().firstValue("Location")).contains("/docs");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/nothing",
        "POST, /api/nothing",
        "GET, /api/sync/push",
        "DELETE, /sync/push",
        "POST, /auth/nothing",
        "GET, /api/auth/user/request-password-reset"
    })
    void whatIsNowhereIsNotFound(String method, String path) throws Exception {
        // When
        HttpResponse<String> answer = shop.hub.send(
                method.equals("POST")
                        ? shop.hub.json(method, path, json("a", "b"))
                        : shop.hub.request(path).method(method, BodyPublishers.noBody()));

        // Then
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(answer.body())).isEqualTo(json("error", "Not Found"));
    }

    @Test
    void whatIsNowhereForAClientOfAnotherDialectIsSaidInTheWordsOfTheHub() throws Exception {
        // When
        Answer answer = shop.send(null, shop.hub.request("/api/nothing").header("X-Tenant-ID", "t"));

        // Then
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().getString("type")).endsWith("not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/sync/push", "/sync/push", "/api/auth/admin/login"})
    void whatIsNoJsonOrTooLongHasTheShapeOfTheLastHandler(String path) throws Exception {
        // Given
        String key = shop.till().apiKey();

        // When
        Answer malformed = raw(path, key, "{\"terminalId\":");
        Answer tooLong = raw(path, key, "{\"terminalId\":\"" + "x".repeat(4 << 20) + "\"}");

        // Then
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(tooLong.status()).isEqualTo(413);
        for (Answer answer : List.of(malformed, tooLong)) {
            assertThat(answer.json().fieldNames()).containsExactly("error");
            JsonObject error = answer.json().getJsonObject("error");
            assertThat(error.fieldNames()).containsExactlyInAnyOrder("code", "message");
            assertThat(error.getString("code")).isEqualTo("INTERNAL_ERROR");
        }
    }

    private static Answer raw(String path, String key, String body) throws Exception {
        return shop.send(
                key,
                shop.hub
                        .request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", ""})
    void callsAreHeldAgainstTheirDocumentWithThePrefixAndWithoutIt(String base) throws Exception {
        // Given
        String key = shop.till().apiKey();

        // When
        Answer login = shop.post(base + "/auth/admin/login", null, json("username", 7));
        Answer beat = shop.post(base + "/sync/heartbeat", key, json("terminalId", "t1", "status", "DISABLED"));
        Answer pull = shop.get(base + "/sync/pull?entityType=User", key);
        Answer unknown = shop.get(base + "/sync/pull?entityType=User", null);

        // Then
        assertThat(login.status()).isEqualTo(400);
        assertThat(login.json())
                .isEqualTo(json(
                        "error",
                        "Validation failed",
                        "details",
                        new JsonArray().add("password is required").add("username must be of type string")));
        assertThat(beat.status()).isEqualTo(400);
        assertThat(beat.json().getString("error")).startsWith("status must be one of");
        assertThat(pull.json().getString("error")).startsWith("entityType must be one of");
        assertThat(unknown.status()).isEqualTo(401);
    }
}
