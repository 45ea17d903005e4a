package ghosthunter.load.proxy;

import static ghosthunter.load.proxy.Patience.awaited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the proxy does to connections: severing, restarts of the target, back-pressure, clients that leave. */
final class ChaosProxySocketIT {
    private static final int MIB = 1024 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final NetClient clients = vertx.createNetClient();
    private RecordingTarget target;
    private ChaosProxy proxy;

    @BeforeEach
    void startProxy() {
        target = RecordingTarget.start(vertx);
        proxy = awaited(ChaosProxy.start(vertx, 0, "127.0.0.1", target.port()));
    }

    @AfterEach
    void closeEverything() {
        awaited(vertx.close());
    }

    @Test
    void aSeveredNetworkClosesWhatIsOpenAndRefusesWhatComes() {
        Conversation before = connect();
        before.say(request("/v1/sync", 5));
        await().untilAsserted(() -> assertThat(before.heard()).contains("recorded"));

        awaited(proxy.sever());

        await().untilTrue(before.closed);
        Conversation during = connect();
        await().untilTrue(during.closed);
        assertThat(proxy.counts().severed()).isEqualTo(1);
        assertThat(proxy.counts().refused()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(target.open).hasValue(0));
    }

    @Test
    void aRestoredNetworkServesOnTheSamePort() {
        int port = proxy.port();
        awaited(proxy.sever());
        awaited(proxy.restore());

        Conversation after = connect();
        after.say(request("/v1/sync", 5));

        await().untilAsserted(() -> assertThat(after.heard()).contains("recorded"));
        assertThat(proxy.port()).isEqualTo(port);
    }

    @Test
    void aSeveredNetworkDropsReplaysThatFallDue() {
        awaited(proxy.close());
        FaultPlan plan = FaultPlan.NONE.withDuplicate(1.0, 1_000, 1_000);
        proxy = awaited(ChaosProxy.start(vertx, 0, "127.0.0.1", target.port(), plan, new SplittableRandom(1)));
        Conversation client = connect();
        client.say(request("/v1/sync", 5));
        await().untilAsserted(() -> assertThat(client.heard()).contains("recorded"));

        awaited(proxy.sever());

        await().untilAsserted(() -> assertThat(proxy.counts().replaysDropped()).isEqualTo(1));
        assertThat(target.whole).hasSize(1);
    }

    @Test
    void newConnectionsGoToTheNewTarget() {
        RecordingTarget second = RecordingTarget.start(vertx);
        Conversation old = connect();
        old.say(request("/first", 1));
        await().untilAsserted(() -> assertThat(target.whole).containsExactly("/first 1"));

        awaited(proxy.retarget(second.port()));

        connect().say(request("/second", 2));
        await().untilAsserted(() -> assertThat(second.whole).containsExactly("/second 2"));
        old.say(request("/third", 3));
        await().untilAsserted(() -> assertThat(target.whole).containsExactly("/first 1", "/third 3"));
    }

    @Test
    void aTargetThatIsGoneRefusesTheClient() {
        target.stop();

        Conversation client = connect();

        await().untilTrue(client.closed);
        assertThat(proxy.counts().refused()).isEqualTo(1);
        assertThat(proxy.counts().connections()).isZero();
    }

    @Test
    void aSlowTargetSlowsTheClientAndLosesNothing() {
        AtomicLong received = new AtomicLong();
        Promise<NetSocket> slow = Promise.promise();
        var sink = awaited(vertx.createNetServer()
                .connectHandler(socket -> {
                    slow.complete(socket.pause());
                    socket.handler(bytes -> received.addAndGet(bytes.length()));
                })
                .listen(0, "127.0.0.1"));
        awaited(proxy.retarget(sink.actualPort()));
        Conversation client = connect();

        client.socket.write(request("/v1/sync", 64 * MIB));

        await().pollDelay(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(proxy.counts().bytesUp()).isBetween(1L, 32L * MIB));
        awaited(slow.future()).resume();
        await().untilAsserted(() -> assertThat(received.get()).isGreaterThan(64 * MIB));
        assertThat(proxy.counts().requests()).isEqualTo(1);
    }

    @Test
    void aSlowClientGetsABigAnswerWholeThoughTheTargetHangsUpAfterIt() {
        target.answer(Buffer.buffer(new byte[32 * MIB]));
        Conversation client = connect();
        client.socket.pause();
        client.say(Buffer.buffer("GET /big HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n"));
        await().pollDelay(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(proxy.counts().bytesDown()).isBetween(1L, 24L * MIB));

        client.socket.resume();

        await().untilTrue(client.closed);
        assertThat(client.receivedBytes.get()).isGreaterThan(32 * MIB);
    }

    @Test
    void aRequestStillArrivesThoughItsClientLeftDuringTheDelay() {
        awaited(proxy.follow(FaultPlan.NONE.withDelay(1.0, 200, 200)));
        Conversation client = connect();
        awaited(client.socket.write(request("/v1/sync", 30)));
        await().untilAsserted(() -> assertThat(proxy.counts().delaysUp()).isEqualTo(1));

        awaited(client.socket.close());

        assertThat(target.whole).isEmpty();
        await().untilAsserted(() -> assertThat(target.begun).hasValue(1));
        await().untilAsserted(() -> assertThat(target.open).hasValue(0));
    }

    @Test
    void aClientThatResetsItsConnectionLeavesNoneAtTheTarget() {
        NetClientOptions resetting = new NetClientOptions().setSoLinger(0);
        for (int delayMs : new int[] {0, 200}) {
            awaited(proxy.follow(FaultPlan.NONE.withDelay(delayMs > 0 ? 1.0 : 0.0, delayMs, delayMs)));
            NetSocket client = awaited(vertx.createNetClient(resetting).connect(proxy.port(), "127.0.0.1"));
            awaited(client.write(request("/v1/sync", 5)));
            await().untilAsserted(() -> assertThat(
                            proxy.counts().bytesUp() + proxy.counts().delaysUp())
                    .isPositive());

            awaited(client.close());

            await().untilAsserted(() -> assertThat(target.begun.get()).isEqualTo(delayMs > 0 ? 2 : 1));
            await().untilAsserted(() -> assertThat(target.open).hasValue(0));
        }
    }

    @Test
    void aWebSocketPassesAndCanBeSevered() {
        awaited(proxy.follow(
                FaultPlan.NONE.withMissingAck(1.0).withDuplicate(1.0, 0, 0).onlyPath("/v1/sync")));
        WebSocketClient sockets = vertx.createWebSocketClient();
        WebSocket socket = awaited(sockets.connect(proxy.port(), "127.0.0.1", "/v1/trigger"));
        AtomicReference<String> heard = new AtomicReference<>("");
        socket.textMessageHandler(heard::set);

        awaited(socket.writeTextMessage("come and sync"));

        await().untilAsserted(() -> assertThat(heard).hasValue("come and sync"));
        awaited(proxy.sever());
        await().until(socket::isClosed);
    }

    @Test
    void aClosedProxyLeavesNoConnection() {
        Conversation client = connect();
        client.say(request("/v1/sync", 5));
        await().untilAsserted(() -> assertThat(target.open).hasValue(1));

        awaited(proxy.close());

        await().untilTrue(client.closed);
        await().untilAsserted(() -> assertThat(target.open).hasValue(0));
        assertThat(refused(proxy.port())).isTrue();
    }

    private boolean refused(int port) {
        Future<NetSocket> attempt = clients.connect(port, "127.0.0.1");
        return awaited(attempt.map(open -> false).otherwise(true));
    }

    private Conversation connect() {
        return awaited(clients.connect(proxy.port(), "127.0.0.1").map(Conversation::new));
    }

    private static Buffer request(String path, int sizeBytes) {
        return Buffer.buffer("POST " + path + " HTTP/1.1\r\nhost: hub\r\ncontent-length: " + sizeBytes + "\r\n\r\n")
                .appendBytes(new byte[sizeBytes]);
    }
}
