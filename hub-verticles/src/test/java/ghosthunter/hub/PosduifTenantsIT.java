package ghosthunter.hub;

import static ghosthunter.hub.PosduifClients.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.PosduifClients.Answer;
import ghosthunter.hub.PosduifClients.Phone;
import ghosthunter.hub.PosduifClients.Web;
import ghosthunter.hub.dialect.TokenSecret;
import ghosthunter.hub.feed.FeedMode;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Posduif with a tenant that has a database of its own, with the old web application, whose header is trusted, with tokens that another
 * system issues, and with databases that are polled.
 */
class PosduifTenantsIT {
    private static final TenantId ACME = new TenantId("acme");
    private static final String SECRET = "a secret of another system, 32 or more";

    @TempDir
    private static Path dataDir;

    private static DatabaseUrl shared;
    private static DatabaseUrl own;
    private static PosduifClients clients;
    private static Web anna;
    private static Web abel;

    @BeforeAll
    static void start() throws Exception {
        shared = TestDatabase.migrated();
        own = TestDatabase.migrated();
        TokenSecret secret = TokenSecret.of(SECRET);
        clients = PosduifClients.start(
                shared,
                dataDir,
                Map.of(ACME, own),
                FeedMode.POLL,
                PosduifClients.settings(Map.of("requests_per_min", 60L), secret, "trust_user_header"));
        anna = clients.web("anna");
        abel = clients.web("abel", "acme", "operator");
    }

    @AfterAll
    static void stop() throws Exception {
        clients.close();
    }

    private static String one(DatabaseUrl url, String sql) throws SQLException {
        try (Connection connection = TestDatabase.connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    @Test
    void aPhoneWhoseEntityAnOperatorDeletesIsNoneAnyMoreAndNobodyGivesItToAnother() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Lost");
        String key = one(
                shared,
                "SELECT key FROM entity WHERE type = 'posduif-phone' AND data ->> 'user_id' = '" + phone.userId()
                        + "'");
        String path = "/v1/entities/posduif-phone/" + key;
        JsonObject another = new JsonObject().put("data", new JsonObject().put("user_id", anna.id()));
        int before = clients.get("/api/sync/incoming", PosduifClients.of(phone)).status();

        // When
        int given = asAdmin(clients.hub.json("PATCH", path, another));
        int deleted = asAdmin(clients.hub.request(path).DELETE());

        // Then
        assertThat(List.of(before, given, deleted)).containsExactly(200, 403, 200);
        assertThat(clients.get("/api/sync/incoming", PosduifClients.of(phone)).status())
                .isEqualTo(401);
    }

    private static int asAdmin(HttpRequest.Builder request) throws Exception {
        return clients.hub.send(RunningHub.as(clients.hub.admin(), request)).statusCode();
    }

    @Test
    void whoEnrollsPhonesIsInTheAuditOfTheHub() throws Exception {
        // Given
        String unused = clients.ticket(anna);

        // When
        HttpResponse<String> events =
                clients.hub.send(RunningHub.as(clients.hub.admin(), clients.hub.request("/v1/events?limit=1000")));

        // Then
        assertThat(events.body()).contains("\"action\":\"POST /api/enrollment/create\"", "\"actor\":\"anna\"");
    }

    @Test
    void aPhoneIsOfTheTenantWhoseTokenItSpentAndSeesNothingOfAnother() throws Exception {
        // Given
        Phone here = clients.phone(anna, "Bert");
        Phone there = clients.phone(abel, "Bert");

        // When
        var unused = clients.write(abel, there.userId(), "of acme");
        Answer across = clients.upload(there, message(there.userId(), anna.id(), "to anna"));
        Answer toAnna = clients.post(
                "/api/messages",
                new JsonObject().put("recipient_id", anna.id()).put("content", "x"),
                PosduifClients.of(abel));
        Answer within = clients.upload(there, message(there.userId(), abel.id(), "to abel"));

        // Then
        assertThat(clients.incoming(there).getJsonArray("messages")).hasSize(1);
        assertThat(clients.incoming(here).getJsonArray("messages")).isEmpty();
        assertThat(across.json()
                        .getJsonArray("failed_messages")
                        .getJsonObject(0)
                        .getString("error"))
                .isEqualTo("Recipient not found");
        assertThat(toAnna.status()).isEqualTo(404);
        assertThat(within.json().getInteger("synced_count")).isEqualTo(1);
        assertThat(clients.get("/api/users", PosduifClients.of(abel)).text()).doesNotContain(anna.id(), here.userId());
        assertThat(clients.get("/api/users/" + anna.id(), PosduifClients.of(there))
                        .status())
                .isEqualTo(404);
        assertThat(one(own, "SELECT count(*) FROM entity WHERE type = 'posduif-message'"))
                .isEqualTo("2");
        assertThat(one(shared, "SELECT count(*) FROM entity WHERE data::text LIKE '%of acme%'"))
                .isEqualTo("0");
        assertThat(one(shared, "SELECT count(*) FROM device WHERE label = 'abel'"))
                .isEqualTo("0");
        assertThat(clients.get("/api/enrollment/" + clients.ticket(abel)).json().getString("tenant_id"))
                .isEqualTo("acme");
    }

    @Test
    void aPhoneOfOneTenantIsNotTakenAwayByAnother() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Carl");

        // When
        Answer taken = clients.complete(clients.ticket(abel), phone.deviceId(), "Carl");

        // Then
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.phrase()).isEqualTo("Device already enrolled");
        assertThat(clients.get("/api/sync/status", PosduifClients.of(phone)).status())
                .isEqualTo(200);
    }

    @Test
    void theOldWebApplicationIsAnsweredInItsOwnShapes() throws Exception {
        // Given
        Answer login = clients.post("/api/auth/login", new JsonObject().put("username", "webber"));
        Answer again = clients.post("/api/auth/login", new JsonObject().put("username", "webber"));
        String id = login.json().getString("user_id");
        String[] webber = {"X-User-ID", id};

        // When
        Answer created = clients.post("/api/enrollment/create", new JsonObject(), webber);
        Answer done = clients.complete(created.json().getString("token"), "ios_webbers_phone_01", "Webbers phone");
        Phone phone = new Phone("ios_webbers_phone_01", done.json().getString("user_id"));
        Answer sent = clients.post(
                "/api/messages",
                new JsonObject().put("recipient_id", phone.userId()).put("content", "hi"),
                webber);
        Answer users = clients.get("/api/users", webber);
        Answer messages = clients.get("/api/messages?limit=50&offset=0", webber);

        // Then
        assertThat(login.status()).isEqualTo(200);
        assertThat(login.json().fieldNames())
                .contains("user_id", "username", "user_type")
                .doesNotContain("token");
        assertThat(again.json().getString("user_id")).isEqualTo(id);
        assertThat(created.status()).isEqualTo(201);
        assertThat(sent.status()).isEqualTo(201);
        assertThat(users.array().stream().map(user -> ((JsonObject) user).getString("id")))
                .startsWith(phone.userId())
                .contains(anna.id())
                .doesNotContain(id);
        assertThat(messages.array()).hasSize(1);
        assertThat(clients.get("/api/auth/available-users").array().stream()
                        .map(user -> ((JsonObject) user).getString("username")))
                .contains("webber", "anna")
                .doesNotContain("Webbers phone");
        assertThat(clients.incoming(phone).getJsonArray("messages")).hasSize(1);
        JsonArray none = clients.get("/api/messages?offset=5", webber).array();
        assertThat(none).isEmpty();
    }

    @Test
    void theHeaderStandsForNobodyWhoIsNotAWebUser() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Dirk");

        // Then
        for (String id : List.of(phone.userId(), abel.id(), UUID.randomUUID().toString(), "rubbish")) {
            Answer answer = clients.get("/api/messages", "X-User-ID", id);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().getString("error")).contains("User ID required");
        }
        Answer asPhone = clients.post("/api/auth/login", new JsonObject().put("username", "Dirk"));
        assertThat(asPhone.status()).isEqualTo(401);
        assertThat(clients.get("/api/messages").json().getJsonObject("error").getString("message"))
                .isEqualTo("User ID required");
    }

    private static String token(String alg, String secret, JsonObject claims) throws Exception {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String signed = base64.encodeToString(("{\"alg\":\"" + alg + "\",\"typ\":\"JWT\"}").getBytes(UTF_8)) + "."
                + base64.encodeToString(claims.encode().getBytes(UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        return signed + "." + base64.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    }

    private static Answer usersBy(String token) throws Exception {
        return clients.get("/api/users", "Authorization", "Bearer " + token);
    }

    private static JsonObject claims(Web web) {
        return new JsonObject(
                new String(Base64.getUrlDecoder().decode(web.token().split("\\.", -1)[1]), UTF_8));
    }

    @Test
    void aTokenOfOneTenantIsWorthNothingAtAnother() throws Exception {
        // Given
        JsonObject ofAbel = claims(abel);

        // When
        Answer good = usersBy(token("HS256", SECRET, ofAbel));
        Answer elsewhere = usersBy(token("HS256", SECRET, ofAbel.copy().put("tenant_id", "default")));
        Answer asAnna = usersBy(token("HS256", SECRET, ofAbel.copy().put("user_id", anna.id())));

        // Then
        assertThat(good.status()).isEqualTo(200);
        assertThat(List.of(elsewhere.status(), asAnna.status())).containsOnly(401);
        assertThat(elsewhere.phrase()).isEqualTo("Invalid token");
    }

    @Test
    void aTokenOfAnotherIssuerMakesItsUserAndABadOneNobody() throws Exception {
        // Given
        long soon = Instant.now().getEpochSecond() + 60;
        JsonObject claims = new JsonObject()
                .put("user_id", UUID.randomUUID().toString())
                .put("username", "Issued")
                .put("exp", soon);

        // When
        Answer good = usersBy(token("HS256", SECRET, claims));
        Answer unsigned = usersBy(token("none", SECRET, claims));
        Answer forged = usersBy(token("HS256", "a secret of nobody, 32 bytes or more", claims));
        Answer expired = usersBy(token("HS256", SECRET, claims.copy().put("exp", soon - 3_600)));
        Answer nobody = usersBy(token("HS256", SECRET, new JsonObject().put("exp", soon)));
        Answer noUser = usersBy(token("HS256", SECRET, claims.copy().put("user_id", "7")));
        Answer noTenant = usersBy(token("HS256", SECRET, claims.copy().put("tenant_id", "../x")));

        // Then
        assertThat(good.status()).isEqualTo(200);
        assertThat(List.of(unsigned.phrase(), forged.phrase(), expired.phrase()))
                .containsOnly("Invalid token");
        assertThat(List.of(nobody.phrase(), noTenant.phrase())).containsOnly("Invalid token claims");
        assertThat(noUser.phrase()).isEqualTo("Invalid user ID in token");
        assertThat(List.of(expired.status(), nobody.status(), noUser.status(), noTenant.status()))
                .containsOnly(401);
    }

    @Test
    void aUserWhoAsksTooOftenWaitsAndNobodyElseDoes() throws Exception {
        // Given
        Phone busy = clients.phone(anna, "Busy");
        Phone calm = clients.phone(anna, "Calm");

        // When
        Answer first = clients.get("/api/sync/status", PosduifClients.of(busy));
        Answer last = first;
        for (int i = 2; i <= 70; i++) {
            last = clients.get("/api/sync/status", PosduifClients.of(busy));
        }
        Answer surplus = clients.get("/api/sync/status", PosduifClients.of(busy));
        Answer other = clients.get("/api/sync/status", PosduifClients.of(calm));

        // Then
        assertThat(List.of(first.status(), last.status(), other.status())).containsOnly(200);
        assertThat(first.header("X-RateLimit-Limit")).isEqualTo("60");
        assertThat(first.header("X-RateLimit-Remaining")).isEqualTo("59");
        assertThat(Long.parseLong(first.header("X-RateLimit-Reset")))
                .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond() + 61);
        assertThat(last.header("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(surplus.status()).isEqualTo(429);
        assertThat(surplus.phrase()).isEqualTo("Rate limit exceeded");
        assertThat(Long.parseLong(surplus.header("Retry-After"))).isBetween(1L, 60L);
    }

    @Test
    void aPhoneIsToldOfMessagesWhereTheDatabaseIsPolled() throws Exception {
        // Given
        Phone phone = clients.phone(abel, "Polled");
        try (Stream<String> lines = HttpClient.newHttpClient()
                .send(
                        clients.hub
                                .request("/sse/mobile/" + phone.deviceId())
                                .headers(PosduifClients.of(phone))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines())
                .body()) {
            Iterator<String> told = lines.iterator();
            assertThat(told.next()).isEqualTo("event: connected");

            // When
            JsonObject sent = clients.write(abel, phone.userId(), "polled");
            String line = told.next();
            while (!line.contains("new_message")) {
                line = told.next();
            }

            // Then
            assertThat(line).contains(sent.getString("id"));
        }
    }

    @Test
    void whereTheHubFailsTheOldWebApplicationIsToldInItsShape() throws Exception {
        // Given
        TestDatabase.run(shared, "ALTER TABLE device RENAME TO device_away");

        // When
        Answer failed = clients.get("/api/auth/available-users");
        TestDatabase.run(shared, "ALTER TABLE device_away RENAME TO device");

        // Then
        assertThat(failed.status()).isGreaterThanOrEqualTo(500);
        assertThat(failed.json().getValue("error")).isInstanceOf(String.class);
        assertThat(failed.json().getJsonArray("users")).isEmpty();
        assertThat(failed.text()).doesNotContain("device_away", "relation");
    }
}
