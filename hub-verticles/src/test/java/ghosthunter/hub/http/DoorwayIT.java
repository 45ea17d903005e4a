package ghosthunter.hub.http;

import static ghosthunter.hub.http.TestHub.DEVICE;
import static ghosthunter.hub.http.TestHub.HUB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.Zstd;
import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.http.HttpLimits.Inflation;
import ghosthunter.hub.http.HttpLimits.Senders;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DoorwayIT {
    private static final HttpLimits LIMITS = new HttpLimits(
            new ExchangeLimits(8 << 20, 16 << 10, 2_000),
            new Inflation(20, 8 << 20),
            4 << 10,
            2 << 10,
            1 << 10,
            20_000,
            1_000,
            500,
            new Senders(100, 4, 1_000, 21, 1_000));

    private final List<Socket> sockets = new ArrayList<>();
    private TestHub hub;

    @BeforeEach
    void startHub() throws Exception {
        hub = new TestHub(new Gate.Limits(2, 10, 3, 4 << 20, 2_000), LIMITS, 0);
    }

    @AfterEach
    void stopHub() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        hub.close();
    }

    @Test
    void anAddressWithTooManyConnectionsIsToldAndThenMayComeAgain() throws Exception {
        // Given
        for (int i = 0; i < 4; i++) {
            assertThat(asked(connected(), "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }

        // When
        String fifth = asked(connected(), "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n");
        sockets.get(0).close();

        // Then
        assertThat(fifth).startsWith("HTTP/1.1 429").contains("too-many-connections");
        await().untilAsserted(() -> assertThat(asked(connected(), "GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n"))
                .contains("ghosthunter_http_problem_total{type=\"too-many-connections\"}"));
    }

    @Test
    void farTooManyConnectionsAreClosedWithoutAWord() throws Exception {
        // Given
        for (int i = 0; i < 5; i++) {
            assertThat(connected().isConnected()).isTrue();
        }

        // When
        Socket sixth = connected();

        // Then
        assertThat(rest(sixth)).isEmpty();
    }

    @Test
    void aHeadThatTricklesIsCutOff() throws Exception {
        // Given
        Socket socket = connected();
        write(socket, "GET /healthz HTTP/1.1\r\nX: ");

        // When
        long start = System.nanoTime();
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    boolean open = true;
                    try {
                        write(socket, "x");
                    } catch (IOException e) {
                        open = false;
                    }
                    return !open;
                });

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(hub.get("/metrics").body())
                .contains("ghosthunter_http_connection_closed_total{limit=\"header_s_max\"} 1.0");
    }

    @Test
    void aBodyThatTricklesIsAnsweredLongBeforeItsTimeIsOver() throws Exception {
        // Given
        Socket socket = connected();
        write(socket, head(100_000));

        // When
        long start = System.nanoTime();
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    write(socket, "x");
                    return socket.getInputStream().available() > 0;
                });

        // Then
        assertThat(rest(socket)).startsWith("HTTP/1.1 408").contains("request-timeout");
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(10);
        await().untilAsserted(() -> assertThat(hub.gate.bytesInFlight()).isZero());
    }

    @Test
    void aLongRequestLineOrManyHeadersAreRefusedWithTheirOwnStatus() throws Exception {
        // When
        String line = asked(connected(), "GET /" + "a".repeat(2_000) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        String headers = asked(connected(), "GET / HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(4_000) + "\r\n\r\n");
        String nothing = asked(connected(), "\u0001\u0002 hello\r\n\r\n");

        // Then
        assertThat(line).startsWith("HTTP/1.0 414").contains("uri-too-long").contains("application/problem+json");
        assertThat(headers).startsWith("HTTP/1.1 431").contains("headers-too-large");
        assertThat(nothing).startsWith("HTTP/1.0 400").contains("invalid-request");
    }

    @Test
    void aRequestWithoutItsHostIsAProblemAndEndsTheConnection() throws Exception {
        for (String request : List.of(
                "GET /healthz HTTP/1.1\r\n\r\n",
                "GET /v1/lockers HTTP/1.1\r\nHost: a b\r\n\r\n",
                "POST /v1/sync HTTP/1.1\r\nContent-Length: 9\r\n\r\n")) {
            // When
            Socket socket = connected();
            write(socket, request);

            // Then
            assertThat(rest(socket))
                    .as(request)
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json", "urn:ghosthunter:problem:invalid-request", "Host");
        }
    }

    @Test
    void aDeviceThatSendsTooOftenIsToldWhenToComeAgain() throws Exception {
        // Given
        Buffer body = Exchanges.dropOffs(HUB, DEVICE, hub.deviceKey, "PKG-1").body();
        for (int i = 0; i < 10; i++) {
            assertThat(sync(body, "identity").statusCode()).isEqualTo(200);
        }

        // When
        HttpResponse<String> eleventh = sync(body, "identity");

        // Then
        assertThat(eleventh.statusCode()).isEqualTo(429);
        assertThat(eleventh.body()).contains("too-many-requests");
        assertThat(eleventh.headers().firstValue("retry-after")).contains("1");
    }

    @Test
    void aZstdExchangeIsTheSameExchange() throws Exception {
        // Given
        Exchanges.Signed exchange = Exchanges.dropOffs(HUB, DEVICE, hub.deviceKey, "PKG-1", "PKG-2");

        // When
        HttpResponse<String> answer =
                sync(Buffer.buffer(Zstd.compress(exchange.body().getBytes())), "zstd");

        // Then
        assertThat(answer.body()).isNotEmpty();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(hub.ledger.submissions()).hasSize(1);
    }

    @Test
    void whatInflatesTooFarIsTooLargeAlthoughItsSizeIsAllowed() throws Exception {
        // Given
        byte[] text = "x".repeat(60_000).getBytes(StandardCharsets.US_ASCII);
        List<Line> lines = Collections.nCopies(40, Line.of(text, 0, text.length));
        Epoch epoch = Exchanges.epoch();
        Run run = Run.of(Chain.genesis(DEVICE, epoch, Lane.CRITICAL), lines);
        Buffer bomb = Exchanges.signed(HUB, DEVICE, hub.deviceKey, epoch, run).body();

        // When
        HttpResponse<String> answer = sync(Buffer.buffer(Zstd.compress(bomb.getBytes())), "zstd");

        // Then
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("inflates").contains("too-large");
        assertThat(hub.ledger.submissions()).isEmpty();
        await().untilAsserted(() -> assertThat(hub.gate.bytesInFlight()).isZero());
    }

    @Test
    void bodiesOfUnknownSendersFillTheNodeNoFurtherThanItsLimit() throws Exception {
        // Given
        Gate.Hold full = hub.gate.hold(4 << 20);

        // When
        HttpResponse<String> answer = hub.post("/v1/enroll", "application/json", "{}");

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("overloaded");
        assertThat(answer.headers().firstValue("retry-after")).contains("2");
        assertThat(hub.get("/healthz").statusCode()).isEqualTo(200);
        full.release();
    }

    private HttpResponse<String> sync(Buffer body, String coding) throws Exception {
        return hub.send(hub.request("/v1/sync")
                .header("Content-Type", ExchangeWriter.MEDIA_TYPE)
                .header("Content-Encoding", coding)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes())));
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port);
        socket.setSoTimeout(15_000);
        sockets.add(socket);
        return socket;
    }

    private static String head(int bodyBytes) {
        return "POST /v1/sync HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-ndjson\r\nContent-Length: " + bodyBytes
                + "\r\n\r\n";
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** The first piece of the answer. */
    private static String asked(Socket socket, String request) throws IOException {
        write(socket, request);
        byte[] answer = new byte[64 << 10];
        InputStream in = socket.getInputStream();
        int length = Math.max(0, in.read(answer));
        String text = new String(answer, 0, length, StandardCharsets.ISO_8859_1);
        return text.contains("Connection: close") || text.contains("connection: close") ? text + rest(socket) : text;
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
