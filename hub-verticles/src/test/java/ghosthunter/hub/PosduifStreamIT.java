package ghosthunter.hub;

import static ghosthunter.hub.PosduifClients.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.PosduifClients.Answer;
import ghosthunter.hub.PosduifClients.Phone;
import ghosthunter.hub.PosduifClients.Web;
import ghosthunter.hub.feed.FeedMode;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What phones and web users of Posduif are told the moment it happens, over real sockets. */
class PosduifStreamIT {
    @TempDir
    private static Path dataDir;

    private static final String PING = ": ping";
    private static final String SLOW_READERS = "ghosthunter_stream_ended_total{reason=\"slow-reader\"}";
    private static final int MESSAGES_A_LOOK = 20;
    private static final int UPLOADS_MAX = 2_000;
    private static final int HEAD_BYTES = 400;
    private static final int ANSWERS_LEFT = 4;
    private static final Vertx VERTX = Vertx.vertx();
    /** Each listener has a connection of its own for as long as the class runs. */
    private static final HttpClient HTTP = VERTX.createHttpClient(new PoolOptions().setHttp1MaxSize(64));

    private static PosduifClients clients;
    private static Web anna;

    @BeforeAll
    static void start() throws Exception {
        clients = PosduifClients.start(
                TestDatabase.migrated(), dataDir, Map.of(), FeedMode.STREAM, PosduifClients.settings(Map.of(), null));
        anna = clients.web("anna");
    }

    @AfterAll
    static void stop() throws Exception {
        RunningHub.finished(VERTX.close());
        clients.close();
    }

    /** Frames as they come, without pings. */
    private static List<String> listen(String path, String... headers) throws Exception {
        return listen(frame -> !frame.equals(PING), path, headers);
    }

    private static List<String> listen(Predicate<String> wanted, String path, String... headers) throws Exception {
        List<String> frames = new CopyOnWriteArrayList<>();
        RequestOptions options =
                new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(clients.hub.node.url() + path);
        for (int i = 0; i < headers.length; i += 2) {
            options.putHeader(headers[i], headers[i + 1]);
        }
        String type = RunningHub.finished(HTTP.request(options)
                .compose(request -> request.send())
                .map(response -> {
                    response.handler(RecordParser.newDelimited("\n\n", frame -> {
                        if (wanted.test(frame.toString())) {
                            frames.add(frame.toString());
                        }
                    }));
                    response.endHandler(ended -> frames.add("end"));
                    return response.getHeader("Content-Type") + " " + response.getHeader("X-Accel-Buffering");
                }));
        assertThat(type).isEqualTo("text/event-stream no");
        return frames;
    }

    private static String frame(String event, JsonObject data) {
        return "event: " + event + "\ndata: " + data.encode();
    }

    @Test
    void aPhoneIsToldOfItsMessagesAndOfNothingElse() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Bert");
        var unused = clients.write(anna, phone.userId(), "before");
        List<String> frames = listen("/sse/mobile/" + phone.deviceId(), of(phone));
        await().until(() -> frames.size() == 2);

        // When
        JsonObject answer = clients.incoming(phone);
        Answer synced = clients.get("/api/sync/incoming?since=" + answer.getString("sync_timestamp"), of(phone));
        JsonObject first = clients.write(anna, phone.userId(), "one");
        await().until(() -> frames.size() == 3);
        JsonObject second = clients.write(anna, phone.userId(), "two");
        await().until(() -> frames.size() == 4);

        // Then
        assertThat(synced.json().getJsonArray("messages")).isEmpty();
        assertThat(frames)
                .containsExactly(
                        frame("connected", new JsonObject().put("device_id", phone.deviceId())),
                        frame(
                                "sync_required",
                                new JsonObject().put("type", "sync_required").put("pending_count", 1)),
                        frame("message", of(first, "new_message")),
                        frame("message", of(second, "new_message")));
    }

    private static JsonObject of(JsonObject message, String type) {
        return new JsonObject().put("type", type).put("message_id", message.getString("id"));
    }

    private static String[] of(Phone phone) {
        return PosduifClients.of(phone);
    }

    private static String[] of(Web web) {
        return PosduifClients.of(web);
    }

    @Test
    void aWebUserIsToldOfNewMessagesAndThatItsOwnAreRead() throws Exception {
        // Given
        Web web = clients.web("wilma");
        Phone phone = clients.phone(web, "Carl");
        List<String> frames = listen("/sse/web/" + web.id(), of(web));
        List<String> otherPage = listen("/sse/web/" + web.id(), of(web));
        await().until(() -> frames.size() == 1 && otherPage.size() == 1);
        JsonObject mine = clients.write(web, phone.userId(), "mine");

        // When
        JsonObject mail = message(phone.userId(), web.id(), "for you");
        assertThat(clients.upload(phone, mail).json().getInteger("synced_count"))
                .isEqualTo(1);
        await().until(() -> frames.size() == 2);
        Answer read = clients.put("/api/messages/" + mine.getString("id") + "/read", of(phone));
        await().until(() -> frames.size() == 3 && otherPage.size() == 3);

        // Then
        assertThat(otherPage).isEqualTo(frames);
        assertThat(read.status()).isEqualTo(200);
        assertThat(frames)
                .containsExactly(
                        frame("connected", new JsonObject().put("user_id", web.id())),
                        frame("new_message", of(mail, "new_message").put("unread_count", 1)),
                        frame("message_read", of(mine, "message_read")));
    }

    @Test
    void aStreamIsOfWhoProvesToBeItsOwner() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Dirk");
        Web other = clients.web("other");

        // Then
        Answer mismatch = clients.get("/sse/mobile/android_other", of(phone));
        assertThat(mismatch.status()).isEqualTo(400);
        assertThat(mismatch.phrase()).isEqualTo("Device ID mismatch");
        Answer unknown = clients.get("/sse/mobile/android_123456789012", "X-Device-ID", "android_123456789012");
        assertThat(unknown.status()).isEqualTo(401);
        Answer strange = clients.get("/sse/web/" + anna.id(), of(other));
        assertThat(strange.status()).isEqualTo(401);
        assertThat(strange.phrase()).isEqualTo("Unauthorized");
        assertThat(clients.get("/sse/web/" + anna.id()).status()).isEqualTo(401);
    }

    @Test
    void aQuietStreamSaysThatItLives() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Elsa");

        // When
        List<String> pings = listen(PING::equals, "/sse/mobile/" + phone.deviceId(), of(phone));

        // Then
        await().until(() -> pings.size() == 2);
    }

    /** It first fills what the kernel buffers, however much that is here. */
    @Test
    @Tag("full")
    void whoDoesNotReadIsGivenUpWhileOthersHearAllAndCatchesUpWhenItComesAgain() throws Exception {
        // Given
        Web near = clients.web("near");
        Web deaf = clients.web("deaf");
        Phone phone = clients.phone(near, "Tina");
        List<String> heard = listen("/sse/web/" + near.id(), of(near));
        JsonObject late = message(phone.userId(), deaf.id(), "late").put("created_at", "2026-02-06T10:00:00.123456");
        int open = figure("ghosthunter_stream_open");
        try (Socket socket = asksForEvents(deaf)) {
            await().until(() -> figure("ghosthunter_stream_open") + figure(SLOW_READERS) == open + 1);

            // When
            int sent = 0;
            while (figure(SLOW_READERS) == 0 && sent < UPLOADS_MAX) {
                sent++;
                sendBoth(phone, near, deaf, sent);
                int told = 1 + sent;
                await().pollInterval(Duration.ofMillis(2)).until(() -> heard.size() == told);
            }
            assertThat(clients.upload(phone, late).status()).isEqualTo(200);
            List<String> again = listen("/sse/web/" + deaf.id(), of(deaf));
            await().until(() -> again.size() == 2);
            String unread = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            // Then
            assertThat(figure(SLOW_READERS)).isEqualTo(1);
            assertThat(figure("ghosthunter_stream_open")).isEqualTo(open + 1);
            assertThat(again.get(1))
                    .isEqualTo(frame(
                            "new_message", of(late, "new_message").put("unread_count", MESSAGES_A_LOOK * sent + 1)));
            assertThat(unread).doesNotContain(late.getString("id"));
        }
    }

    /** As many to one as one look tells, and one to the other. */
    private static void sendBoth(Phone phone, Web one, Web many, int second) throws Exception {
        List<JsonObject> messages = new ArrayList<>(List.of(message(phone.userId(), one.id(), "one")));
        for (int i = 0; i < MESSAGES_A_LOOK; i++) {
            messages.add(message(phone.userId(), many.id(), "many"));
        }
        String at = LocalDateTime.of(2026, 2, 5, 10, 0, 1).plusSeconds(second).toString();
        messages.forEach(message -> message.put("created_at", at));
        assertThat(clients.upload(phone, messages.toArray(JsonObject[]::new))
                        .json()
                        .getInteger("synced_count"))
                .isEqualTo(messages.size());
    }

    /**
     * A client that reads nothing. Before its events it asks for so many other answers that the kernel has little room left: what
     * comes then has to wait in the hub.
     */
    private static Socket asksForEvents(Web web) throws Exception {
        String docs = "/docs/openapi/posduif.yaml";
        int answers = unreadMax(clients.get(docs).text().length() + HEAD_BYTES) - ANSWERS_LEFT;
        String head = " HTTP/1.1\r\nHost: hub\r\n";
        String events = "GET /sse/web/" + web.id() + head + "Authorization: Bearer " + web.token() + "\r\n\r\n";
        String requests = ("GET " + docs + head + "\r\n").repeat(answers) + events;
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), clients.hub.node.port());
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** How many answers of this size the kernel takes that nobody reads. */
    private static int unreadMax(int sizeBytes) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0));
                Socket deaf = new Socket(loopback, server.socket().getLocalPort());
                SocketChannel writer = server.accept()) {
            assertThat(deaf.isConnected()).isTrue();
            writer.setOption(StandardSocketOptions.TCP_NODELAY, true).configureBlocking(false);
            ByteBuffer answer = ByteBuffer.allocate(sizeBytes);
            int taken = 0;
            while (writer.write(answer.clear()) == sizeBytes) {
                taken++;
            }
            return taken;
        }
    }

    private static int figure(String name) throws Exception {
        return clients.hub
                .getText("/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    @Test
    void aStreamEndsWithTheSessionOfWhoListens() throws Exception {
        // Given
        Web gone = clients.web("gone");
        List<String> frames = listen("/sse/web/" + gone.id(), of(gone));
        await().until(() -> frames.size() == 1);

        // When
        HttpResponse<String> locked = clients.hub.send(RunningHub.as(
                clients.hub.admin(),
                clients.hub.json("PATCH", "/v1/operators/gone", new JsonObject().put("locked", true))));

        // Then
        assertThat(locked.statusCode()).isLessThan(300);
        await().until(() -> frames.contains("end"));
    }

    @Test
    void whoSignsInIsAUserOfPosduifOnlyFromTheFirstCallThere() throws Exception {
        // Given
        Phone phone = clients.phone(anna, "Sven");
        JsonObject sysop = new JsonObject()
                .put("name", "sysop")
                .put("password", RunningHub.PASSWORD)
                .put("role", "system-admin");
        int added = clients.hub
                .send(RunningHub.as(clients.hub.admin(), clients.hub.json("POST", "/v1/operators", sysop)))
                .statusCode();

        // When
        JsonObject login = clients.login("sysop", RunningHub.PASSWORD).json();
        String before = clients.get("/api/users", PosduifClients.of(phone)).text();
        String devices = clients.hub.getJson("/v1/presence").encode();
        Web web = new Web(login.getString("user_id"), login.getString("token"));
        int call = clients.get("/api/users", PosduifClients.of(web)).status();
        JsonObject again = clients.login("sysop", RunningHub.PASSWORD).json();
        String after = clients.get("/api/users", PosduifClients.of(phone)).text();

        // Then
        assertThat(added).isEqualTo(201);
        assertThat(devices).contains("posduif.web." + anna.id());
        assertThat(login.getJsonObject("user").fieldNames()).contains("username", "user_type", "created_at");
        assertThat(before).contains("anna").doesNotContain("sysop");
        assertThat(devices).doesNotContain(web.id());
        assertThat(call).isEqualTo(200);
        assertThat(again.getString("user_id")).isEqualTo(web.id());
        assertThat(after).contains("sysop", web.id());
    }
}
