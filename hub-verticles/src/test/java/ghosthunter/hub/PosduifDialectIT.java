package ghosthunter.hub;

import static ghosthunter.hub.PosduifClients.message;
import static ghosthunter.hub.PosduifClients.of;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.PosduifClients.Answer;
import ghosthunter.hub.PosduifClients.Phone;
import ghosthunter.hub.PosduifClients.Web;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wire contract of Posduif over real HTTP: what its phones and its web application send, and what goes wrong. */
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

    private static List<String> contents(JsonObject answer) {
        return answer.getJsonArray("messages").stream()
                .map(message -> ((JsonObject) message).getString("content"))
                .toList();
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
        assertThat(clients.get("/api/users", of(gone)).status()).isEqualTo(200);

        // When
        HttpResponse<String> locked = clients.hub.send(RunningHub.as(
                clients.hub.admin(),
                clients.hub.json("PATCH", "/v1/operators/gone", new JsonObject().put("locked", true))));

        // Then
        assertThat(locked.statusCode()).isLessThan(300);
        assertThat(clients.get("/api/users", of(gone)).phrase()).isEqualTo("Invalid token");
    }

    @Test
    void aPhoneIsEnrolledByTheAddressInTheQrCodeOnce() throws Exception {
        // When
        Answer created = clients.post("/api/enrollment/create", new JsonObject(), of(anna));

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

    @Test
    void aTokenIsNowhereInTheDatabaseAndEndsAfterAnHour() throws Exception {
        // Given
        String token = clients.ticket(anna);
        String count = "DO $$ BEGIN ASSERT (SELECT count(*) FROM entity e WHERE e::text LIKE '%" + token
                + "%') = 0 AND (SELECT count(*) FROM ledger l WHERE convert_from(l.line, 'UTF8') LIKE '%" + token
                + "%') = 0; END $$";
        TestDatabase.run(database, count);

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
        Answer users = clients.get("/api/users?filter=DORA", of(anna));
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
        Answer last = null;
        for (int i = 0; i < 40; i++) {
            last = clients.get("/api/sync/status", "X-Device-ID", "device_177000000000" + i);
        }

        // Then
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.response().headers().firstValue("Retry-After")).isPresent();
        assertThat(clients.get("/api/sync/status", of(phone)).status()).isEqualTo(200);
    }

    @Test
    void aPhoneGetsWhatIsForItAndTellsOfUsersWithoutTheirDevices() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Fritz");
        JsonObject sent = clients.write(anna, phone.userId(), "hello Fritz");
        assertThat(sent.getString("status")).isEqualTo("pending_sync");
        assertThat(sent.getString("sender_id")).isEqualTo(anna.id());

        // When
        JsonObject answer = clients.incoming(phone);

        // Then
        assertThat(answer.getBoolean("compressed")).isFalse();
        assertThat(answer.getString("sync_timestamp")).endsWith("Z");
        assertThat(contents(answer)).containsExactly("hello Fritz");
        assertThat(answer.getJsonArray("messages").getJsonObject(0).fieldNames())
                .contains("id", "sender_id", "recipient_id", "content", "status", "created_at", "updated_at");
        JsonObject writer = user(answer.getJsonArray("users"), anna.id());
        assertThat(writer.fieldNames()).contains("id", "username", "user_type", "created_at", "updated_at");
        assertThat(writer.getString("last_message_sent")).isEqualTo("hello Fritz");
        assertThat(answer.encode()).doesNotContain(phone.deviceId());
    }

    @Test
    void aPhoneThatLosesTheResponseGetsItsMessagesAgainHoweverOften() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Greta");
        JsonObject first = clients.write(anna, phone.userId(), "one");

        // When
        for (int i = 0; i < 5; i++) {
            askAndLeave(phone);
            JsonObject unused = clients.incoming(phone);
        }
        clients.write(anna, phone.userId(), "two");

        // Then
        assertThat(contents(clients.incoming(phone))).containsExactly("one", "two");
        Answer status = clients.get("/api/sync/status", of(phone));
        assertThat(status.json().getInteger("pending_outgoing_count")).isEqualTo(2);
        assertThat(status.json().getString("sync_status")).isEqualTo("idle");
        assertThat(status.json().getString("device_id")).isEqualTo(phone.deviceId());
        assertThat(clients.get("/api/messages/" + first.getString("id"), of(anna))
                        .json()
                        .getString("status"))
                .isEqualTo("pending_sync");
    }

    private static void askAndLeave(Phone phone) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", clients.hub.node.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET /api/sync/incoming HTTP/1.1\r\nHost: hub\r\nX-Device-ID: " + phone.deviceId() + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            socket.setSoLinger(true, 0);
        }
    }

    @Test
    void whoSaysSinceWhenHasTheAnswerOfThenAndItsMessagesAreSynced() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Hugo");
        JsonObject sent = clients.write(anna, phone.userId(), "one");
        JsonObject answer = clients.incoming(phone);

        // When
        Answer next = clients.get("/api/sync/incoming?since=" + answer.getString("sync_timestamp"), of(phone));

        // Then
        assertThat(next.json().getJsonArray("messages")).isEmpty();
        JsonObject synced =
                clients.get("/api/messages/" + sent.getString("id"), of(anna)).json();
        assertThat(synced.getString("status")).isEqualTo("synced");
        assertThat(synced.getString("synced_at")).isNotNull();
        assertThat(contents(clients.incoming(phone))).isEmpty();
    }

    @Test
    void aSmallLimitKeepsNothingBackForEver() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Ida");
        for (String content : List.of("a", "b", "c", "d", "e")) {
            clients.write(anna, phone.userId(), content);
        }

        // When
        List<String> first =
                contents(clients.get("/api/sync/incoming?limit=2", of(phone)).json());
        List<String> second =
                contents(clients.get("/api/sync/incoming?limit=2", of(phone)).json());
        List<String> third =
                contents(clients.get("/api/sync/incoming?limit=2", of(phone)).json());
        List<String> all = contents(
                clients.get("/api/sync/incoming?limit=nonsense", of(phone)).json());

        // Then
        assertThat(first).containsExactly("a", "b");
        assertThat(second).containsExactly("c", "d");
        assertThat(third).hasSize(2).contains("e");
        assertThat(all).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void aBatchWithBadItemsLosesNoneOfTheOthersAndCountsThePrefix() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Jana");
        JsonObject one = message(phone.userId(), anna.id(), "one");
        JsonObject two = message(phone.userId(), anna.id(), "two");
        JsonObject spoofed = message(anna.id(), phone.userId(), "not mine");
        JsonObject empty = message(phone.userId(), anna.id(), "  ");
        JsonObject toNobody = message(phone.userId(), UUID.randomUUID().toString(), "to nobody");
        JsonObject nameless = message(phone.userId(), anna.id(), "no id").put("id", "7");
        JsonObject poison = message(phone.userId(), anna.id(), "nul \u0000");
        JsonObject timeless = message(phone.userId(), anna.id(), "when").put("created_at", "yesterday");
        JsonObject last = message(phone.userId(), anna.id(), "last").put("status", "synced");

        // When
        Answer answer = clients.upload(phone, one, two, spoofed, empty, toNobody, nameless, poison, timeless, last);

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getInteger("synced_count")).as(answer.text()).isEqualTo(2);
        assertThat(answer.json().getInteger("failed_count")).isEqualTo(6);
        JsonArray failed = answer.json().getJsonArray("failed_messages");
        assertThat(failed.stream().map(item -> ((JsonObject) item).getString("message_id")))
                .containsExactly(
                        spoofed.getString("id"),
                        empty.getString("id"),
                        toNobody.getString("id"),
                        "7",
                        poison.getString("id"),
                        timeless.getString("id"));
        assertThat(failed.stream().map(item -> ((JsonObject) item).getString("error")))
                .startsWith(
                        "Sender does not match device",
                        "Message content cannot be empty",
                        "Recipient not found",
                        "Invalid message ID")
                .endsWith("Invalid created_at");
        for (JsonObject stored : List.of(one, two, last)) {
            Answer found = clients.get("/api/messages/" + stored.getString("id"), of(anna));
            assertThat(found.json().getString("status")).isEqualTo("pending_sync");
            assertThat(found.json().getString("created_at")).isEqualTo("2026-02-05T10:00:00.123456Z");
        }
    }

    @Test
    void aMessageSentAgainIsTheSameAndAnotherUnderItsNameIsNone() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Karl");
        Phone other = clients.phone(anna, "Lena");
        JsonObject message = message(phone.userId(), anna.id(), "once");
        assertThat(clients.upload(phone, message).json().getInteger("synced_count"))
                .isEqualTo(1);

        // When
        Answer again = clients.upload(phone, message, message(phone.userId(), anna.id(), "another"));
        Answer changed = clients.upload(phone, message.copy().put("content", "changed"));
        Answer stolen = clients.upload(other, message.copy().put("sender_id", other.userId()));

        // Then
        assertThat(again.json().getInteger("synced_count")).isEqualTo(2);
        assertThat(again.json().containsKey("failed_messages")).isFalse();
        assertThat(changed.json().getInteger("synced_count")).isZero();
        assertThat(stolen.json()
                        .getJsonArray("failed_messages")
                        .getJsonObject(0)
                        .getString("error"))
                .isEqualTo("Message ID already used");
        Answer kept = clients.get("/api/messages/" + message.getString("id"), of(anna));
        assertThat(kept.json().getString("content")).isEqualTo("once");
    }

    @Test
    void whatAUserSentLastIsTheLatestByItsOwnTimeNotByItsArrival() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Mona");
        JsonObject late = message(phone.userId(), anna.id(), "late").put("created_at", "2026-02-05T12:00:00");
        JsonObject early = message(phone.userId(), anna.id(), "early").put("created_at", "2026-02-05T11:00:00Z");

        // When
        Answer first = clients.upload(phone, late);
        Answer second = clients.upload(phone, early);

        // Then
        assertThat(first.json().getInteger("synced_count")).isEqualTo(1);
        assertThat(second.json().getInteger("synced_count")).isEqualTo(1);
        assertThat(clients.get("/api/users/" + phone.userId(), of(anna)).json().getString("last_message_sent"))
                .isEqualTo("late");
    }

    @Test
    void aBodyThatIsNoBatchIsRefusedAndAnEmptyOneIsFine() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Nora");

        // Then
        assertThat(clients.post("/api/sync/outgoing", new JsonObject().put("messages", "none"), of(phone))
                        .phrase())
                .isEqualTo("Invalid request body");
        assertThat(clients.post("/api/sync/outgoing", new JsonObject().putNull("messages"), of(phone))
                        .json()
                        .getInteger("synced_count"))
                .isZero();
        Answer broken = clients.send(clients.hub
                .request("/api/sync/outgoing")
                .header("X-Device-ID", phone.deviceId())
                .POST(HttpRequest.BodyPublishers.ofString("[")));
        assertThat(broken.status()).isEqualTo(400);
        assertThat(clients.get("/api/sync/outgoing", of(phone)).status()).isEqualTo(405);
    }

    @Test
    void bodiesAreGzippedBothWays() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Otto");
        String content = "long ".repeat(1_000);
        JsonObject batch =
                new JsonObject().put("messages", new JsonArray().add(message(phone.userId(), anna.id(), content)));
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(batch.encode().getBytes(StandardCharsets.UTF_8));
        }

        // When
        Answer uploaded = clients.send(clients.hub
                .request("/api/sync/outgoing")
                .headers(
                        "X-Device-ID", phone.deviceId(), "Content-Encoding", "gzip", "Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(zipped.toByteArray())));
        HttpResponse<byte[]> listed = HttpClient.newHttpClient()
                .send(
                        clients.hub
                                .request("/api/messages")
                                .headers("Accept-Encoding", "gzip", "Authorization", "Bearer " + anna.token())
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        Answer small = clients.get("/api/sync/status", "X-Device-ID", phone.deviceId(), "Accept-Encoding", "gzip");

        // Then
        assertThat(uploaded.json().getInteger("synced_count")).isEqualTo(1);
        assertThat(listed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(new String(
                        new GZIPInputStream(new ByteArrayInputStream(listed.body())).readAllBytes(),
                        StandardCharsets.UTF_8))
                .contains(content);
        assertThat(small.response().headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(small.json().getString("device_id")).isEqualTo(phone.deviceId());
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
        Answer list = clients.get("/api/messages?limit=1&offset=0", of(olga));
        Answer unread = clients.get("/api/messages/unread-count", of(olga));
        Answer strange = clients.get(path, of(peter));
        Answer strangeRead = clients.put(path + "/read", of(peter));
        Answer bySender = clients.put(path + "/read", of(phone));
        Answer read = clients.put(path + "/read", of(olga));
        Answer again = clients.put(path + "/read", of(olga));

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
        assertThat(clients.get("/api/messages/unread-count", of(olga)).json().getInteger("unread_count"))
                .isEqualTo(1);
        assertThat(clients.get("/api/messages?status=read", of(olga)).json().getInteger("total"))
                .isEqualTo(1);
        assertThat(clients.get("/api/messages", of(peter)).json().getJsonArray("messages"))
                .isEmpty();
    }

    @Test
    void aMessageToNobodyOrWithNothingInItIsNotSent() throws Exception {
        JsonObject toNobody = new JsonObject()
                .put("recipient_id", UUID.randomUUID().toString())
                .put("content", "x");
        Answer unknown = clients.post("/api/messages", toNobody, of(anna));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.phrase()).isEqualTo("Recipient not found");
        Answer blank = clients.post(
                "/api/messages", new JsonObject().put("recipient_id", anna.id()).put("content", " "), of(anna));
        assertThat(blank.status()).isEqualTo(400);
        assertThat(blank.phrase()).isEqualTo("Message content cannot be empty");
    }

    @Test
    void usersAreFoundByNameAndWhoIsHereComesFirst() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Rosa Filter");

        // When
        Answer users = clients.get("/api/users?filter=rosa%20fil&status=true", of(anna));
        Answer offline = clients.get("/api/users?filter=rosa%20fil&status=false", of(anna));
        Answer byPhone = clients.get("/api/users?filter=rosa", of(phone));
        Answer unknown = clients.get("/api/users/" + UUID.randomUUID(), of(anna));

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
    void anEnrolledPhoneIsToldWhatDatabaseToKeep() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Sven");

        // When
        JsonObject told = clients.get("/api/app-instructions", of(phone)).json();

        // Then
        assertThat(told.getString("version")).isEqualTo("1.0.0");
        assertThat(told.getString("tenant_id")).isEqualTo("default");
        assertThat(told.getJsonObject("schema").getJsonArray("tables")).hasSize(2);
        assertThat(told.getJsonObject("sync_config"))
                .isEqualTo(new JsonObject()
                        .put("batch_size", 100)
                        .put("compression", true)
                        .put("sync_interval_seconds", 300));
    }

    @Test
    void aViewerMayWriteButEnrollsNobody() throws Exception {
        Web viewer = clients.web("victor", null, "viewer");
        assertThat(clients.post("/api/enrollment/create", new JsonObject(), of(viewer))
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
