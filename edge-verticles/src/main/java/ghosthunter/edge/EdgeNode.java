package ghosthunter.edge;

import ghosthunter.codecs.bus.LocalCodec;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.edge.config.EdgeConfig;
import ghosthunter.edge.door.DoorSettings;
import ghosthunter.edge.door.DoorVerticle;
import ghosthunter.edge.door.HttpDoors;
import ghosthunter.edge.enroll.Identity;
import ghosthunter.edge.enroll.IdentityFiles;
import ghosthunter.edge.enroll.StoredIdentity;
import ghosthunter.edge.local.LocalApiVerticle;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxLimits;
import ghosthunter.edge.outbox.OutboxReply;
import ghosthunter.edge.outbox.OutboxVerticle;
import ghosthunter.edge.sync.FileBattery;
import ghosthunter.edge.sync.HttpHubLink;
import ghosthunter.edge.sync.SyncCommand;
import ghosthunter.edge.sync.SyncReport;
import ghosthunter.edge.sync.SyncState;
import ghosthunter.edge.sync.SyncVerticle;
import ghosthunter.edge.trigger.StreamMode;
import ghosthunter.edge.trigger.TriggerPace;
import ghosthunter.edge.trigger.TriggerVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One device: which verticles it consists of, deployed in this order and stopped in reverse. Many devices may live on one
 * Vert.x instance, for every address carries the device's code. The wiring diagram as code:
 *
 * <pre>
 *   door controller ──http──► LocalApiVerticle ──OutboxCommand──► OutboxVerticle ──► SQLite
 *            ▲                       │ UseCode, SyncCommand            ▲
 *            └──http── DoorVerticle ◄┤                                 │   (commands of the centre, pick-up codes)
 *                                    └────────────► SyncVerticle ──────┘
 *                                                     │ HttpHubLink (circuit breaker)
 *                                          Tick ▲     └──http──► hub
 *                                    TriggerVerticle ◄──stream───┘   (only where the settings want one)
 * </pre>
 */
public final class EdgeNode {
    private static final String REGISTERED = "ghosthunter.edge.codecs";

    private final Vertx vertx;
    private final EdgeConfig config;
    private final EdgeWorld world;
    private final Deque<String> deployments = new ArrayDeque<>();
    private final StoredIdentity identity;
    private @Nullable LocalApiVerticle localApi;

    private EdgeNode(Vertx vertx, EdgeConfig config, EdgeWorld world) {
        this.vertx = vertx;
        this.config = config;
        this.world = world;
        this.identity = new StoredIdentity(vertx, new IdentityFiles(config.database()), config.device(), config.hub());
    }

    /** Starts the whole device; fails, and leaves nothing behind, when a part of it cannot start. */
    public static Future<EdgeNode> start(Vertx vertx, EdgeConfig config, EdgeWorld world) {
        EdgeNode node = new EdgeNode(vertx, config, world);
        return node.ready(node.deployOutbox()
                .compose(store -> node.deploySync(true))
                .compose(sync -> node.deployTrigger())
                .compose(listening -> node.deployDoors())
                .compose(doors -> node.deployLocalApi(config.localApiPort())));
    }

    /**
     * Starts what one command needs: the store, the exchange on demand only, and the local API on any free port, by which
     * this command and those that come meanwhile speak to it.
     */
    public static Future<EdgeNode> open(Vertx vertx, EdgeConfig config, EdgeWorld world) {
        EdgeNode node = new EdgeNode(vertx, config, world);
        return node.ready(
                node.deployOutbox().compose(store -> node.deploySync(false)).compose(sync -> node.deployLocalApi(0)));
    }

    /** The code of the device: with it go the addresses of its verticles. */
    public DeviceId device() {
        return config.device();
    }

    /** The port of the local API on loopback. */
    public int localApiPort() {
        return localApi == null ? 0 : localApi.port();
    }

    /** Stops in reverse order. What is not sent stays in the outbox. */
    public Future<Void> stop() {
        if (deployments.isEmpty()) {
            return Future.succeededFuture();
        }
        return vertx.undeploy(deployments.pop()).transform(undeployed -> stop());
    }

    private Future<EdgeNode> ready(Future<Void> deployed) {
        return deployed.map(this).recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
    }

    /** An identity that cannot be read must not keep a locker from recording; the exchange reports it. */
    private Future<Void> deployOutbox() {
        registerCodecs(vertx);
        return identity.read()
                .map(found -> found.map(Identity::device))
                .otherwise(Optional.empty())
                .map(found -> found.orElse(new DeviceRef(TenantId.DEFAULT, config.device())))
                .compose(this::deployOutbox);
    }

    private Future<Void> deployOutbox(DeviceRef device) {
        OutboxVerticle.Settings settings =
                new OutboxVerticle.Settings(config.database(), device, OutboxLimits.DEFAULT, config.entities());
        return deploy(
                new OutboxVerticle(
                        settings,
                        world.clock(),
                        world.bootClock(),
                        world.random().get()),
                OutboxVerticle.deployment(device));
    }

    private Future<Void> deploySync(boolean scheduled) {
        SyncVerticle.Setup setup = new SyncVerticle.Setup(
                world.clock(),
                world.bootClock(),
                world.random().get(),
                identity,
                new FileBattery(vertx, config.batteryFile()),
                v -> new HttpHubLink(v, config.hub(), config.device(), config.pace()),
                config.pace(),
                config.limits(),
                config.pullBytesMax(),
                scheduled);
        return deploy(new SyncVerticle(config.device(), setup), new DeploymentOptions());
    }

    private Future<Void> deployTrigger() {
        if (config.stream() == StreamMode.OFF) {
            return Future.succeededFuture();
        }
        TriggerVerticle.Setup setup = new TriggerVerticle.Setup(
                config.stream(),
                config.hub(),
                identity,
                world.clock(),
                world.bootClock(),
                world.random().get(),
                TriggerPace.DEFAULT);
        return deploy(new TriggerVerticle(config.device(), setup), new DeploymentOptions());
    }

    private Future<Void> deployDoors() {
        DoorSettings doors = config.doors();
        return deploy(
                new DoorVerticle(
                        config.device(), doors == null ? null : opening -> new HttpDoors(opening, doors), world::now),
                new DeploymentOptions());
    }

    private Future<Void> deployLocalApi(int port) {
        var settings = new LocalApiVerticle.Settings(
                config.device(), config.database(), port, config.pace().reportMsMax());
        localApi = new LocalApiVerticle(settings, world::now);
        return deploy(localApi, new DeploymentOptions());
    }

    private Future<Void> deploy(Deployable verticle, DeploymentOptions options) {
        return vertx.deployVerticle(verticle, options)
                .onSuccess(deployments::push)
                .mapEmpty();
    }

    /** Once per Vert.x instance: a second registration is refused. */
    private static void registerCodecs(Vertx vertx) {
        var unused = vertx.sharedData().<String, Boolean>getLocalMap(REGISTERED).computeIfAbsent(REGISTERED, key -> {
            EventBus bus = vertx.eventBus();
            LocalCodec.register(bus, OutboxCommand.class.getPermittedSubclasses());
            LocalCodec.register(bus, OutboxReply.class.getPermittedSubclasses());
            LocalCodec.register(bus, SyncCommand.class.getPermittedSubclasses());
            LocalCodec.register(bus, SyncReport.class, SyncState.class);
            return true;
        });
    }
}
