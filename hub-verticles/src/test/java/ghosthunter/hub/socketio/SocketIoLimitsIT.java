package ghosthunter.hub.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.socketio.EngineClient.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is more than a limit, who may not come, and how a session lives on the hub's own server. */
class SocketIoLimitsIT {
    private static final String SHOP = "https://shop.example";

    /** A connection is idle after eight seconds, and an address has four of them. */
    private static final HttpLimits SHORT = new HttpLimits(
            ExchangeLimits.DEFAULT,
            HttpLimits.Inflation.DEFAULT,
            16 << 10,
            8 << 10,
            4 << 10,
            1_000,
            1_000,
            500,
            new HttpLimits.Senders(100, 4, 1_000, 8, 256));

    private static SocketIoHub hub;
    private static SocketIoHub small;
    private static SocketIoHub tight;

    @BeforeAll
    static void start() throws Exception {
        hub = new SocketIoHub(SocketIoSettings.DEFAULT);
        small = new SocketIoHub(
                new SocketIoSettings(4, 3, 2_000, 4, 2_500, 6, 4_000, SocketIoSettings.Waits.DEFAULT, Set.of(SHOP)));
        tight = new SocketIoHub(
                SocketIoSettings.DEFAULT.with(new SocketIoSettings.Waits(20_000, 5_600, 20_000, 10_000, 1_000)), SHORT);
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
        small.close();
        tight.close();
    }

    @Test
    void aSessionHearsEverythingOnOneEventLoopAndInOrder() throws Exception {
        // Given
        EngineClient client = hub.client(SocketIoHub.ENGINE);
        String sid = client.open();
        hub.threads.clear();

        // When
        for (int i = 0; i < 6; i++) {
            assertThat(client.pushElsewhere(sid, "4a" + i + "\u001e4b" + i).body())
                    .isEqualTo("ok");
        }

        // Then
        assertThat(hub.client(SocketIoHub.ENGINE).poll(sid).body())
                .isEqualTo("4a0 4b0 4a1 4b1 4a2 4b2 4a3 4b3 4a4 4b4 4a5 4b5".replace(' ', '\u001e'));
        assertThat(hub.threads).hasSize(1);
    }

    @Test
    void manyMessagesOfAWebSocketOnAnotherEventLoopStayInOrder() throws Exception {
        for (int round = 0; round < 3; round++) {
            // Given
            String sid = hub.client(SocketIoHub.ENGINE).open();
            Wire wire = hub.client(SocketIoHub.ENGINE).webSocketOf(sid);
            wire.send("5");

            // When
            for (int i = 0; i < 300; i++) {
                wire.send("4" + i);
            }

            // Then
            for (int i = 0; i < 300; i++) {
                assertThat(wire.next()).isEqualTo("4" + i);
            }
            wire.leave();
        }
    }

    @Test
    void anyPageMayComeUnlessTheSettingsSayWhich() throws Exception {
        // Given
        EngineClient client = hub.client(SocketIoHub.SOCKET);

        // When
        HttpResponse<String> opened =
                client.send(client.request("?EIO=4&transport=polling").header("Origin", SHOP));
        HttpResponse<String> asked = client.send(client.request("?EIO=4&transport=polling")
                .header("Origin", SHOP)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "x-terminal")
                .method("OPTIONS", BodyPublishers.noBody()));

        // Then
        assertThat(opened.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(asked.statusCode()).isEqualTo(204);
        assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(asked.headers().firstValue("Access-Control-Allow-Methods")).contains("GET, POST");
        assertThat(asked.headers().firstValue("Access-Control-Allow-Headers")).contains("x-terminal");
    }

    @Test
    void pagesOfOtherSitesAreRefusedWhereTheSettingsSayWhich() throws Exception {
        // Given
        EngineClient client = small.client(SocketIoHub.SOCKET);

        // When
        HttpResponse<String> stranger =
                client.send(client.request("?EIO=4&transport=polling").header("Origin", "https://evil.example"));
        HttpResponse<String> known =
                client.send(client.request("?EIO=4&transport=polling").header("Origin", SHOP));

        // Then
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(stranger.body()).isEqualTo("{\"code\":4,\"message\":\"Forbidden\"}");
        assertThat(stranger.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(known.headers().firstValue("Access-Control-Allow-Origin")).contains(SHOP);
        assertThat(known.headers().firstValue("Vary")).contains("Origin");
        assertThat(client.push(EngineClient.sid(known.body()), "1").body()).isEqualTo("ok");
    }

    @Test
    void thePathMayEndWithoutASlash() throws Exception {
        assertThat(hub.client("/socket.io").open()).isNotEmpty();
    }

    @Test
    void moreSessionsOfAnAddressThanItsLimitAreRefusedUntilOneEnds() throws Exception {
        // Given
        EngineClient client = small.client(SocketIoHub.ENGINE);
        assertThat(small.engine.sessions()).isZero();
        String first = client.open();
        String second = client.open();
        String third = client.open();

        // When
        HttpResponse<String> fourth = client.get("?EIO=4&transport=polling");
        assertThatThrownBy(client::webSocket).isInstanceOf(ExecutionException.class);

        // Then
        assertThat(fourth.statusCode()).isEqualTo(503);
        assertThat(fourth.body()).contains("Server is full");
        for (String sid : new String[] {first, second, third}) {
            assertThat(client.push(sid, "1").body()).isEqualTo("ok");
        }
        assertThat(small.engine.sessions()).isZero();
        Wire wire = EngineIoProtocolIT.opened(client);
        wire.leave();
        await().until(() -> small.engine.sessions() == 0);
    }

    @Test
    void aBodyThatIsTooLongEndsItsSession() throws Exception {
        // Given
        EngineClient client = small.client(SocketIoHub.ENGINE);
        String sid = client.open();

        // When
        HttpResponse<String> pushed = client.push(sid, "4" + "x".repeat(2_000));

        // Then
        assertThat(pushed.statusCode()).isEqualTo(413);
        assertThat(client.poll(sid).statusCode()).isEqualTo(400);
    }

    @Test
    void aPayloadOfTooManyPacketsEndsItsSession() throws Exception {
        // Given
        EngineClient client = small.client(SocketIoHub.ENGINE);
        String sid = client.open();

        // When
        HttpResponse<String> pushed = client.push(sid, "4a\u001e4b\u001e4c\u001e4d\u001e4e");

        // Then
        assertThat(pushed.statusCode()).isEqualTo(400);
        assertThat(client.poll(sid).statusCode()).isEqualTo(400);
    }

    @Test
    void whoFetchesTooFewPacketsOrBytesIsDropped() throws Exception {
        // Given
        EngineClient client = small.client(SocketIoHub.ENGINE);
        String packets = client.open();
        String bytes = client.open();
        int before = small.closed.get();

        // When
        for (String payload : Collections.nCopies(2, "4a\u001e4b\u001e4c\u001e4d")) {
            assertThat(client.push(packets, payload).statusCode()).isEqualTo(200);
        }
        for (String payload : Collections.nCopies(3, "4" + "é".repeat(900))) {
            assertThat(client.push(bytes, payload).statusCode()).isEqualTo(200);
        }

        // Then
        assertThat(small.closed).hasValue(before + 2);
        assertThat(client.poll(packets).statusCode()).isEqualTo(400);
        assertThat(client.poll(bytes).statusCode()).isEqualTo(400);
    }

    @Test
    void aBodyThatDoesNotComeEndsItsSession() throws Exception {
        // Given
        EngineClient client = tight.client(SocketIoHub.ENGINE);
        String sid = client.open();

        // When
        try (Socket stalled = posting(tight, sid, 10, "4")) {
            // Then
            assertThat(answer(stalled)).startsWith("HTTP/1.1 408");
        }
        assertThat(client.poll(sid).statusCode()).isEqualTo(400);
    }

    @Test
    void twoBodiesAtOnceEndTheSession() throws Exception {
        // Given
        EngineClient client = hub.client(SocketIoHub.ENGINE);
        String sid = client.open();
        try (Socket stalled = posting(hub, sid, 10, "4hello")) {
            await().until(() -> hub.engine.bodiesBytes() == 6);

            // When
            HttpResponse<String> second = client.push(sid, "4hello");

            // Then
            assertThat(second.statusCode()).isEqualTo(400);
            assertThat(client.poll(sid).statusCode()).isEqualTo(400);
            assertThat(stalled.isConnected()).isTrue();
        }
        await().until(() -> hub.engine.bodiesBytes() == 0);
    }

    @Test
    void moreBytesThanAllBodiesMayHaveAreRefused() throws Exception {
        // Given
        EngineClient client = small.client(SocketIoHub.ENGINE);
        String first = client.open();
        String second = client.open();
        try (Socket stalled = posting(small, first, 2_000, "4".repeat(1_500))) {
            await().until(() -> small.engine.bodiesBytes() == 1_500);

            // When
            HttpResponse<String> refused = client.push(second, "4" + "x".repeat(1_500));

            // Then
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(client.poll(second).statusCode()).isEqualTo(400);
            assertThat(stalled.isConnected()).isTrue();
        }
        await().until(() -> small.engine.bodiesBytes() == 0 && small.engine.sessions() == 0);
    }

    /** A POST whose body is not complete. */
    private static Socket posting(SocketIoHub of, String sid, int length, String begin) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), of.port);
        socket.setSoTimeout(10_000);
        String head = "POST " + SocketIoHub.ENGINE + EngineClient.query(sid)
                + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + length + "\r\n\r\n";
        socket.getOutputStream().write((head + begin).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }

    @Test
    void aWebSocketThatReadsNothingIsDropped() throws Exception {
        // Given
        Wire wire = EngineIoProtocolIT.opened(hub.client(SocketIoHub.ENGINE));
        int before = hub.closed.get();
        wire.readNoMore();

        // When
        try {
            for (int i = 0; i < 2_000 && hub.closed.get() == before; i++) {
                wire.send("4" + "x".repeat(60_000));
            }
        } catch (ExecutionException dropped) {
            assertThat(dropped).hasCauseInstanceOf(IOException.class);
        }

        // Then
        await().until(() -> hub.closed.get() == before + 1);
    }

    @Test
    void aMessageThatIsTooLongForTheServerEndsItsSession() throws Exception {
        // Given
        Wire wire = EngineIoProtocolIT.opened(hub.client(SocketIoHub.ENGINE));

        // When
        wire.send("4" + "x".repeat(300_000));

        // Then
        wire.awaitClosed();
    }

    @Test
    void aWebSocketThatEndsGivesItsConnectionBack() throws Exception {
        for (int i = 0; i < 6; i++) {
            Wire wire = EngineIoProtocolIT.opened(tight.client(SocketIoHub.ENGINE));
            wire.leave();
            wire.awaitClosed();
            await().until(() -> tight.engine.sessions() == 0);
        }
    }

    /** Longer than a slow body may stand still, and nearly as long as a connection may be idle. */
    @Test
    void aPollIsHeldUntilThePing() throws Exception {
        // Given
        EngineClient client = tight.client(SocketIoHub.ENGINE);
        String sid = client.open();

        // When
        long start = System.nanoTime();
        HttpResponse<String> polled = client.poll(sid);

        // Then
        assertThat(polled.body()).isEqualTo("2");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(5));
        assertThat(client.push(sid, "3\u001e1").body()).isEqualTo("ok");
    }

    @Test
    void theSettingsPingTwiceBeforeAConnectionCountsAsIdle() {
        assertThat(SocketIoSettings.DEFAULT.withIdle(75).waits().pingIntervalMs())
                .isEqualTo(25_000);
        assertThat(SocketIoSettings.DEFAULT.withIdle(10).waits().pingIntervalMs())
                .isEqualTo(5_000);
    }

    @Test
    void aServerThatEndsReleasesPollsAndWebSockets() throws Exception {
        // Given
        SocketIoHub ending = new SocketIoHub(SocketIoSettings.DEFAULT);
        EngineClient client = ending.client(SocketIoHub.ENGINE);
        String sid = client.open();
        CompletableFuture<HttpResponse<String>> poll = client.polling(sid);
        Wire wire = EngineIoProtocolIT.opened(client);
        ending.awaitPolled(sid);

        // When
        ending.stop();

        // Then
        assertThat(EngineClient.done(poll).body()).isEqualTo("1");
        wire.awaitClosed();
        await().until(() -> ending.engine.sessions() == 0 && ending.closed.get() == 2);
        ending.close();
    }
}
