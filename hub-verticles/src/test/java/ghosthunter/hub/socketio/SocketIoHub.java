package ghosthunter.hub.socketio;

import static org.awaitility.Awaitility.await;

import ghosthunter.hub.device.Gate;
import ghosthunter.hub.http.Connections;
import ghosthunter.hub.http.Doorway;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.http.HttpVerticle;
import ghosthunter.hub.http.ProblemResponder;
import ghosthunter.hub.http.TestHub;
import ghosthunter.hub.metrics.HubMetrics;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP server of a hub on two event loops, with an echo of Engine.IO and one of Socket.IO. */
final class SocketIoHub {
    static final String ENGINE = "/engine.io/";
    static final String SOCKET = "/socket.io/";

    /** Pings soon, and waits shortly. */
    static final SocketIoSettings QUICK =
            SocketIoSettings.DEFAULT.with(new SocketIoSettings.Waits(700, 200, 500, 300, 1_000));

    final int port;
    final EngineServer engine;
    final SocketIoServer server;

    /** The event loops on which sessions of Engine.IO heard something. */
    final Set<String> threads = ConcurrentHashMap.newKeySet();

    /** How many sessions of Engine.IO ended. */
    final AtomicInteger closed = new AtomicInteger();

    final EchoApplication application = new EchoApplication();
    private final Vertx vertx = Vertx.vertx();
    private final HubMetrics metrics = new HubMetrics();
    private final String deployment;

    SocketIoHub(SocketIoSettings settings) throws Exception {
        this(settings, HttpLimits.DEFAULT);
    }

    SocketIoHub(SocketIoSettings settings, HttpLimits limits) throws Exception {
        engine = new EngineServer(vertx, "/engine.io", settings, this::echo);
        server = new SocketIoServer(vertx, settings, application);
        ProblemResponder problems = new ProblemResponder(limits, metrics);
        Doorway.Shared shared = new Doorway.Shared(
                new Connections(metrics), new Gate(Gate.Limits.DEFAULT, System::nanoTime), metrics, System::nanoTime);
        AtomicInteger bound = new AtomicInteger();
        HttpVerticle.Bind bind = new HttpVerticle.Bind("127.0.0.1", 0, 500);
        deployment = TestHub.finished(vertx.deployVerticle(
                () -> new HttpVerticle(bind, limits, shared, problems, List.of(engine, server), bound::set),
                new DeploymentOptions().setInstances(2)));
        port = bound.get();
    }

    private EngineListener echo(EngineSession session) {
        return new EngineListener() {
            @Override
            public void message(String text) {
                threads.add(Thread.currentThread().getName());
                session.send(text);
            }

            @Override
            public void closed() {
                closed.incrementAndGet();
            }
        };
    }

    EngineClient client(String path) {
        return new EngineClient(port, path);
    }

    /** Waits until a client of this session waits for packets. */
    void awaitPolled(String sid) {
        await().until(() -> {
            EngineSession session = engine.session(sid);
            return session != null && session.isPolled();
        });
    }

    /** Ends the HTTP server. */
    void stop() throws Exception {
        TestHub.finished(vertx.undeploy(deployment));
    }

    void close() throws Exception {
        TestHub.finished(vertx.close());
        metrics.close();
    }
}
