package ghosthunter.hub;

import static ghosthunter.hub.PosduifClients.user;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.PosduifClients.Answer;
import ghosthunter.hub.PosduifClients.Phone;
import ghosthunter.hub.PosduifClients.Web;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who comes in at Posduif, over real HTTP: people, phones, and those who are neither; and what a user sees. */
class PosduifDialectIT {
    @TempDir
    private static Path dataDir;

    private static DatabaseUrl database;
    private static PosduifClients clients;
    private static Web anna;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.migrated();
        clients = PosduifClients.start(database, dataDir);
        anna = clients.web("anna");
    }

    @AfterAll
    static void stop() throws Exception {
        clients.close();
    }

    @Test
    void anOperatorSignsInWithAPasswordThatIsChecked() throws Exception {
        // When
        Answer login = clients.login("anna", RunningHub.PASSWORD);

        // Then
        assertThat(login.status()).isEqualTo(200);
        assertThat(login.json().fieldNames())
                .contains("token", "user", "expires_in", "user_id", "username", "user_type");
        assertThat(login.json().getInteger("expires_in")).isEqualTo(3600);
        assertThat(login.json().getString("user_id")).isEqualTo(anna.id());
        assertThat(login.json().getString("user_type")).isEqualTo("web");
        for (Answer refused : List.of(clients.login("anna", "something else"), clients.login("nobody-here", "x"))) {
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.json().getString("error")).isEqualTo("Invalid credentials");
        }
        Answer nameAlone = clients.post("/api/auth/login", new JsonObject().put("username", "anna"));
        assertThat(nameAlone.status()).isEqualTo(401);
        Answer broken = clients.send(
                clients.hub.request("/api/auth/login").POST(HttpRequest.BodyPublishers.ofString("{\"username\": ")));
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.text()).contains("Invalid request body");
    }

    @Test
    void withoutAGoodTokenNobodyComesIn() throws Exception {
        assertThat(clients.get("/api/messages").phrase()).isEqualTo("Authorization header required");
        assertThat(clients.get("/api/messages", "Authorization", "Basic eA==").phrase())
                .isEqualTo("Invalid authorization header format");
        Answer forged = clients.get("/api/users", "Authorization", "Bearer a.b.c");
        assertThat(forged.status()).isEqualTo(401);
        assertThat(forged.phrase()).isEqualTo("Invalid token");
        Answer header = clients.get("/api/messages", "X-User-ID", anna.id());
        assertThat(header.status()).isEqualTo(401);
        assertThat(clients.post("/api/enrollment/create", new JsonObject()).status())
                .isEqualTo(401);
        assertThat(clients.get("/api/auth/available-users").status()).isEqualTo(401);
    }

    @Test
    void aTokenOfAnOperatorWhoIsLockedIsWorthNothing() throws Exception {
        // Given
        Web gone = clients.web("gone");
        assertThat(clients.get("/api/users", PosduifClients.of(gone)).status()).isEqualTo(200);

        // When
        HttpResponse<String> locked = clients.hub.send(RunningHub.as(
                clients.hub.admin(),
                clients.hub.json("PATCH", "/v1/operators/gone", new JsonObject().put("locked", true))));

        // Then
        assertThat(locked.statusCode()).isLessThan(300);
        assertThat(clients.get("/api/users", PosduifClients.of(gone)).phrase()).isEqualTo("Invalid token");
    }

    @Test
    void aPhoneIsEnrolledByTheAddressInTheQrCodeOnce() throws Exception {
        // When
        Answer created = clients.post("/api/enrollment/create", new JsonObject(), PosduifClients.of(anna));

        // Then
        assertThat(created.status()).isEqualTo(201);
        String token = created.json().getString("token");
        JsonObject qr = created.json().getJsonObject("qr_code_data");
        assertThat(UUID.fromString(token).version()).isEqualTo(4);
        assertThat(qr.getString("token")).isEqualTo(token);
        assertThat(qr.getString("tenant_id")).isEqualTo("default");
        assertThat(URI.create(qr.getString("enrollment_url")).getPath()).isEqualTo("/api/enrollment/" + token);
        assertThat(created.json().getString("expires_at")).endsWith("Z");

        // When
        Answer looked = clients.get("/api/enrollment/" + token);
        Answer svg = clients.get("/api/enrollment/" + token + "/qr.svg");
        Answer png = clients.get("/api/enrollment/" + token + "/qr.png");
        Answer done = clients.complete(token, "android_0123456789abcdef", "Bert");

        // Then
        assertThat(looked.status()).isEqualTo(200);
        assertThat(looked.json().getBoolean("valid")).isTrue();
        assertThat(looked.json().getString("created_by")).isEqualTo(anna.id());
        assertThat(looked.json().containsKey("used_at")).isFalse();
        assertThat(svg.text()).startsWith("<svg");
        assertThat(png.response().headers().firstValue("Content-Type")).contains("image/png");
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.json().getString("device_id")).isEqualTo("android_0123456789abcdef");
        assertThat(done.json().getString("tenant_id")).isEqualTo("default");
        assertThat(done.json().getString("app_instructions_url")).endsWith("/api/app-instructions");

        // When
        Answer again = clients.complete(token, "android_0123456789abcdef", "Bert");
        Answer thief = clients.complete(token, "android_ffffffffffffffff", "Thief");
        Answer used = clients.get("/api/enrollment/" + token);

        // Then
        assertThat(again.json()).isEqualTo(done.json());
        assertThat(thief.status()).isEqualTo(404);
        assertThat(thief.phrase()).isEqualTo("Enrollment token not found or expired");
        assertThat(used.status()).isEqualTo(400);
        assertThat(used.phrase()).isEqualTo("Enrollment token expired or already used");
        assertThat(clients.get("/api/enrollment/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(clients.get("/api/enrollment/rubbish").phrase()).isEqualTo("Enrollment token not found");
        for (String path : List.of("/api/enrollment", "/api/enrollment/")) {
            assertThat(clients.get(path).status()).isEqualTo(400);
            assertThat(clients.get(path).phrase()).isEqualTo("Token required");
        }
        assertThat(clients.post("/api/enrollment/complete", new JsonObject().put("token", token))
                        .status())
                .isEqualTo(400);
    }

    private static void assertNowhere(String secret) {
        String in = " WHERE x::text LIKE '%" + secret + "%') = 0";
        TestDatabase.run(
                database,
                "DO $$ BEGIN ASSERT (SELECT count(*) FROM entity x" + in + " AND (SELECT count(*) FROM device x" + in
                        + " AND (SELECT count(*) FROM ledger WHERE convert_from(line, 'UTF8') LIKE '%" + secret
                        + "%') = 0; END $$");
    }

    @Test
    void neitherTokenNorDeviceIdIsInTheDatabaseAndATokenEndsAfterAnHour() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Secret");
        String token = clients.ticket(anna);
        assertNowhere(token);
        assertNowhere(phone.deviceId());

        // When
        TestDatabase.run(
                database,
                "UPDATE entity SET data = jsonb_set(data, '{expires_at}', '\"2026-01-01T00:00:00.000000Z\"')"
                        + " WHERE type = 'posduif-enrollment' AND NOT data ? 'used_at'");

        // Then
        assertThat(clients.get("/api/enrollment/" + token).phrase())
                .isEqualTo("Enrollment token expired or already used");
        assertThat(clients.complete(token, "android_1111111111111111", "Late").status())
                .isEqualTo(404);
    }

    @Test
    void aNameThatIsTakenIsNeverPointedAtAnotherPhone() throws Exception {
        // Given
        Phone carla = clients.phone(anna, "Carla");

        // When
        String token = clients.ticket(anna);
        Answer ofPhone = clients.complete(token, "android_2222222222222222", "carla");
        Answer ofOperator = clients.complete(token, "android_2222222222222222", "anna");
        Answer free = clients.complete(token, "android_2222222222222222", "Carla II");

        // Then
        assertThat(ofPhone.status()).isEqualTo(409);
        assertThat(ofPhone.phrase()).contains("Device already enrolled");
        assertThat(ofOperator.status()).isEqualTo(409);
        assertThat(free.status()).isEqualTo(200);
        assertThat(free.json().getString("user_id")).isNotEqualTo(carla.userId());
        assertThat(clients.incoming(carla).getJsonArray("messages")).isEmpty();
    }

    @Test
    void theSamePhoneEnrolledAnewKeepsItsUserAndMayChangeTheName() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Dora");

        // When
        Answer renamed = clients.complete(clients.ticket(anna), phone.deviceId(), "Dora Two");
        Phone other = clients.phone(anna, "Dora");
        Answer nameless = clients.complete(clients.ticket(anna), phone.deviceId(), null);

        // Then
        assertThat(renamed.json().getString("user_id")).isEqualTo(phone.userId());
        assertThat(other.userId()).isNotEqualTo(phone.userId());
        assertThat(nameless.json().getString("user_id")).isEqualTo(phone.userId());
        Answer users = clients.get("/api/users?filter=DORA", PosduifClients.of(anna));
        assertThat(user(users.json().getJsonArray("users"), phone.userId()).getString("username"))
                .isEqualTo("Dora Two");
        Answer made = clients.complete(clients.ticket(anna), "ios_without_a_name_1", null);
        assertThat(made.status()).isEqualTo(200);
    }

    @Test
    void aDeviceThatWasNeverEnrolledGetsNothing() throws Exception {
        for (String path : List.of("/api/sync/incoming", "/api/sync/status", "/api/users", "/api/messages")) {
            Answer answer = clients.get(path, "X-Device-ID", "android_9999999999999999");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.phrase()).isEqualTo("Device not enrolled");
        }
        Answer nameless = clients.get("/api/sync/incoming");
        assertThat(nameless.status()).isEqualTo(400);
        assertThat(nameless.phrase()).isEqualTo("Device ID required");
        assertThat(clients.get("/api/app-instructions").status()).isEqualTo(401);
        assertThat(clients.get("/api/app-instructions", "X-Device-ID", "android_9999999999999999")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whoGuessesDeviceIdsIsHeardNoMoreAndNobodyElseIsKeptOut() throws Exception {
        // Given
        Answer enrolled = clients.complete(clients.ticket(anna), "android_a1", "Emil");

        // When
        Answer last = clients.get("/api/sync/status", "X-Device-ID", "device_1770000000000");
        for (int i = 1; i < 40; i++) {
            last = clients.get("/api/sync/status", "X-Device-ID", "device_177000000000" + i);
        }

        // Then
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.json().getString("type")).isEqualTo("urn:ghosthunter:problem:too-many-requests");
        assertThat(Long.parseLong(last.header("Retry-After"))).isBetween(1L, 60L);
        assertThat(enrolled.status()).isEqualTo(200);
        assertThat(clients.get("/api/sync/status", "X-Device-ID", "android_a1").status())
                .isEqualTo(200);
        assertThat(clients.get("/api/sync/status", "X-Device-ID", "ios_nobody").status())
                .isEqualTo(401);
    }

    private static Answer raw(String path, String body) throws Exception {
        return clients.send(clients.hub
                .request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void whatNoDatabaseCanHoldIsRefusedInWordsAndNeverAFault() throws Exception {
        // Given
        String nul = "nul \u0000";
        JsonObject completion = new JsonObject()
                .put("token", clients.ticket(anna))
                .put("device_id", "android_3333333333333333")
                .put("username", "half of a pair HALF");
        JsonObject toAnna = new JsonObject().put("recipient_id", anna.id());

        // When
        List<Answer> refused = List.of(
                clients.post("/api/messages", toAnna.copy().put("content", nul), PosduifClients.of(anna)),
                clients.post(
                        "/api/messages", toAnna.copy().put("content", "x".repeat(20_001)), PosduifClients.of(anna)),
                clients.post(
                        "/api/messages", toAnna.copy().put("content", "x").put("id", "7"), PosduifClients.of(anna)),
                clients.post(
                        "/api/messages",
                        new JsonObject().put("recipient_id", 7).put("content", new JsonObject()),
                        PosduifClients.of(anna)),
                clients.complete(clients.ticket(anna), "android_3333333333333333", nul),
                raw("/api/enrollment/complete", completion.encode().replace("HALF", "\\ud800")),
                clients.complete(clients.ticket(anna), "android_" + nul, "Ute"),
                clients.complete(clients.ticket(anna), "x".repeat(256), "Ute"),
                clients.login(nul, nul),
                raw("/api/auth/login", "{\"username\": \"\\ud800\", \"password\": \"\\ud800\"}"),
                clients.login("x".repeat(10_000), "x"));
        List<Answer> strange = List.of(
                clients.get("/api/users?filter=%00&status=maybe", PosduifClients.of(anna)),
                clients.get("/api/users?filter=%ED%A0%80", PosduifClients.of(anna)),
                clients.get("/api/users/%00", PosduifClients.of(anna)),
                clients.get("/api/messages?recipient_id=%00&status=%00", PosduifClients.of(anna)),
                clients.get("/api/messages?limit=-1&offset=99999999999", PosduifClients.of(anna)),
                clients.get("/api/enrollment/%00"));

        // Then
        assertThat(refused).extracting(Answer::status).allMatch(status -> status == 400 || status == 401);
        assertThat(strange).extracting(Answer::status).allMatch(status -> status < 500);
    }

    @Test
    void aPathOrMethodThatIsNotThereIsSaidInTheWordsThatClientsKnow() throws Exception {
        // When
        Answer nowhere = clients.get("/api/nowhere", "X-Device-ID", "android_0000000000000000");
        Answer method = clients.send(clients.hub
                .request("/api/messages/" + UUID.randomUUID() + "/read")
                .header("X-Device-ID", "android_0000000000000000")
                .method("PATCH", HttpRequest.BodyPublishers.noBody()));

        // Then
        assertThat(nowhere.status()).isEqualTo(404);
        assertThat(nowhere.phrase()).isEqualTo("404 page not found");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.text()).contains("Method not allowed");
        assertThat(method.header("Allow")).isEqualTo("PUT");
    }

    @Test
    void peopleOfOtherDialectsHaveNoBusinessHere() throws Exception {
        // Given
        Web cashier = clients.web("cashier");
        TestDatabase.run(database, "UPDATE operator SET role = 'guest' WHERE name = 'cashier'");

        // When
        Answer login = clients.login("cashier", RunningHub.PASSWORD);
        Answer users = clients.get("/api/users", PosduifClients.of(cashier));

        // Then
        assertThat(users.phrase()).isEqualTo("Invalid token");
        assertThat(login.status()).isEqualTo(401);
        assertThat(login.json().getString("error")).isEqualTo("Invalid credentials");
    }

    @Test
    void aViewerMayWriteButEnrollsNobody() throws Exception {
        Web viewer = clients.web("victor", null, "viewer");
        assertThat(clients.post("/api/enrollment/create", new JsonObject(), PosduifClients.of(viewer))
                        .status())
                .isEqualTo(403);
        assertThat(clients.write(viewer, anna.id(), "hello").getString("id")).isNotNull();
    }

    private static Answer options(String path, String... headers) throws Exception {
        HttpRequest.Builder request = clients.hub.request(path).method("OPTIONS", HttpRequest.BodyPublishers.noBody());
        return clients.send(headers.length == 0 ? request : request.headers(headers));
    }

    @Test
    void onlyPagesOfTheHubAndOfTheSettingsMayAskFromABrowser() throws Exception {
        // Given
        String method = "Access-Control-Request-Method";
        String developer = "http://localhost:3000";
        String stranger = "https://elsewhere.example";

        // When
        Answer asked = options(
                "/api/messages",
                "Origin",
                developer,
                method,
                "POST",
                "Access-Control-Request-Headers",
                "authorization,x-user-id");
        Answer strange = options("/api/messages", "Origin", stranger, method, "GET");
        Answer stream = options("/sse/web/" + anna.id(), "Origin", developer, method, "GET");
        Answer got = clients.get("/api/users", "Authorization", "Bearer " + anna.token(), "Origin", developer);
        Answer failed = clients.get("/api/users", "Origin", developer);
        Answer refused = clients.get("/api/users", "Authorization", "Bearer " + anna.token(), "Origin", stranger);

        // Then
        assertThat(List.of(asked.status(), stream.status())).containsOnly(204);
        assertThat(asked.header("Access-Control-Allow-Methods")).isEqualTo("GET, POST, PUT, DELETE, OPTIONS");
        assertThat(asked.header("Access-Control-Allow-Headers")).contains("Authorization", "X-Device-ID");
        assertThat(asked.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(asked.header("Access-Control-Max-Age")).isEqualTo("3600");
        for (Answer allowed : List.of(asked, stream, got, failed)) {
            assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(developer);
        }
        assertThat(List.of(strange.status(), refused.status())).containsOnly(403);
        assertThat(strange.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(List.of(
                        options("/api/messages").status(),
                        options("/api/messages", "X-User-ID", anna.id()).status()))
                .containsExactly(204, 200);
        assertThat(clients.get("/health").text()).isEqualTo("OK");
    }
}
