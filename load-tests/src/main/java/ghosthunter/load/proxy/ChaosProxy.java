package ghosthunter.load.proxy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The bad network between devices and the hub: a TCP proxy on 127.0.0.1 that does to each HTTP/1.1 request what its
 * {@link FaultPlan} decides, and can be severed and restored.
 *
 * <p>Requests are told apart by HTTP/1.1 framing, so on a connection with keep-alive each suffers on its own. Opaque
 * traffic (TLS, HTTP/2, what follows an upgrade) counts as one endless request: it can be cut, delayed and severed, but
 * has no missing ACK and no duplicate. Reading follows the slower side; what is recorded for a replay is bounded, and
 * what does not fit is dropped and counted.
 *
 * <p>One proxy runs on one event loop. The methods may be called from any thread; those that return a future have taken
 * effect when it completes.
 */
public final class ChaosProxy {
    private static final Set<String> LOOPBACK_HOSTS = Set.of("127.0.0.1", "localhost", "::1");

    private final Vertx vertx;
    private final String deploymentId;
    private final ProxyVerticle verticle;

    private ChaosProxy(Vertx vertx, String deploymentId, ProxyVerticle verticle) {
        this.vertx = vertx;
        this.deploymentId = deploymentId;
        this.verticle = verticle;
    }

    /** Starts a proxy that lets everything pass until {@link #follow} says otherwise; decisions then come from seed 0. */
    public static Future<ChaosProxy> start(Vertx vertx, int listenPort, String targetHost, int targetPort) {
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(0);
        return start(vertx, listenPort, targetHost, targetPort, FaultPlan.NONE, random);
    }

    /**
     * Starts a proxy that follows a plan. Fails if the port is taken.
     *
     * @param listenPort port on 127.0.0.1; 0 takes any free one
     * @param targetHost a name or address of the loopback interface; anything else is refused
     * @param random the seeded source of the decisions; used by this proxy alone, on its event loop
     */
    public static Future<ChaosProxy> start(
            Vertx vertx, int listenPort, String targetHost, int targetPort, FaultPlan plan, RandomGenerator random) {
        if (!LOOPBACK_HOSTS.contains(targetHost)) {
            throw new IllegalArgumentException("faults stay on the loopback interface, not " + targetHost);
        }
        ProxyVerticle verticle = new ProxyVerticle(listenPort, targetHost, targetPort, plan, random);
        return vertx.deployVerticle(verticle).map(id -> new ChaosProxy(vertx, id, verticle));
    }

    /** The port that devices connect to; stays the same for the life of the proxy. */
    public int port() {
        return verticle.port();
    }

    /**
     * Takes the network away: closes all connections, and each new one as soon as it is accepted. Requests kept for a
     * late replay survive; replays that fall due meanwhile are lost.
     */
    public Future<Void> sever() {
        return verticle.runOnLoop(verticle::sever);
    }

    /** Gives the network back. */
    public Future<Void> restore() {
        return verticle.runOnLoop(verticle::restore);
    }

    /** New connections and replays go to this port; open connections stay where they are. */
    public Future<Void> retarget(int port) {
        return verticle.runOnLoop(() -> verticle.retarget(port));
    }

    /** Requests that begin from now on follow this plan. */
    public Future<Void> follow(FaultPlan plan) {
        return verticle.runOnLoop(() -> verticle.follow(plan));
    }

    /** From now on each direction of a connection takes so many bytes a second; 0 is as many as come. */
    public Future<Void> slow(int bytesPerS) {
        if (bytesPerS < 0) {
            throw new IllegalArgumentException("a line takes 0 or more bytes a second, not " + bytesPerS);
        }
        return verticle.runOnLoop(() -> verticle.slow(bytesPerS));
    }

    /** Sends all requests that are kept for a late replay, now. Completes with their count, before they are answered. */
    public Future<Integer> releaseLateReplays() {
        return verticle.onLoop(verticle::releaseAll);
    }

    /** What happened up to now; not one instant's picture while traffic flows. */
    public FaultCounts counts() {
        return verticle.counts();
    }

    /** Closes all connections and the port. */
    public Future<Void> close() {
        return vertx.undeploy(deploymentId).mapEmpty();
    }
}
