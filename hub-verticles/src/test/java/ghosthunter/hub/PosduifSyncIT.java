package ghosthunter.hub;

import static ghosthunter.hub.PosduifClients.contents;
import static ghosthunter.hub.PosduifClients.message;
import static ghosthunter.hub.PosduifClients.user;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.PosduifClients.Answer;
import ghosthunter.hub.PosduifClients.Phone;
import ghosthunter.hub.PosduifClients.Web;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What phones of Posduif send and get, over real HTTP, and what goes wrong on the way. */
class PosduifSyncIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path dataDir;

    private static PosduifClients clients;
    private static Web anna;

    @BeforeAll
    static void start() throws Exception {
        clients = PosduifClients.start(TestDatabase.migrated(), dataDir);
        anna = clients.web("anna");
    }

    @AfterAll
    static void stop() throws Exception {
        clients.close();
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
    void tenThousandMessagesInOneBatchAreTakenAsFarAsTheLimitAndTheRestLater() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Zoe");
        JsonArray batch = new JsonArray();
        for (int i = 0; i < 10_000; i++) {
            batch.add(new JsonObject()
                    .put("id", new UUID(0x4000L, i).toString())
                    .put("recipient_id", anna.id())
                    .put("content", "n" + i));
        }

        // When
        Answer answer =
                clients.post("/api/sync/outgoing", new JsonObject().put("messages", batch), PosduifClients.of(phone));
        batch.getList().subList(0, 500).clear();
        JsonArray rest = new JsonArray(batch.getList().subList(0, 1));
        Answer next =
                clients.post("/api/sync/outgoing", new JsonObject().put("messages", rest), PosduifClients.of(phone));
        batch.remove(0);
        batch.forEach(message -> ((JsonObject) message).put("content", "much longer than it was before".repeat(8)));
        Answer megabytes =
                clients.post("/api/sync/outgoing", new JsonObject().put("messages", batch), PosduifClients.of(phone));
        batch.forEach(message -> ((JsonObject) message).put("content", "much longer than it was before".repeat(16)));
        Answer large =
                clients.post("/api/sync/outgoing", new JsonObject().put("messages", batch), PosduifClients.of(phone));

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getInteger("synced_count")).isEqualTo(500);
        assertThat(answer.json().getInteger("failed_count")).isEqualTo(9_500);
        assertThat(next.json().getInteger("synced_count")).isEqualTo(1);
        assertThat(megabytes.json().getInteger("synced_count")).isEqualTo(500);
        assertThat(large.status()).isEqualTo(413);
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
        JsonObject half = message(phone.userId(), anna.id(), "half of a pair HALF");
        JsonObject never = message(phone.userId(), anna.id(), "when").put("created_at", "+999999999-12-31T00:00:00Z");
        JsonObject last = message(phone.userId(), anna.id(), "last").put("status", "synced");

        // When
        JsonArray batch = new JsonArray(
                List.of(one, two, spoofed, empty, toNobody, nameless, poison, timeless, half, never, last));
        String body = new JsonObject().put("messages", batch).encode().replace("HALF", "\\ud800");
        Answer answer = clients.send(clients.hub
                .request("/api/sync/outgoing")
                .headers("X-Device-ID", phone.deviceId(), "Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getInteger("synced_count")).as(answer.text()).isEqualTo(2);
        assertThat(answer.json().getInteger("failed_count")).isEqualTo(8);
        JsonArray failed = answer.json().getJsonArray("failed_messages");
        assertThat(failed.stream().map(item -> ((JsonObject) item).getString("message_id")))
                .containsExactly(
                        spoofed.getString("id"),
                        empty.getString("id"),
                        toNobody.getString("id"),
                        "7",
                        poison.getString("id"),
                        timeless.getString("id"),
                        half.getString("id"),
                        never.getString("id"));
        assertThat(failed.stream().map(item -> ((JsonObject) item).getString("error")))
                .startsWith(
                        "Sender does not match device",
                        "Message content cannot be empty",
                        "Recipient not found",
                        "Invalid message ID")
                .endsWith("Invalid created_at");
        assertThat(clients.get("/api/users/" + phone.userId(), PosduifClients.of(anna))
                        .json()
                        .getString("last_message_sent"))
                .isIn("one", "two", "last");
        for (JsonObject stored : List.of(one, two, last)) {
            Answer found = clients.get("/api/messages/" + stored.getString("id"), PosduifClients.of(anna));
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
        Answer kept = clients.get("/api/messages/" + message.getString("id"), PosduifClients.of(anna));
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
        assertThat(clients.get("/api/users/" + phone.userId(), PosduifClients.of(anna))
                        .json()
                        .getString("last_message_sent"))
                .isEqualTo("late");
    }

    @Test
    void aMessageOfThePhonesFutureIsOfNow() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Udo");
        JsonObject early = message(phone.userId(), anna.id(), "early").put("created_at", "9999-12-31T23:59:59");

        // When
        Answer answer = clients.upload(phone, early);

        // Then
        assertThat(answer.json().getInteger("synced_count")).isEqualTo(1);
        String created = clients.get("/api/messages/" + early.getString("id"), PosduifClients.of(anna))
                .json()
                .getString("created_at");
        assertThat(Instant.parse(created)).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void aBodyThatIsNoBatchIsRefusedAndAnEmptyOneIsFine() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Nora");

        // Then
        assertThat(clients.post(
                                "/api/sync/outgoing",
                                new JsonObject().put("messages", "none"),
                                PosduifClients.of(phone))
                        .phrase())
                .isEqualTo("Invalid request body");
        assertThat(clients.post("/api/sync/outgoing", new JsonObject().putNull("messages"), PosduifClients.of(phone))
                        .json()
                        .getInteger("synced_count"))
                .isZero();
        Answer broken = clients.send(clients.hub
                .request("/api/sync/outgoing")
                .header("X-Device-ID", phone.deviceId())
                .POST(HttpRequest.BodyPublishers.ofString("[")));
        assertThat(broken.status()).isEqualTo(400);
        assertThat(clients.get("/api/sync/outgoing", PosduifClients.of(phone)).status())
                .isEqualTo(405);
    }

    private static byte[] zipped(byte[] plain) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(plain);
        }
        return zipped.toByteArray();
    }

    private static String unzipped(HttpResponse<byte[]> answer) throws IOException {
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        return new String(
                new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Answer uploadZipped(Phone phone, byte[] body) throws Exception {
        return clients.send(clients.hub
                .request("/api/sync/outgoing")
                .headers(
                        "X-Device-ID", phone.deviceId(), "Content-Encoding", "gzip", "Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    @Test
    void bodiesAreGzippedBothWaysAndABombIsRefused() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Otto");
        String content = "long ".repeat(1_000);
        JsonObject batch =
                new JsonObject().put("messages", new JsonArray().add(message(phone.userId(), anna.id(), content)));
        var unused = clients.write(anna, phone.userId(), content);

        // When
        Answer uploaded = uploadZipped(phone, zipped(batch.encode().getBytes(StandardCharsets.UTF_8)));
        Answer bomb = uploadZipped(phone, zipped(new byte[64 << 20]));
        Answer noGzip = uploadZipped(phone, new byte[] {1, 2, 3});
        JsonObject plain = clients.incoming(phone);
        JsonObject compressed = new JsonObject(unzipped(HTTP.send(
                clients.hub
                        .request("/api/sync/incoming")
                        .headers("Accept-Encoding", "gzip", "X-Device-ID", phone.deviceId())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray())));
        HttpResponse<byte[]> listed = HTTP.send(
                clients.hub
                        .request("/api/messages?recipient_id=" + phone.userId())
                        .headers("Accept-Encoding", "gzip", "Authorization", "Bearer " + anna.token())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        Answer small = clients.get("/api/sync/status", "X-Device-ID", phone.deviceId(), "Accept-Encoding", "gzip");

        // Then
        assertThat(uploaded.json().getInteger("synced_count")).isEqualTo(1);
        assertThat(List.of(bomb.status(), noGzip.status())).containsExactly(413, 400);
        assertThat(plain.getBoolean("compressed")).isFalse();
        assertThat(compressed.getBoolean("compressed")).isTrue();
        assertThat(contents(compressed)).isEqualTo(contents(plain)).containsExactly(content);
        assertThat(unzipped(listed)).contains(content);
        assertThat(small.response().headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(small.json().getString("device_id")).isEqualTo(phone.deviceId());
    }

    @Test
    void anEnrolledPhoneIsToldWhatDatabaseToKeep() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Sven");

        // When
        JsonObject told =
                clients.get("/api/app-instructions", PosduifClients.of(phone)).json();

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
}
