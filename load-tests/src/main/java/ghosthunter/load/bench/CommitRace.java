package ghosthunter.load.bench;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.edge.EdgeNode;
import ghosthunter.edge.EdgeWorld;
import ghosthunter.edge.SystemEdgeWorld;
import ghosthunter.edge.config.EdgeConfig;
import ghosthunter.edge.enroll.HubAddress;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.sync.SyncPace;
import ghosthunter.load.bench.frame.Latencies;
import ghosthunter.load.fleet.Waiting;
import ghosthunter.load.traffic.Shipment;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Drop-offs of the real outbox and bare inserts, in turns, so that both meet the same disk. Blocking.
 *
 * @param edge from the request on the event bus to the answer that the door gets
 * @param bare one autocommit INSERT
 */
record CommitRace(Latencies edge, Latencies bare) {
    private static final EdgeWorld WORLD = SystemEdgeWorld.here();

    /** Those of the outbox that a commit could feel. */
    private static final List<String> PRAGMAS = List.of(
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "cell_size_check = ON",
            "journal_size_limit = 4194304");

    private static final String BARE = """
            CREATE TABLE bare (
                id   INTEGER PRIMARY KEY,
                line BLOB NOT NULL
            ) STRICT
            """;

    /**
     * Runs it.
     *
     * @param warming how many go before and do not count
     * @param count how many count
     */
    static CommitRace run(Vertx vertx, BenchHub hub, Path directory, int warming, int count) throws SQLException {
        DeviceId device = new DeviceId("RACE-1");
        EdgeConfig config = new EdgeConfig(
                device,
                directory.resolve("race.db"),
                new HubAddress(URI.create(hub.process().url())),
                SyncPace.DEFAULT,
                ExchangeLimits.DEFAULT,
                0,
                EntityCatalog.BUILT_IN,
                null);
        EdgeNode node = Waiting.until(EdgeNode.start(vertx, config, WORLD));
        byte[] line = line(hub);
        CommitRace race = new CommitRace(new Latencies(), new Latencies());
        try (Connection sqlite = open(directory.resolve("bare.db"));
                PreparedStatement insert = sqlite.prepareStatement("INSERT INTO bare (line) VALUES (?)")) {
            for (int i = 0; i < warming + count; i++) {
                long edgeNanos = dropOff(vertx, device, i);
                settle(vertx, device);
                long bareNanos = insert(insert, line);
                if (i >= warming) {
                    race.edge().add(edgeNanos);
                    race.bare().add(bareNanos);
                }
            }
        } finally {
            Void unused = Waiting.until(node.stop());
        }
        return race;
    }

    /** A line as long as that of a drop-off: what the body of an exchange has more with one change than with none. */
    private static byte[] line(BenchHub hub) throws SQLException {
        Shipment one = hub.lockers(1).get(0).next(1);
        String body = one.body().toString();
        return body.substring(body.indexOf('\n') + 1).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static long dropOff(Vertx vertx, DeviceId device, int number) {
        OutboxCommand command = new OutboxCommand.DropOff("RACE-" + number, null, "door-1-" + number, WORLD.now());
        long start = System.nanoTime();
        Object unused = Waiting.until(vertx.eventBus().request(Address.outbox(device), command));
        return System.nanoTime() - start;
    }

    /** What the outbox does behind its answer must be over, else it would disturb the insert. */
    private static void settle(Vertx vertx, DeviceId device) {
        OutboxCommand question = new OutboxCommand.ListPackages(false, 1);
        Object unused = Waiting.until(vertx.eventBus().request(Address.outbox(device), question));
    }

    private static long insert(PreparedStatement insert, byte[] line) throws SQLException {
        long start = System.nanoTime();
        insert.setBytes(1, line);
        int unused = insert.executeUpdate();
        return System.nanoTime() - start;
    }

    private static Connection open(Path file) throws SQLException {
        Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = sqlite.createStatement()) {
            for (String pragma : PRAGMAS) {
                boolean unused = statement.execute("PRAGMA " + pragma);
            }
            boolean unused = statement.execute(BARE);
        }
        return sqlite;
    }
}
