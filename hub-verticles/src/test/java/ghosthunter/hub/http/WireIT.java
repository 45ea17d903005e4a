package ghosthunter.hub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.device.Gate;
import ghosthunter.hub.metrics.HubMetrics;
import ghosthunter.hub.realtime.DeviceStream;
import ghosthunter.hub.realtime.StreamLimits;
import ghosthunter.hub.realtime.Streams;
import ghosthunter.hub.realtime.Wire;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both kinds of streams before readers that do not read, and sockets that do not answer. */
class WireIT {
    private static final StreamLimits LIMITS = new StreamLimits(10, 4 << 10, 100, 500, 100, 1_000, 0, 200, 1);
    private static final List<String> UPGRADE = List.of(
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13");

    private final Vertx vertx = Vertx.vertx();
    private final HubMetrics metrics = new HubMetrics();
    private final Streams streams =
            new Streams(LIMITS, InstantSource.system(), System::nanoTime, new SecureRandom(), metrics.registry());
    private final CompletableFuture<Wire> wire = new CompletableFuture<>();
    private int port;

    @BeforeEach
    void start() throws Exception {
        HttpLimits limits = HttpLimits.DEFAULT;
        Doorway.Shared shared = new Doorway.Shared(
                new Connections(metrics), new Gate(Gate.Limits.DEFAULT, System::nanoTime), metrics, System::nanoTime);
        AtomicInteger bound = new AtomicInteger();
        List<Routes> routes = List.of(
                router -> router.get("/events").handler(this::events),
                router -> router.get("/socket").handler(this::socket));
        finished(vertx.deployVerticle(
                () -> new HttpVerticle(
                        new HttpVerticle.Bind("127.0.0.1", 0, 100),
                        limits,
                        shared,
                        new ProblemResponder(limits, metrics),
                        routes,
                        bound::set),
                new DeploymentOptions()));
        port = bound.get();
    }

    @AfterEach
    void stop() throws Exception {
        finished(vertx.close());
        metrics.close();
    }

    private void events(RoutingContext ctx) {
        EventWire opened = EventWire.begin(ctx, LIMITS.bufferedBytesMax(), streams::end);
        opened.opened(open(opened));
    }

    private void socket(RoutingContext ctx) {
        Future<ServerWebSocket> unused = ctx.request().toWebSocket().onSuccess(socket -> {
            SocketWire opened = new SocketWire(ctx.vertx(), socket, LIMITS, System::nanoTime, streams::end);
            opened.opened(open(opened));
        });
    }

    private DeviceStream open(Wire opened) {
        DeviceStream stream = streams.open(TestHub.DEVICE, "kid", opened);
        wire.complete(opened);
        return stream;
    }

    /** A client that sends its request and reads nothing. */
    private Socket deaf(String path, List<String> headers) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1_024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        String head = "GET " + path + " HTTP/1.1\r\nHost: hub\r\n";
        String request = head + headers.stream().map(line -> line + "\r\n").collect(Collectors.joining()) + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private boolean endedBecause(String reason) {
        return metrics.scrape().contains("ghosthunter_stream_ended_total{reason=\"" + reason + "\"} 1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/events", "/socket"})
    void whoDoesNotReadIsDropped(String path) throws Exception {
        // Given
        String message = "x".repeat(4_096);
        try (Socket deaf = deaf(path, path.equals("/socket") ? UPGRADE : List.of())) {
            Wire opened = wire.get(30, TimeUnit.SECONDS);

            // When
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        for (int i = 0; i < 100; i++) {
                            opened.tell(message);
                        }
                        return endedBecause("slow-reader");
                    });

            // Then
            assertThat(metrics.scrape()).contains("ghosthunter_stream_open 0.0");
            assertThat(deaf.isConnected()).isTrue();
        }
    }

    @Test
    void aSocketThatAnswersNoPingIsDropped() throws Exception {
        try (Socket deaf = deaf("/socket", UPGRADE)) {
            // Given
            Wire opened = wire.get(30, TimeUnit.SECONDS);

            // When
            await().pollInterval(Duration.ofMillis(LIMITS.keepAliveMs())).until(() -> {
                opened.keepAlive();
                return endedBecause("idle");
            });

            // Then
            assertThat(deaf.isConnected()).isTrue();
            assertThat(metrics.scrape()).contains("ghosthunter_stream_open 0.0");
        }
    }

    @Test
    void whoSendsSomethingIsDropped() throws Exception {
        try (Socket talking = deaf("/socket", UPGRADE)) {
            // Given
            Wire unused = wire.get(30, TimeUnit.SECONDS);

            // When
            talking.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'x'});

            // Then
            await().until(() -> endedBecause("not-understood"));
        }
    }

    private static void finished(Future<?> future) throws Exception {
        Object unused = future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
