package ghosthunter.hub;

import static ghosthunter.hub.PosduifClients.contents;
import static ghosthunter.hub.PosduifClients.message;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.PosduifClients.Answer;
import ghosthunter.hub.PosduifClients.Phone;
import ghosthunter.hub.PosduifClients.Web;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How messages of Posduif reach whom they are for, over real HTTP: whatever is lost on the way, and nobody else. */
class PosduifDeliveryIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

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
        try (Socket socket = request("GET", "/api/sync/incoming", phone, "")) {
            socket.setSoLinger(true, 0);
        }
    }

    /** A request that nobody has read the answer of yet. */
    private static Socket request(String method, String path, Phone phone, String body) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), clients.hub.node.port());
        OutputStream out = socket.getOutputStream();
        String head = method + " " + path + " HTTP/1.1\r\nHost: hub\r\nX-Device-ID: " + phone.deviceId()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n";
        out.write((head + body).getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return socket;
    }

    @Test
    void aPhoneThatLeavesWhenTheHubHasCommittedLosesNothingAndDoublesNothing() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Paula");
        JsonObject waiting = clients.write(anna, phone.userId(), "for Paula");
        JsonObject mail = message(phone.userId(), anna.id(), "of Paula");
        String batch =
                new JsonObject().put("messages", new JsonArray().add(mail)).encode();

        // When
        try (Socket pull = request("GET", "/api/sync/incoming", phone, "")) {
            assertThat(pull.getInputStream().read()).isEqualTo('H');
            pull.setSoLinger(true, 0);
        }
        try (Socket push = request("POST", "/api/sync/outgoing", phone, batch)) {
            assertThat(push.getInputStream().read()).isEqualTo('H');
            push.setSoLinger(true, 0);
        }
        String path = "/api/messages/" + mail.getString("id");
        boolean isStored = clients.get(path, PosduifClients.of(anna)).status() == 200;
        Answer again = clients.upload(phone, mail);

        // Then
        assertThat(isStored).isTrue();
        assertThat(again.json().getInteger("synced_count")).isEqualTo(1);
        assertThat(contents(clients.get("/api/messages?limit=100", PosduifClients.of(anna))
                        .json()))
                .containsOnlyOnce("of Paula");
        assertThat(clients.incoming(phone)
                        .getJsonArray("messages")
                        .getJsonObject(0)
                        .getString("id"))
                .isEqualTo(waiting.getString("id"));
    }

    @Test
    void aHubThatStartsAnewKnowsWhatAPhoneWasAnsweredAndStillOwesIt() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Vera");
        JsonObject first = clients.write(anna, phone.userId(), "before");
        JsonObject answer = clients.incoming(phone);

        // When
        clients.close();
        clients = PosduifClients.start(database, dataDir);
        JsonObject second = clients.write(anna, phone.userId(), "after");
        JsonObject again = clients.incoming(phone);
        Answer proven =
                clients.get("/api/sync/incoming?since=" + again.getString("sync_timestamp"), PosduifClients.of(phone));

        // Then
        assertThat(contents(answer)).containsExactly("before");
        assertThat(contents(again)).containsExactly("before", "after");
        assertThat(contents(proven.json())).isEmpty();
        for (JsonObject message : List.of(first, second)) {
            assertThat(clients.get("/api/messages/" + message.getString("id"), PosduifClients.of(anna))
                            .json()
                            .getString("status"))
                    .isEqualTo("synced");
        }
    }

    @Test
    void pullsOfOnePhoneAtTheSameTimeAllHaveTheMessage() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Willi");
        JsonObject sent = clients.write(anna, phone.userId(), "for Willi");

        // When
        List<CompletableFuture<HttpResponse<String>>> pulls = Stream.generate(() -> HTTP.sendAsync(
                        clients.hub
                                .request("/api/sync/incoming")
                                .headers(PosduifClients.of(phone))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()))
                .limit(8)
                .toList();

        // Then
        for (CompletableFuture<HttpResponse<String>> pull : pulls) {
            HttpResponse<String> answer = pull.get(15, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(contents(new JsonObject(answer.body()))).containsExactly(sent.getString("content"));
        }
    }

    @Test
    void aMessageOfWhichOnlyTheStatusChangedIsNotDeliveredAgain() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Xaver");
        JsonObject sent = clients.write(anna, phone.userId(), "once");
        JsonObject answer = clients.incoming(phone);
        String since = "/api/sync/incoming?since=" + answer.getString("sync_timestamp");
        Answer synced = clients.get(since, PosduifClients.of(phone));

        // When
        Answer read = clients.put("/api/messages/" + sent.getString("id") + "/read", PosduifClients.of(phone));
        JsonObject after = clients.incoming(phone);

        // Then
        assertThat(contents(synced.json())).isEmpty();
        assertThat(read.status()).isEqualTo(200);
        assertThat(contents(after)).isEmpty();
        assertThat(clients.get("/api/sync/status", PosduifClients.of(phone))
                        .json()
                        .getInteger("pending_outgoing_count"))
                .isZero();
    }

    @Test
    void aSyncThatTheHubCouldNotDoIsSaidUntilOneSucceeds() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Yvonne");
        TestDatabase.run(database, "ALTER TABLE message RENAME TO message_away");

        // When
        Answer broken = clients.get("/api/sync/incoming", PosduifClients.of(phone));
        TestDatabase.run(database, "ALTER TABLE message_away RENAME TO message");
        Answer after = clients.get("/api/sync/status", PosduifClients.of(phone));
        Answer good = clients.get("/api/sync/incoming", PosduifClients.of(phone));
        Answer better = clients.get("/api/sync/status", PosduifClients.of(phone));

        // Then
        assertThat(broken.status()).isGreaterThanOrEqualTo(500);
        assertThat(broken.text()).doesNotContain("message_away", "relation", "SELECT");
        assertThat(after.json().getString("sync_status")).isEqualTo("error");
        assertThat(good.status()).isEqualTo(200);
        assertThat(better.json().getString("sync_status")).isEqualTo("idle");
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
    void whatOneSentToSomebodyIsListedAndNothingThatOthersDid() throws Exception {
        // Given
        Web rita = clients.web("rita");
        Web sam = clients.web("sam");
        Phone phone = clients.phone(rita, "Tom");
        String toPhone = "/api/messages?recipient_id=" + phone.userId();
        var first = clients.write(rita, phone.userId(), "first");
        var second = clients.write(rita, phone.userId(), "second");
        var ofSam = clients.write(sam, phone.userId(), "of Sam");

        // When
        Answer sent = clients.get(toPhone + "&limit=1", PosduifClients.of(rita));
        Answer synced = clients.get(toPhone + "&status=synced", PosduifClients.of(rita));
        Answer own = clients.get("/api/messages?recipient_id=" + phone.userId(), PosduifClients.of(phone));
        Answer ofOther = clients.get("/api/messages?recipient_id=" + anna.id(), PosduifClients.of(sam));
        Answer rubbish = clients.get("/api/messages?recipient_id=rubbish", PosduifClients.of(rita));

        // Then
        assertThat(contents(sent.json())).containsExactly("second");
        assertThat(sent.json().getInteger("total")).isEqualTo(2);
        assertThat(synced.json().getInteger("total")).isZero();
        assertThat(contents(own.json())).containsExactly("of Sam", "second", "first");
        assertThat(List.of(ofOther.json().getInteger("total"), rubbish.json().getInteger("total")))
                .containsOnly(0);
        assertThat(List.of(first, second, ofSam)).doesNotHaveDuplicates();
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
}
