package ghosthunter.hub.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.socketio.EngineClient.Wire;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cases of the Engine.IO protocol's own test suite, revision 4, but its upgrades; what the hub does otherwise says so.
 */
class EngineIoProtocolIT {
    private static SocketIoHub hub;
    private static SocketIoHub quick;
    private EngineClient client;
    private EngineClient impatient;

    @BeforeAll
    static void start() throws Exception {
        hub = new SocketIoHub(SocketIoSettings.DEFAULT);
        quick = new SocketIoHub(SocketIoHub.QUICK);
    }

    @BeforeEach
    void connect() {
        client = hub.client(SocketIoHub.ENGINE);
        impatient = quick.client(SocketIoHub.ENGINE);
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
        quick.close();
    }

    @Test
    void aSessionOpensOverPolling() throws Exception {
        HttpResponse<String> response = client.get("?EIO=4&transport=polling");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; charset=UTF-8");
        assertOpen(response.body(), new JsonArray().add("websocket"));
    }

    @Test
    void aSessionOpensOverAWebSocket() throws Exception {
        Wire wire = client.webSocket();

        assertOpen(wire.next(), new JsonArray());
        wire.leave();
    }

    private static void assertOpen(String packet, JsonArray upgrades) {
        assertThat(packet).startsWith("0");
        JsonObject open = new JsonObject(packet.substring(1));
        assertThat(open.getString("sid")).hasSize(20);
        open.remove("sid");
        assertThat(open)
                .isEqualTo(new JsonObject()
                        .put("upgrades", upgrades)
                        .put("pingInterval", 25_000)
                        .put("pingTimeout", 20_000)
                        .put("maxPayload", 1_000_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?transport=polling", "?EIO=abc&transport=polling", "?EIO=3&transport=polling"})
    void anotherRevisionIsRefused(String query) throws Exception {
        assertRefused(client.get(query), 5, "Unsupported protocol version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?EIO=4", "?EIO=4&transport=abc"})
    void anUnknownTransportIsRefused(String query) throws Exception {
        assertRefused(client.get(query), 0, "Transport unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    void aSessionOpensByGetAlone(String method) throws Exception {
        assertRefused(
                client.send(client.request("?EIO=4&transport=polling").method(method, BodyPublishers.ofString(""))),
                2,
                "Bad handshake method");
    }

    @Test
    void anUnknownSessionIsRefused() throws Exception {
        assertRefused(client.poll("abc"), 1, "Session ID unknown");
        assertRefused(client.push("abc", "4hello"), 1, "Session ID unknown");
    }

    @Test
    void theTransportWebSocketNeedsAnUpgrade() throws Exception {
        assertRefused(client.get("?EIO=4&transport=websocket"), 3, "Bad request");
        assertRefused(client.get("?EIO=4&transport=websocket&sid=" + client.open()), 3, "Bad request");
    }

    static void assertRefused(HttpResponse<String> response, int code, String message) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(response.body()))
                .isEqualTo(new JsonObject().put("code", code).put("message", message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?transport=websocket",
                "?EIO=abc&transport=websocket",
                "?EIO=4",
                "?EIO=4&transport=abc",
                "?EIO=4&transport=polling",
                "?EIO=4&transport=websocket&sid=abc"
            })
    void aWebSocketThatAsksForSomethingElseIsRefused(String query) {
        assertThatThrownBy(() -> client.webSocket(query)).isInstanceOf(ExecutionException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4hello", "4test1\u001e4test2\u001e4test3", "4Größe 📦"})
    void aPayloadIsTakenAndItsEchoPolled(String payload) throws Exception {
        // Given
        String sid = client.open();

        // When
        HttpResponse<String> pushed = client.push(sid, payload);

        // Then
        assertThat(pushed.statusCode()).isEqualTo(200);
        assertThat(pushed.body()).isEqualTo("ok");
        assertThat(client.poll(sid).body()).isEqualTo(payload);
    }

    /** The suite has bytes echoed; the hub takes no bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "4hello\u001ebAQIDBA==", "2"})
    void aPayloadWithSomethingElseEndsTheSession(String payload) throws Exception {
        // Given
        String sid = client.open();

        // When
        HttpResponse<String> pushed = client.push(sid, payload);

        // Then
        assertThat(pushed.statusCode()).isEqualTo(payload.equals("2") ? 200 : 400);
        assertRefused(client.poll(sid), 1, "Session ID unknown");
    }

    @Test
    void twoPollsAtOnceEndTheSession() throws Exception {
        // Given
        String sid = client.open();

        // When
        var first = client.polling(sid);
        var second = client.polling(sid);

        // Then
        HttpResponse<String> one = EngineClient.done(first);
        HttpResponse<String> other = EngineClient.done(second);
        assertThat(Stream.of(one, other).map(HttpResponse::statusCode)).containsExactlyInAnyOrder(200, 400);
        assertThat((one.statusCode() == 200 ? one : other).body()).isEqualTo("1");
        assertRefused(client.poll(sid), 1, "Session ID unknown");
    }

    @Test
    void aPollThatIsGivenUpEndsTheSession() throws Exception {
        // Given
        String sid = client.open();
        CompletableFuture<HttpResponse<String>> poll = client.polling(sid);
        hub.awaitPolled(sid);

        // When
        poll.cancel(true);

        // Then
        await().untilAsserted(() -> assertThat(hub.engine.session(sid)).isNull());
        assertRefused(client.poll(sid), 1, "Session ID unknown");
    }

    @Test
    void aWebSocketCarriesText() throws Exception {
        // Given
        Wire wire = opened(client);

        // When
        wire.send("4hello");

        // Then
        assertThat(wire.next()).isEqualTo("4hello");
        wire.leave();
    }

    /** The suite has bytes echoed; the hub takes no bytes. */
    @Test
    void bytesOnAWebSocketEndTheSession() throws Exception {
        // Given
        Wire wire = opened(client);

        // When
        wire.send(new byte[] {1, 2, 3, 4});

        // Then
        wire.awaitClosed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "2", "1"})
    void aWebSocketIsClosedUponWhatIsNoPacketAPingOrAClose(String text) throws Exception {
        // Given
        Wire wire = opened(client);

        // When
        wire.send(text);

        // Then
        wire.awaitClosed();
    }

    @Test
    void theServerPingsOverPolling() throws Exception {
        String sid = impatient.open();

        for (int i = 0; i < 3; i++) {
            assertThat(impatient.poll(sid).body()).isEqualTo("2");
            assertThat(impatient.push(sid, "3").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theServerPingsOverAWebSocket() throws Exception {
        Wire wire = opened(impatient);

        for (int i = 0; i < 3; i++) {
            assertThat(wire.next()).isEqualTo("2");
            wire.send("3");
        }
        wire.leave();
    }

    @Test
    void aSessionThatAnswersNoPingEndsOverPolling() throws Exception {
        String sid = impatient.open();

        await().until(() -> quick.engine.session(sid) == null);

        assertRefused(impatient.push(sid, "3"), 1, "Session ID unknown");
    }

    @Test
    void aSessionThatAnswersNoPingEndsOverAWebSocket() throws Exception {
        Wire wire = opened(impatient);

        wire.awaitClosed();

        assertThat(wire.next()).isEqualTo("2");
    }

    @Test
    void aClientClosesOverPollingAndItsPollIsReleased() throws Exception {
        // Given
        String sid = client.open();
        CompletableFuture<HttpResponse<String>> poll = client.polling(sid);
        hub.awaitPolled(sid);

        // When
        HttpResponse<String> pushed = client.push(sid, "1");

        // Then
        assertThat(pushed.statusCode()).isEqualTo(200);
        assertThat(EngineClient.done(poll).statusCode()).isEqualTo(200);
        assertThat(EngineClient.done(poll).body()).isEqualTo("6");
        assertRefused(client.poll(sid), 1, "Session ID unknown");
    }

    static Wire opened(EngineClient client) throws Exception {
        Wire wire = client.webSocket();
        assertThat(wire.next()).startsWith("0");
        return wire;
    }
}
