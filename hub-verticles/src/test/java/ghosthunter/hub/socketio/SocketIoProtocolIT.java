package ghosthunter.hub.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.socketio.EngineClient.Wire;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cases of the Socket.IO protocol's own test suite, revision 5, that are not those of Engine.IO; what the hub does otherwise
 * says so.
 */
class SocketIoProtocolIT {
    private static SocketIoHub hub;
    private static SocketIoHub quick;
    private EngineClient client;

    @BeforeAll
    static void start() throws Exception {
        hub = new SocketIoHub(SocketIoSettings.DEFAULT);
        quick = new SocketIoHub(SocketIoHub.QUICK);
    }

    @BeforeEach
    void connect() {
        client = hub.client(SocketIoHub.SOCKET);
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
        quick.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"40|{}", "40{\"token\":\"123\"}|{\"token\":\"123\"}", "40/|{}"})
    void aClientConnectsToTheMainNamespace(String connect, String auth) throws Exception {
        // Given
        Wire wire = EngineIoProtocolIT.opened(client);

        // When
        wire.send(connect);

        // Then
        String answer = wire.next();
        assertThat(answer).startsWith("40");
        assertThat(new JsonObject(answer.substring(2)).fieldNames()).containsExactly("sid");
        assertThat(wire.next()).isEqualTo("42[\"auth\"," + auth + "]");
        wire.leave();
    }

    @Test
    void theIdOfAClientIsNotThatOfItsSession() throws Exception {
        // Given
        Wire wire = client.webSocket();
        String session = EngineClient.sid(wire.next());

        // When
        wire.send("40");

        // Then
        assertThat(wire.next()).doesNotContain(session);
        wire.leave();
    }

    /** The suite has a namespace {@code /custom}; the hub has the main one alone. */
    @ParameterizedTest
    @ValueSource(strings = {"/random", "/custom,", "/custom,{\"token\":\"abc\"}"})
    void anotherNamespaceIsRefusedAndTheSessionGoesOn(String namespace) throws Exception {
        // Given
        Wire wire = connected(client);

        // When
        wire.send("40" + namespace);

        // Then
        assertThat(wire.next())
                .isEqualTo("44" + namespace.replaceAll(",.*", "") + ",{\"message\":\"Invalid namespace\"}");
        wire.send("42[\"message\",\"message to main namespace\"]");
        assertThat(wire.next()).isEqualTo("42[\"message-back\",\"message to main namespace\"]");
        wire.leave();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4abc", "42[\"message\"]", "41", "43[]"})
    void whoBeginsWithSomethingElseIsClosed(String first) throws Exception {
        // Given
        Wire wire = EngineIoProtocolIT.opened(client);

        // When
        wire.send(first);

        // Then
        wire.awaitClosed();
    }

    @Test
    void whoConnectsWithMoreThanATokenIsClosed() throws Exception {
        // Given
        Wire wire = EngineIoProtocolIT.opened(client);

        // When
        wire.send("40{\"token\":\"" + "x".repeat(SocketIoConnection.CONNECT_CHARS_MAX) + "\"}");

        // Then
        wire.awaitClosed();
    }

    @Test
    void whoDoesNotConnectInTimeIsClosed() throws Exception {
        Wire wire = EngineIoProtocolIT.opened(quick.client(SocketIoHub.SOCKET));

        while (!wire.closed.isDone()) {
            if (wire.next().equals("2")) {
                wire.send("3");
            }
            await().until(() -> wire.closed.isDone() || wire.hasNext());
        }

        assertThat(quick.application.connected).isEmpty();
    }

    @Test
    void whoDisconnectsIsStillPingedAndMayConnectAgain() throws Exception {
        // Given
        Wire wire = connected(quick.client(SocketIoHub.SOCKET));
        int before = quick.application.closed.get();

        // When
        wire.send("41");

        // Then
        assertThat(wire.next()).isEqualTo("2");
        assertThat(quick.application.closed).hasValue(before + 1);
        wire.send("3");
        wire.send("40");
        assertThat(wire.next()).startsWith("40{");
        wire.leave();
        quick.application.connected.clear();
    }

    @Test
    void anEventComesBack() throws Exception {
        // Given
        Wire wire = connected(client);

        // When
        wire.send("42[\"message\",1,\"2\",{\"3\":[true]},null]");

        // Then
        assertThat(wire.next()).isEqualTo("42[\"message-back\",1,\"2\",{\"3\":[true]},null]");
        wire.leave();
    }

    @Test
    void anEventIsAcknowledgedOnce() throws Exception {
        // Given
        Wire wire = connected(client);

        // When
        wire.send("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
        wire.send("42[\"message\"]");

        // Then
        assertThat(wire.next()).isEqualTo("43456[1,\"2\",{\"3\":[false]}]");
        assertThat(wire.next()).isEqualTo("42[\"message-back\"]");
        wire.leave();
    }

    /** The suite has bytes echoed; the hub disconnects the client, so that it does not try for ever. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
                "452-789[\"message-with-ack\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]"
            })
    void whoSendsBytesIsDisconnected(String event) throws Exception {
        // Given
        Wire wire = connected(client);

        // When
        wire.send(event);

        // Then
        assertThat(wire.next()).isEqualTo("41");
        wire.awaitClosed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4abc",
                "42{}",
                "42abc[\"message-with-ack\",1,\"2\",{\"3\":[false]}]",
                "40",
                "44{}",
                "42/custom,[\"message\"]"
            })
    void whatIsNoPacketOrOutOfPlaceClosesTheConnection(String packet) throws Exception {
        // Given
        Wire wire = connected(client);

        // When
        wire.send(packet);

        // Then
        wire.awaitClosed();
    }

    @Test
    void theApplicationDisconnectsAClientOverPolling() throws Exception {
        // Given
        String sid = client.open();
        int before = hub.application.closed.get();
        assertThat(client.push(sid, "40").body()).isEqualTo("ok");
        assertThat(client.poll(sid).body()).startsWith("40{").endsWith("\u001e42[\"auth\",{}]");

        // When
        assertThat(client.push(sid, "42[\"leave\"]").body()).isEqualTo("ok");

        // Then
        assertThat(client.poll(sid).body()).isEqualTo("41");
        assertThat(client.poll(sid).body()).isEqualTo("1");
        assertThat(client.poll(sid).statusCode()).isEqualTo(400);
        assertThat(hub.application.closed).hasValue(before + 1);
    }

    @Test
    void aHandlerKnowsWhereItsClientIs() throws Exception {
        // Given
        Wire wire = connected(client);

        // When
        wire.send("42[\"facts\"]");

        // Then
        assertThat(wire.next()).contains("\"address\":\"127.0.0.1\"");
        wire.leave();
    }

    @Test
    void aHandlerThatFailsCostsItsOwnSessionAlone() throws Exception {
        // Given
        Wire wire = connected(client);
        Wire other = connected(client);

        // When
        wire.send("42[\"fail\"]");

        // Then
        wire.awaitClosed();
        other.send("42[\"message\"]");
        assertThat(other.next()).isEqualTo("42[\"message-back\"]");
        other.leave();
    }

    @Test
    void aHandlerIsToldWhenItsClientLeaves() throws Exception {
        // Given
        Wire wire = connected(client);
        int before = hub.application.closed.get();
        int sessions = hub.server.sessions();

        // When
        wire.leave();

        // Then
        await().until(() -> hub.application.closed.get() == before + 1 && hub.server.sessions() == sessions - 1);
    }

    private static Wire connected(EngineClient client) throws Exception {
        Wire wire = EngineIoProtocolIT.opened(client);
        wire.send("40");
        assertThat(wire.next()).startsWith("40{");
        assertThat(wire.next()).isEqualTo("42[\"auth\",{}]");
        return wire;
    }
}
