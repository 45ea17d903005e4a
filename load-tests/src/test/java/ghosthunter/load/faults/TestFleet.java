package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.edge.EdgeWorld;
import ghosthunter.edge.SystemEdgeWorld;
import ghosthunter.edge.sync.SyncPace;
import ghosthunter.load.fleet.EmbeddedLocker;
import ghosthunter.load.fleet.FleetLocker;
import ghosthunter.load.fleet.HubProcess;
import ghosthunter.load.fleet.ProcessLocker;
import ghosthunter.load.fleet.Waiting;
import ghosthunter.load.proxy.ChaosProxy;
import ghosthunter.load.proxy.FaultCounts;
import ghosthunter.load.proxy.FaultPlan;
import ghosthunter.load.reconcile.LockerCount;
import ghosthunter.load.reconcile.Reconciler;
import ghosthunter.load.reconcile.Reconciliation;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hub process and lockers on this machine, each behind a proxy, with all that a fault test asks of them. */
final class TestFleet implements AutoCloseable {
    /** Fast, so that a test waits for conditions and not for intervals. */
    static final SyncPace PACE = new SyncPace(200, 50, 200, 500, 2_000, 5, 100, 500, 500, 500, 5_000);

    private static final Logger LOG = LoggerFactory.getLogger(TestFleet.class);
    private static final Duration SETTLED_MAX = Duration.ofMinutes(2);

    /** Unpacked once for all tests. */
    private static final Path PROGRAMS = Path.of("target", "postgres-programs");

    private final Vertx vertx = Vertx.vertx();
    private final SplittableRandom random;
    private final Path directory;
    private final HubProcess hub;
    private final List<HubProcess> nodes = new ArrayList<>();
    private final List<FleetLocker> lockers = new ArrayList<>();
    private final List<ChaosProxy> networks = new ArrayList<>();
    private EntityCatalog entities = EntityCatalog.BUILT_IN;
    private int dropped;

    private TestFleet(Path directory, long seed, HubProcess hub) {
        LOG.atWarn().addKeyValue("seed", seed).log("the fleet of this test");
        this.random = new SplittableRandom(seed);
        this.directory = directory;
        this.hub = hub;
        nodes.add(hub);
    }

    /** A hub with its own PostgreSQL, without lockers yet. */
    static TestFleet start(Path directory, long seed) throws IOException {
        return start(directory, seed, Map.of());
    }

    static TestFleet start(Path directory, long seed, Map<String, String> environment) throws IOException {
        return start(directory, seed, environment, null);
    }

    /** The same with a settings file of the hub. */
    static TestFleet start(Path directory, long seed, Map<String, String> environment, @Nullable Path settings)
            throws IOException {
        Path data = Files.createDirectories(directory.resolve("hub"));
        Map<String, String> all = new HashMap<>(environment);
        all.put("EMBEDDED_POSTGRES_PROGRAM_DIR", PROGRAMS.toAbsolutePath().toString());
        return new TestFleet(directory, seed, HubProcess.start(data, all, settings));
    }

    /**
     * A hub and embedded lockers that sync more than packages.
     *
     * @param entities the file of both
     */
    static TestFleet start(Path directory, long seed, Path entities) throws IOException {
        TestFleet fleet = start(directory, seed, Map.of("ENTITIES_FILE", entities.toString()));
        fleet.entities = EntityCatalog.read(entities);
        return fleet;
    }

    /** Adds lockers of this process, and then lockers that are processes of their own. */
    void addLockers(int embedded, int processes) throws IOException {
        List<String> codes = IntStream.rangeClosed(1, embedded + processes)
                .mapToObj(i -> "LOCKER-%03d".formatted(i))
                .toList();
        Map<String, String> tokens = hub.enroll(codes);
        for (String code : codes) {
            String token = String.valueOf(tokens.get(code));
            ChaosProxy network = newNetwork();
            lockers.add(
                    lockers.size() < embedded
                            ? EmbeddedLocker.start(
                                    vertx, code, directory, network, PACE, entities, token, SystemEdgeWorld.here())
                            : ProcessLocker.start(code, directory, network, token));
        }
    }

    /** Adds one locker of this process whose clocks are not this machine's. */
    EmbeddedLocker addLocker(String code, EdgeWorld world) {
        String token = String.valueOf(hub.enroll(List.of(code)).get(code));
        EmbeddedLocker locker =
                EmbeddedLocker.start(vertx, code, directory, newNetwork(), PACE, entities, token, world);
        lockers.add(locker);
        return locker;
    }

    /** Adds lockers of this process that go at this pace and have these types. */
    List<EmbeddedLocker> addLockers(SyncPace pace, EntityCatalog types, String... codes) {
        Map<String, String> tokens = hub.enroll(List.of(codes));
        List<EmbeddedLocker> added = Stream.of(codes)
                .map(code -> EmbeddedLocker.start(
                        vertx,
                        code,
                        directory,
                        newNetwork(),
                        pace,
                        types,
                        String.valueOf(tokens.get(code)),
                        SystemEdgeWorld.here()))
                .toList();
        lockers.addAll(added);
        return added;
    }

    /** Adds one locker that is a process of its own and has its database in this directory. */
    ProcessLocker addProcess(String code, Path databaseDirectory) {
        return addProcess(code, databaseDirectory, ProcessLocker.FAST);
    }

    /** The same with these settings. */
    ProcessLocker addProcess(String code, Path databaseDirectory, String settings) {
        String token = String.valueOf(hub.enroll(List.of(code)).get(code));
        ProcessLocker locker =
                ProcessLocker.start(code, databaseDirectory, newNetwork(), token, settings, ProcessLocker.ownJava());
        lockers.add(locker);
        return locker;
    }

    /** Adds the copy of a locker: a second one with the same card, under the same name. */
    ProcessLocker addClone(String code, Path databaseDirectory) {
        ProcessLocker locker = ProcessLocker.resume(code, databaseDirectory, newNetwork());
        lockers.add(locker);
        return locker;
    }

    private ChaosProxy newNetwork() {
        ChaosProxy network =
                Waiting.until(ChaosProxy.start(vertx, 0, "127.0.0.1", hub.port(), FaultPlan.NONE, random.split()));
        networks.add(network);
        return network;
    }

    HubProcess hub() {
        return hub;
    }

    /** Adds nodes of the hub, on the database of the first. */
    void addNodes(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            nodes.add(hub.node(Files.createDirectories(directory.resolve("node-" + (nodes.size() + 1)))));
        }
    }

    /** All nodes of the hub. */
    List<HubProcess> nodes() {
        return List.copyOf(nodes);
    }

    /** Each locker goes to a node by chance, wherever its exchange is. */
    void hop() {
        for (ChaosProxy network : networks) {
            HubProcess node = nodes.get(random.nextInt(nodes.size()));
            Waiting.until(network.retarget(node.port())
                    .compose(aimed -> network.sever())
                    .compose(cut -> network.restore()));
        }
    }

    Path directory() {
        return directory;
    }

    SplittableRandom random() {
        return random;
    }

    List<FleetLocker> lockers() {
        return List.copyOf(lockers);
    }

    FleetLocker locker(int index) {
        return lockers.get(index);
    }

    /** One drop-off at this locker; the tracking id is a new one. */
    String dropOff(FleetLocker locker) {
        String trackingId = "PKG-%05d".formatted(++dropped);
        locker.dropOff(trackingId);
        return trackingId;
    }

    /** Drop-offs spread over all lockers by chance. */
    void dropOffs(int count) {
        for (int i = 0; i < count; i++) {
            String unused = dropOff(lockers.get(random.nextInt(lockers.size())));
        }
    }

    void network(FaultPlan plan) {
        networks.forEach(network -> Waiting.until(network.follow(plan)));
    }

    void sever() {
        networks.forEach(network -> Waiting.until(network.sever()));
    }

    void restore() {
        networks.forEach(network -> Waiting.until(network.restore()));
    }

    /** Waits until every locker has exchanged once: it is known to the hub, and has compared its clock. */
    void awaitFirstReceipts() {
        await(
                "every locker has a receipt",
                () -> count("SELECT count(*) FROM chain_head") >= lockers.size() && settled());
    }

    /** What the networks did. */
    FaultCounts faults() {
        return networks.stream()
                .map(ChaosProxy::counts)
                .reduce(FaultCounts::plus)
                .orElseThrow();
    }

    /** Waits until no locker has anything pending. */
    void awaitSettled() {
        await("every change has its receipt", this::settled);
    }

    private boolean settled() throws SQLException {
        for (FleetLocker locker : lockers) {
            if (unacknowledged(locker) > 0) {
                return false;
            }
        }
        return true;
    }

    /** Waits for it, at most {@link #SETTLED_MAX}. */
    void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(SETTLED_MAX)
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }

    /** Waits until it holds, at most {@link #SETTLED_MAX}; a failure says what it said last. */
    void awaitAssertion(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(SETTLED_MAX)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(assertion);
    }

    /** Packages without a receipt, in the whole fleet. */
    long pending() throws SQLException {
        long pending = 0;
        for (FleetLocker locker : lockers) {
            pending += LockerCount.read(locker.database()).pending();
        }
        return pending;
    }

    /** Changes of all kinds without a receipt. */
    private static long unacknowledged(FleetLocker locker) throws SQLException {
        return count(locker, "SELECT sum(seq - acked_seq) FROM lane_head");
    }

    /** Nothing lost, nothing doubled, every chain whole; and it is this many packages. */
    void assertReconciled(long recorded) throws SQLException {
        assertThat(reconciled()).isEqualTo(recorded);
    }

    /** How many packages the lockers recorded: nothing of them is lost, nothing doubled, every chain whole. */
    long reconciled() throws SQLException {
        Reconciliation result =
                Reconciler.reconcile(lockers.stream().map(FleetLocker::database).toList(), hub.jdbcUrl());
        assertThat(result).matches(Reconciliation::holds, "reconciles");
        return result.recorded();
    }

    /** One number from the hub's database. */
    long count(String query) throws SQLException {
        return number(hub.jdbcUrl(), query);
    }

    /** One number from a locker's database. */
    static long count(FleetLocker locker, String query) throws SQLException {
        return number("jdbc:sqlite:" + locker.database(), query);
    }

    private static long number(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        lockers.forEach(FleetLocker::close);
        networks.forEach(network -> Waiting.until(network.close()));
        // The first has the database, and so goes last.
        for (int i = nodes.size() - 1; i >= 0; i--) {
            nodes.get(i).close();
        }
        Waiting.until(vertx.close());
    }
}
