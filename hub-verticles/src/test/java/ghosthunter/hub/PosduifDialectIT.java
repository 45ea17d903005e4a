package ghosthunter.hub;

import static ghosthunter.hub.PosduifClients.message;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.PosduifClients.Answer;
import ghosthunter.hub.PosduifClients.Phone;
import ghosthunter.hub.PosduifClients.Web;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
        clients = PosduifClients.start(database, dataDir, Map.of());
        anna = clients.web("anna");
    }

    @AfterAll
    static void stop() throws Exception {
        clients.close();
    }

    private static JsonObject user(JsonArray users, String id) {
        return users.stream()
                .map(JsonObject.class::cast)
                .filter(user -> user.getString("id").equals(id))
                .findFirst()
                .orElseThrow();
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
        Phone phone = clients.phone(anna, "Emil");

        // When
        Answer last = clients.get("/api/sync/status", "X-Device-ID", "device_1770000000000");
        for (int i = 1; i < 40; i++) {
            last = clients.get("/api/sync/status", "X-Device-ID", "device_177000000000" + i);
        }

        // Then
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.response().headers().firstValue("Retry-After")).isPresent();
        assertThat(clients.get("/api/sync/status", PosduifClients.of(phone)).status())
                .isEqualTo(200);
    }

    @Test
    void aUserSeesItsOwnMessagesAloneAndReadsThem() throws Exception {
        // Given
        Web olga = clients.web("olga");
        Web peter = clients.web("peter");
        Phone phone = clients.phone(olga, "Quirin");
        JsonObject mail = message(phone.userId(), olga.id(), "for Olga");
        assertThat(clients.upload(phone, mail, message(phone.userId(), olga.id(), "more"))
                        .status())
                .isEqualTo(200);
        String path = "/api/messages/" + mail.getString("id");

        // When
        Answer list = clients.get("/api/messages?limit=1&offset=0", PosduifClients.of(olga));
        Answer unread = clients.get("/api/messages/unread-count", PosduifClients.of(olga));
        Answer strange = clients.get(path, PosduifClients.of(peter));
        Answer strangeRead = clients.put(path + "/read", PosduifClients.of(peter));
        Answer bySender = clients.put(path + "/read", PosduifClients.of(phone));
        Answer read = clients.put(path + "/read", PosduifClients.of(olga));
        Answer again = clients.put(path + "/read", PosduifClients.of(olga));

        // Then
        assertThat(list.json().getJsonArray("messages")).hasSize(1);
        assertThat(list.json().getInteger("total")).isEqualTo(2);
        assertThat(list.json().getInteger("limit")).isEqualTo(1);
        assertThat(unread.json().getInteger("unread_count")).isEqualTo(2);
        assertThat(List.of(strange.status(), strangeRead.status(), bySender.status()))
                .containsOnly(404);
        assertThat(strange.phrase()).isEqualTo("Message not found");
        assertThat(read.json().getString("status")).isEqualTo("read");
        assertThat(read.json().getString("read_at")).isNotNull();
        assertThat(again.json()).isEqualTo(read.json());
        assertThat(clients.get("/api/messages/unread-count", PosduifClients.of(olga))
                        .json()
                        .getInteger("unread_count"))
                .isEqualTo(1);
        assertThat(clients.get("/api/messages?status=read", PosduifClients.of(olga))
                        .json()
                        .getInteger("total"))
                .isEqualTo(1);
        assertThat(clients.get("/api/messages", PosduifClients.of(peter)).json().getJsonArray("messages"))
                .isEmpty();
    }

    @Test
    void aMessageToNobodyOrWithNothingInItIsNotSent() throws Exception {
        JsonObject toNobody = new JsonObject()
                .put("recipient_id", UUID.randomUUID().toString())
                .put("content", "x");
        Answer unknown = clients.post("/api/messages", toNobody, PosduifClients.of(anna));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.phrase()).isEqualTo("Recipient not found");
        Answer blank = clients.post(
                "/api/messages",
                new JsonObject().put("recipient_id", anna.id()).put("content", " "),
                PosduifClients.of(anna));
        assertThat(blank.status()).isEqualTo(400);
        assertThat(blank.phrase()).isEqualTo("Message content cannot be empty");
    }

    @Test
    void usersAreFoundByNameAndWhoIsHereComesFirst() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Rosa Filter");

        // When
        Answer users = clients.get("/api/users?filter=rosa%20fil&status=true", PosduifClients.of(anna));
        Answer offline = clients.get("/api/users?filter=rosa%20fil&status=false", PosduifClients.of(anna));
        Answer byPhone = clients.get("/api/users?filter=rosa", PosduifClients.of(phone));
        Answer unknown = clients.get("/api/users/" + UUID.randomUUID(), PosduifClients.of(anna));

        // Then
        JsonObject rosa = user(users.json().getJsonArray("users"), phone.userId());
        assertThat(rosa.getBoolean("online_status")).isTrue();
        assertThat(rosa.getString("user_type")).isEqualTo("mobile");
        assertThat(rosa.getString("last_seen")).isNotNull();
        assertThat(rosa.containsKey("device_id")).isFalse();
        assertThat(offline.json().getJsonArray("users")).isEmpty();
        assertThat(byPhone.json().getJsonArray("users")).isEmpty();
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.phrase()).isEqualTo("User not found");
    }

    @Test
    void aViewerMayWriteButEnrollsNobody() throws Exception {
        Web viewer = clients.web("victor", null, "viewer");
        assertThat(clients.post("/api/enrollment/create", new JsonObject(), PosduifClients.of(viewer))
                        .status())
                .isEqualTo(403);
        assertThat(clients.write(viewer, anna.id(), "hello").getString("id")).isNotNull();
    }

    @Test
    void onlyPagesOfTheHubAndOfDevelopersMayAskFromABrowser() throws Exception {
        HttpRequest.Builder allowed = clients.hub
                .request("/api/messages")
                .header("Origin", "http://localhost:3000")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody());
        HttpRequest.Builder strange = clients.hub
                .request("/api/messages")
                .header("Origin", "https://elsewhere.example")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody());
        Answer yes = clients.send(allowed);
        assertThat(yes.status()).isEqualTo(204);
        assertThat(yes.response().headers().firstValue("Access-Control-Allow-Origin"))
                .contains("http://localhost:3000");
        assertThat(clients.send(strange).response().headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
        assertThat(clients.get("/health").text()).isEqualTo("OK");
    }
}
