package ghosthunter.hub;

import static ghosthunter.hub.PosduifClients.message;
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
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
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

/** What phones of Posduif send and get, over real HTTP, and what goes wrong on the way. */
class PosduifSyncIT {
    @TempDir
    private static Path dataDir;

    private static PosduifClients clients;
    private static Web anna;

    @BeforeAll
    static void start() throws Exception {
        clients = PosduifClients.start(TestDatabase.migrated(), dataDir, Map.of());
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
        var unused = clients.write(anna, phone.userId(), "two");

        // Then
        assertThat(contents(clients.incoming(phone))).containsExactly("one", "two");
        Answer status = clients.get("/api/sync/status", PosduifClients.of(phone));
        assertThat(status.json().getInteger("pending_outgoing_count")).isEqualTo(2);
        assertThat(status.json().getString("sync_status")).isEqualTo("idle");
        assertThat(status.json().getString("device_id")).isEqualTo(phone.deviceId());
        assertThat(clients.get("/api/messages/" + first.getString("id"), PosduifClients.of(anna))
                        .json()
                        .getString("status"))
                .isEqualTo("pending_sync");
    }

    private static void askAndLeave(Phone phone) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clients.hub.node.port())) {
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
        Answer next =
                clients.get("/api/sync/incoming?since=" + answer.getString("sync_timestamp"), PosduifClients.of(phone));

        // Then
        assertThat(next.json().getJsonArray("messages")).isEmpty();
        JsonObject synced = clients.get("/api/messages/" + sent.getString("id"), PosduifClients.of(anna))
                .json();
        assertThat(synced.getString("status")).isEqualTo("synced");
        assertThat(synced.getString("synced_at")).isNotNull();
        assertThat(contents(clients.incoming(phone))).isEmpty();
    }

    @Test
    void aSmallLimitKeepsNothingBackForEver() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Ida");
        for (String content : List.of("a", "b", "c", "d", "e")) {
            var unused = clients.write(anna, phone.userId(), content);
        }

        // When
        List<String> first = contents(clients.get("/api/sync/incoming?limit=2", PosduifClients.of(phone))
                .json());
        List<String> second = contents(clients.get("/api/sync/incoming?limit=2", PosduifClients.of(phone))
                .json());
        List<String> third = contents(clients.get("/api/sync/incoming?limit=2", PosduifClients.of(phone))
                .json());
        List<String> all = contents(clients.get("/api/sync/incoming?limit=nonsense", PosduifClients.of(phone))
                .json());

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
}
