package ghosthunter.hub.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.socketio.EngineClient.Wire;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cases of the Engine.IO protocol's own test suite, revision 4, in which a session moves to a WebSocket, and some more. */
class EngineIoUpgradeIT {
    private static SocketIoHub hub;
    private static SocketIoHub quick;
    private EngineClient client;
    private EngineClient impatient;

    @BeforeAll
    static void start() throws Exception {
        hub = new SocketIoHub(SocketIoSettings.DEFAULT);
        quick = new SocketIoHub(
                SocketIoSettings.DEFAULT.with(new SocketIoSettings.Waits(45_000, 200, 20_000, 300, 1_000)));
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
    void aSessionMovesFromPollingToAWebSocket() throws Exception {
        // Given
        String sid = client.open();
        Wire wire = client.webSocketOf(sid);

        // When
        wire.send("2probe");
        String answer = wire.next();
        String polled = client.poll(sid).body();
        wire.send("5");
        wire.send("4hello");

        // Then
        assertThat(answer).isEqualTo("3probe");
        assertThat(polled).isEqualTo("6");
        assertThat(wire.next()).isEqualTo("4hello");
        wire.leave();
    }

    @Test
    void aPollThatWaitsIsReleasedWhenTheSessionMoves() throws Exception {
        // Given
        String sid = client.open();
        CompletableFuture<HttpResponse<String>> poll = client.polling(sid);
        hub.awaitPolled(sid);
        Wire wire = client.webSocketOf(sid);

        // When
        wire.send("2probe");

        // Then
        assertThat(EngineClient.done(poll).body()).isEqualTo("6");
        wire.leave();
    }

    @Test
    void afterTheMovePollsAndOtherWebSocketsOfTheSessionAreRefused() throws Exception {
        // Given
        String sid = client.open();
        Wire wire = moved(client, sid);

        // When
        HttpResponse<String> polled = client.poll(sid);
        HttpResponse<String> pushed = client.push(sid, "4late");
        Wire other = client.webSocketOf(sid);
        other.awaitClosed();

        // Then
        EngineIoProtocolIT.assertRefused(polled, 3, "Bad request");
        EngineIoProtocolIT.assertRefused(pushed, 3, "Bad request");
        wire.send("4hello");
        assertThat(wire.next()).isEqualTo("4hello");
        wire.leave();
    }

    @Test
    void whatWaitedIsSentOverTheWebSocketAfterTheMove() throws Exception {
        // Given
        String sid = client.open();
        Wire wire = client.webSocketOf(sid);

        // When
        assertThat(client.push(sid, "4a\u001e4b").statusCode()).isEqualTo(200);
        wire.send("5");

        // Then
        assertThat(wire.next()).isEqualTo("4a");
        assertThat(wire.next()).isEqualTo("4b");
        wire.leave();
    }

    @Test
    void aMoveThatIsNotFinishedInTimeLeavesTheSessionOnPolling() throws Exception {
        // Given
        String sid = impatient.open();
        Wire wire = impatient.webSocketOf(sid);

        // When
        wire.awaitClosed();

        // Then
        assertThat(impatient.poll(sid).body()).isEqualTo("2");
    }

    @Test
    void aMoveThatSaysSomethingElseLeavesTheSessionOnPolling() throws Exception {
        // Given
        String sid = client.open();
        Wire wire = client.webSocketOf(sid);

        // When
        wire.send("4hello");
        wire.awaitClosed();

        // Then
        assertThat(client.push(sid, "4hello").body()).isEqualTo("ok");
        assertThat(client.poll(sid).body()).isEqualTo("4hello");
    }

    private static Wire moved(EngineClient client, String sid) throws Exception {
        Wire wire = client.webSocketOf(sid);
        wire.send("2probe");
        assertThat(wire.next()).isEqualTo("3probe");
        wire.send("5");
        wire.send("4moved");
        assertThat(wire.next()).isEqualTo("4moved");
        return wire;
    }
}
