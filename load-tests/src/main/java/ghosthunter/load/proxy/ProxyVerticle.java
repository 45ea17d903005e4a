package ghosthunter.load.proxy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Owns the listening socket, the links and the random source of one proxy, all on its one event loop. */
final class ProxyVerticle extends VerticleBase {
    private static final String LOOPBACK = "127.0.0.1";

    private final int listenPort;
    private final String targetHost;
    private final RandomGenerator random;
    private final FaultTally tally = new FaultTally();
    private final Set<ProxyLink> links = new HashSet<>();
    private int targetPort;
    private FaultPlan plan;
    private int bytesPerS;
    private boolean severed;
    private NetServer server;
    private NetClient client;
    private Replayer replayer;

    ProxyVerticle(int listenPort, String targetHost, int targetPort, FaultPlan plan, RandomGenerator random) {
        this.listenPort = listenPort;
        this.targetHost = targetHost;
        this.targetPort = targetPort;
        this.plan = plan;
        this.random = random;
    }

    @Override
    public Future<?> start() {
        client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(ProxyLimits.CONNECT_MS));
        replayer = new Replayer(vertx, client, this::target, tally);
        server = vertx.createNetServer(new NetServerOptions().setHost(LOOPBACK).setPort(listenPort))
                .connectHandler(this::accept);
        return server.listen();
    }

    @Override
    public Future<?> stop() {
        closeLinks();
        return Future.succeededFuture();
    }

    int port() {
        return server.actualPort();
    }

    FaultCounts counts() {
        return tally.counts();
    }

    /** Runs an action on the event loop that owns everything here; may be called from any thread. */
    <T> Future<T> onLoop(Supplier<T> action) {
        Promise<T> result = Promise.promise();
        Context loop = context;
        loop.runOnContext(now -> result.complete(action.get()));
        return result.future();
    }

    /** As {@link #onLoop(Supplier)}, for an action without a result. */
    Future<Void> runOnLoop(Runnable action) {
        Promise<Void> done = Promise.promise();
        Context loop = context;
        loop.runOnContext(now -> {
            action.run();
            done.complete();
        });
        return done.future();
    }

    void sever() {
        severed = true;
        tally.severed.add(links.size());
        replayer.sever();
        closeLinks();
    }

    void restore() {
        severed = false;
        replayer.restore();
    }

    void retarget(int port) {
        targetPort = port;
    }

    void follow(FaultPlan next) {
        plan = next;
    }

    void slow(int bytes) {
        bytesPerS = bytes;
    }

    private int transferMs(int bytes) {
        return bytesPerS == 0 ? 0 : Math.toIntExact(bytes * 1_000L / bytesPerS);
    }

    int releaseAll() {
        return replayer.releaseAll();
    }

    private SocketAddress target() {
        return SocketAddress.inetSocketAddress(targetPort, targetHost);
    }

    private FaultDecision decide(String path) {
        return path.startsWith(plan.pathPrefix()) ? plan.decide(random) : FaultDecision.PASS;
    }

    private void accept(NetSocket socket) {
        if (severed || links.size() >= ProxyLimits.CONNECTIONS_MAX) {
            refuse(socket);
            return;
        }
        socket.pause();
        client.connect(target()).onSuccess(target -> join(socket, target)).onFailure(gone -> refuse(socket));
    }

    private void join(NetSocket socket, NetSocket target) {
        if (severed) {
            target.close();
            refuse(socket);
            return;
        }
        tally.connections.increment();
        target.pause();
        ProxyLink link = new ProxyLink(vertx, socket, target, this::decide, this::transferMs, replayer, tally);
        links.add(link);
        link.open(() -> links.remove(link));
    }

    private void refuse(NetSocket socket) {
        tally.refused.increment();
        socket.close();
    }

    private void closeLinks() {
        List.copyOf(links).forEach(ProxyLink::close);
    }
}
