package ghosthunter.load.fleet;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.edge.EdgeNode;
import ghosthunter.edge.EdgeWorld;
import ghosthunter.edge.config.EdgeConfig;
import ghosthunter.edge.enroll.Enroller;
import ghosthunter.edge.enroll.Enrollment;
import ghosthunter.edge.enroll.HubAddress;
import ghosthunter.edge.enroll.IdentityFiles;
import ghosthunter.edge.outbox.EntityEdit;
import ghosthunter.edge.outbox.OutboxClient;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxReply;
import ghosthunter.edge.sync.SyncCommand;
import ghosthunter.edge.sync.SyncPace;
import ghosthunter.edge.sync.SyncReport;
import ghosthunter.load.proxy.ChaosProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;

/** A locker in this process: the real verticles, many of them on one Vert.x. Blocking. */
public final class EmbeddedLocker implements FleetLocker {
    private final Vertx vertx;
    private final EdgeConfig config;
    private final ChaosProxy network;
    private final OutboxClient outbox;
    private EdgeWorld world;
    private EdgeNode node;
    private boolean running = true;

    private EmbeddedLocker(Vertx vertx, EdgeConfig config, ChaosProxy network, EdgeWorld world) {
        this.vertx = vertx;
        this.config = config;
        this.network = network;
        this.outbox = new OutboxClient(vertx.eventBus(), config.device());
        this.world = world;
        this.node = Waiting.until(EdgeNode.start(vertx, config, world));
    }

    /**
     * Enrolls and starts a locker whose database lies in {@code directory}.
     *
     * @param entities what syncs both ways
     * @param token what the hub gave for this code
     * @param world its clocks and its chance
     */
    public static EmbeddedLocker start(
            Vertx vertx,
            String code,
            Path directory,
            ChaosProxy network,
            SyncPace pace,
            EntityCatalog entities,
            String token,
            EdgeWorld world) {
        EdgeConfig config = new EdgeConfig(
                new DeviceId(code),
                directory.resolve(code + ".db"),
                new HubAddress(URI.create("http://127.0.0.1:" + network.port())),
                pace,
                ExchangeLimits.DEFAULT,
                0,
                entities,
                null);
        Enroller enroller = new Enroller(vertx, new IdentityFiles(config.database()), config.device());
        Enrollment unused = Waiting.until(enroller.enroll(config.hub(), token));
        return new EmbeddedLocker(vertx, config, network, world);
    }

    @Override
    public String code() {
        return config.device().value();
    }

    @Override
    public Path database() {
        return config.database();
    }

    @Override
    public ChaosProxy network() {
        return network;
    }

    @Override
    public void dropOff(String trackingId) {
        OutboxCommand command = new OutboxCommand.DropOff(trackingId, null, null, world.now());
        OutboxReply.Recorded unused = Waiting.until(outbox.ask(command, OutboxReply.Recorded.class));
        vertx.eventBus()
                .send(
                        Address.sync(config.device()),
                        new SyncCommand.Recorded(EntityCatalog.BUILT_IN.lane(EntityTypes.PACKAGE)));
    }

    /**
     * Writes to an entity and returns when the locker has recorded it.
     *
     * @return the id of the change
     * @throws IllegalStateException if the locker refuses it
     */
    public String write(String type, String key, EntityEdit edit) {
        return Waiting.until(writing(type, key, edit));
    }

    /** The same, not waited for. */
    public Future<String> writing(String type, String key, EntityEdit edit) {
        String idempotencyKey = UUID.randomUUID().toString();
        OutboxCommand command = new OutboxCommand.WriteEntity(type, key, edit, idempotencyKey, world.now());
        return outbox.ask(command, OutboxReply.EntityWritten.class).map(written -> {
            vertx.eventBus().send(Address.sync(config.device()), new SyncCommand.Recorded(written.lane()));
            return new JsonObject(written.answerJson()).getString("change");
        });
    }

    /** Syncs as a person's command does: all lanes, until nothing is pending or nothing goes on. */
    public Future<SyncReport> sync() {
        DeliveryOptions patient =
                new DeliveryOptions().setSendTimeout(config.pace().reportMsMax());
        return vertx.eventBus()
                .<SyncReport>request(Address.sync(config.device()), new SyncCommand.SyncNow(), patient)
                .map(Message::body);
    }

    @Override
    public boolean running() {
        return running;
    }

    /** Stops it and starts it again in another world: a later boot. */
    public void reboot(EdgeWorld next) {
        Waiting.until(node.stop());
        world = next;
        node = Waiting.until(EdgeNode.start(vertx, config, next));
    }

    @Override
    public void close() {
        running = false;
        Waiting.until(node.stop());
    }
}
