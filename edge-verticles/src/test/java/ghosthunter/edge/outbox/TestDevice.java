package ghosthunter.edge.outbox;

import static java.util.concurrent.TimeUnit.SECONDS;

import ghosthunter.codecs.bus.LocalCodec;
import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.EntitySchema;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.PolicyName;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.time.BootClock;
import ghosthunter.codecs.time.ClockSample;
import ghosthunter.codecs.time.Moment;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A real outbox on a real file, asked from the test's thread; and a hub of the mind that answers it. */
final class TestDevice implements AutoCloseable {
    static final DeviceRef DEVICE = new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-001"));
    static final EntityCatalog CATALOG = new EntityCatalog(List.of(
            EntityType.of("profile", PolicyName.LAST_WRITER_WINS),
            type("stock", Lane.HIGH, PolicyName.COUNTER, "on_hand", null),
            type("note", Lane.LOW, PolicyName.APPEND_ONLY, "count", null),
            type(
                    "trace",
                    Lane.BACKGROUND,
                    PolicyName.LAST_WRITER_WINS,
                    "count",
                    EntitySchema.of(new JsonObject("{\"properties\":{\"n\":{\"type\":\"integer\"}}}")))));
    static final Instant START = Instant.parse("2026-02-20T18:00:00.123Z");

    final Path database;
    final DeviceRef device;
    private final Vertx vertx = Vertx.vertx();
    private final OutboxClient client;
    private Instant now = START;
    private Instant booted = START;
    private int boots = 1;
    private int writes;

    private final BootClock boot = new BootClock() {
        @Override
        public String bootId() {
            return "boot-" + boots;
        }

        @Override
        public long upMs() {
            return now.toEpochMilli() - booted.toEpochMilli() + 1_000;
        }
    };

    TestDevice(Path database) {
        this(database, DEVICE, OutboxLimits.DEFAULT);
    }

    TestDevice(Path database, DeviceRef device, OutboxLimits limits) {
        this.database = database;
        this.device = device;
        this.client = new OutboxClient(vertx.eventBus(), device.device());
        LocalCodec.register(vertx.eventBus(), OutboxCommand.class.getPermittedSubclasses());
        LocalCodec.register(vertx.eventBus(), OutboxReply.class.getPermittedSubclasses());
        try {
            await(vertx.deployVerticle(
                    () -> new OutboxVerticle(
                            new OutboxVerticle.Settings(database, device, limits, CATALOG),
                            () -> now,
                            boot,
                            new Random(42)),
                    OutboxVerticle.deployment(device)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static EntityType type(
            String name, Lane lane, PolicyName policy, String count, @Nullable EntitySchema schema) {
        EntityType.Fields none = EntityType.Fields.NONE;
        EntityType plain = EntityType.of(name, policy);
        return new EntityType(
                name,
                lane,
                policy,
                plain.audience(),
                List.of(),
                new EntityType.Fields(
                        none.max(), none.central(), none.terminal(), count, none.payment(), none.reason()),
                false,
                plain.confidenceMin(),
                schema,
                null);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(60, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer in a minute", e);
        }
    }

    void pass(java.time.Duration duration) {
        now = now.plus(duration);
    }

    /** The board starts anew; the file stays as it is. */
    void reboot() {
        boots++;
        booted = now;
    }

    Instant now() {
        return now;
    }

    /** What both clocks say now. */
    Moment moment() {
        return Moment.now(() -> now, boot);
    }

    /** An exchange under way now, at a hub whose clock is right. */
    ClockSample heard() {
        return new ClockSample(boot.bootId(), boot.upMs(), now.toEpochMilli(), now.toEpochMilli(), boot.upMs());
    }

    Vertx vertx() {
        return vertx;
    }

    <R extends OutboxReply> R ask(OutboxCommand command, Class<R> reply) {
        return await(client.ask(command, reply));
    }

    OutboxReply.Recorded dropOff(String trackingId) {
        return ask(new OutboxCommand.DropOff(trackingId, null, null, moment()), OutboxReply.Recorded.class);
    }

    OutboxReply.Recorded pickUp(String trackingId) {
        return ask(new OutboxCommand.PickUp(trackingId, null, moment()), OutboxReply.Recorded.class);
    }

    OutboxReply.Prepared prepare() {
        return ask(new OutboxCommand.Prepare(ExchangeLimits.DEFAULT), OutboxReply.Prepared.class);
    }

    /** An exchange that carries so many bytes of these lanes. */
    OutboxReply.Prepared prepare(int bodyBytesMax, Lane... lanes) {
        ExchangeLimits limits = new ExchangeLimits(bodyBytesMax, 8 << 10, ExchangeLimits.DEFAULT.changesMax());
        return ask(
                new OutboxCommand.Prepare(limits, Set.of(lanes), OutboxCommand.Prepare.BACKGROUND_MIN),
                OutboxReply.Prepared.class);
    }

    /** Each write has a key of its own. */
    OutboxReply.EntityWritten write(String type, String key, EntityEdit edit) {
        writes++;
        return ask(
                new OutboxCommand.WriteEntity(type, key, edit, "write-" + writes, moment()),
                OutboxReply.EntityWritten.class);
    }

    OutboxReply.Status status() {
        return ask(new OutboxCommand.ShowStatus(), OutboxReply.Status.class);
    }

    String packageStatus(String trackingId) {
        return ask(new OutboxCommand.ShowCustody(trackingId), OutboxReply.Custody.class)
                .row()
                .status();
    }

    /** Settles an exchange with what the hub says of each lane. */
    OutboxReply.Settled settle(OutboxReply.Prepared prepared, LaneReceipt... lanes) {
        return settle(prepared.epoch(), prepared.exchange(), lanes);
    }

    OutboxReply.Settled settle(Epoch epoch, long exchange, LaneReceipt... lanes) {
        Receipt receipt = new Receipt(
                "hub-1",
                device,
                epoch,
                exchange,
                Hash.sha256(new byte[0]),
                List.of(lanes),
                now,
                now,
                now.toEpochMilli(),
                0);
        ClockSample sample = new ClockSample("boot-1", 1, now.toEpochMilli(), now.toEpochMilli(), 5);
        return ask(
                new OutboxCommand.Settle(receipt, Hash.sha256(new byte[] {1}), sample, moment()),
                OutboxReply.Settled.class);
    }

    /** The hub appended all that was sent. */
    OutboxReply.Settled acknowledge(OutboxReply.Prepared prepared) {
        return settle(
                prepared,
                prepared.runs().stream()
                        .map(run -> new LaneReceipt(Verdict.APPENDED, run.head(), 0))
                        .toArray(LaneReceipt[]::new));
    }

    /** Runs SQL in the file by another connection, as a person or an accident would. */
    void sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    List<String> query(String sql) throws SQLException {
        return query(database, sql);
    }

    static List<String> query(Path database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> result = new ArrayList<>();
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.add(String.valueOf(rows.getString(i)));
                }
                result.add(String.join("|", columns));
            }
            return result;
        }
    }

    /** The head of a lane, recomputed from genesis over the lines in the file; only where nothing was freed. */
    Head recomputed(Epoch epoch, Lane lane) throws SQLException {
        Head genesis = Chain.genesis(device, epoch, lane);
        List<ghosthunter.codecs.change.Line> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT line FROM outbox WHERE lane = " + lane.weight() + " ORDER BY seq")) {
            while (rows.next()) {
                lines.add(ghosthunter.codecs.change.Line.of(rows.getBytes(1)));
            }
        }
        return Run.of(genesis, lines).head();
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
