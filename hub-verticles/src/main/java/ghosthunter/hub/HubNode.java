package ghosthunter.hub;

import ghosthunter.codecs.bus.LocalCodec;
import ghosthunter.codecs.id.UuidV7;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.custody.ClockLimits;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.device.LockerRegistry;
import ghosthunter.hub.directory.DirectoryPool;
import ghosthunter.hub.identity.HubIdentity;
import ghosthunter.hub.identity.IdentityFile;
import ghosthunter.hub.ledger.GroupLimits;
import ghosthunter.hub.ledger.LedgerMetrics;
import ghosthunter.hub.ledger.LedgerSettings;
import ghosthunter.hub.ledger.LedgerVerticle;
import ghosthunter.hub.ledger.MicrometerLedgerMetrics;
import ghosthunter.hub.ledger.Outcome;
import ghosthunter.hub.ledger.SqlLedger;
import ghosthunter.hub.ledger.Submission;
import ghosthunter.hub.metrics.HubMetrics;
import ghosthunter.hub.operator.OperatorPool;
import ghosthunter.hub.operator.OperatorSecret;
import ghosthunter.hub.operator.Secret;
import ghosthunter.hub.operator.SecretFile;
import ghosthunter.hub.postgres.DatabaseKeeper;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.EmbeddedDatabase;
import ghosthunter.hub.postgres.Migrations;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One hub node: what it consists of, started in this order and stopped in reverse. The wiring diagram as code:
 *
 * <pre>
 *   hub-identity.json ── embedded database (none with DATABASE_URL) ── migrations
 *
 *   HttpVerticle (× event loops) ──Gate──► LockerVerticle (× devices) ──Submission──► LedgerVerticle ──► Postgres
 *        └──────────────── Directory: reads, enrollment ──────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>One node to one Vert.x instance, for the ledger has one address there.
 */
public final class HubNode {
    private static final Logger LOG = LoggerFactory.getLogger(HubNode.class);
    private static final String REGISTERED = "ghosthunter.hub.codecs";

    private final Vertx vertx;
    private final HubConfig config;
    private final HubWorld world;
    private final Consumer<String> out;
    private final HubMetrics metrics = new HubMetrics();
    private final Gate gate;
    private final LockerRegistry lockers;
    private final Deque<Supplier<Future<Void>>> stops = new ArrayDeque<>();
    private volatile int port;

    private HubNode(Vertx vertx, HubConfig config, HubWorld world, Consumer<String> out) {
        this.vertx = vertx;
        this.config = config;
        this.world = world;
        this.out = out;
        this.gate = new Gate(config.gate());
        this.lockers = new LockerRegistry(vertx, config.lockers(), world.clock());
        metrics.watch(gate);
        metrics.watch(lockers);
    }

    /** Who the hub is and where its database is. */
    private record Ground(HubIdentity identity, DatabaseUrl database, OperatorPool operators) {}

    /**
     * Starts the node.
     *
     * @param out takes the line that says it is ready, and behind it, where there is no operator, the bootstrap token
     * @return the running node; fails with a {@link ProblemException} of one clear line, and leaves nothing behind, when a part
     *     of it cannot start
     */
    public static Future<HubNode> start(Vertx vertx, HubConfig config, HubWorld world, Consumer<String> out) {
        registerCodecs(vertx);
        HubNode node = new HubNode(vertx, config, world, out);
        return vertx.executeBlocking(node::ground)
                .compose(node::deployed)
                .onSuccess(node::announce)
                .map(node)
                .recover(failure -> node.stop().transform(stopped -> Future.failedFuture(failure)));
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Where it can be reached. */
    public String url() {
        String host = config.bind().host();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /**
     * Takes nothing new, finishes what is in flight within the limit, answers it, and closes everything in reverse order.
     * Meanwhile {@code /readyz} says that it drains. Further calls do nothing.
     */
    public Future<Void> stop() {
        LOG.atInfo().addKeyValue("inFlight", gate.inFlight()).log("hub drains");
        return gate.close()
                .timeout(config.bind().closeWaitMs(), TimeUnit.MILLISECONDS)
                .transform(drained -> stopNext());
    }

    private Future<Void> stopNext() {
        Supplier<Future<Void>> next = stops.pollFirst();
        return next == null ? Future.succeededFuture() : next.get().transform(stopped -> stopNext());
    }

    /** Blocks; on a worker. */
    private Ground ground() {
        HubIdentity identity = IdentityFile.readOrCreate(config.dataDir(), world.random());
        DatabaseUrl database = config.database().url();
        if (database == null) {
            EmbeddedDatabase embedded = EmbeddedDatabase.start(config.database().embedded());
            DatabaseKeeper keeper = DatabaseKeeper.of(
                    vertx, embedded, config.database().embedded().startLimit().toMillis());
            stops.push(keeper::close);
            database = embedded.url();
        }
        int applied = Migrations.migrate(database);
        LOG.atInfo()
                .addKeyValue("hub", identity.hub())
                .addKeyValue("database", database)
                .addKeyValue("migrationsApplied", applied)
                .log("database is at hand");
        return new Ground(identity, database, operators(identity, database));
    }

    private OperatorPool operators(HubIdentity identity, DatabaseUrl database) {
        OperatorSecret secret = SecretFile.readOrCreate(config.dataDir(), world.random());
        OperatorPool operators = OperatorPool.open(
                vertx,
                database,
                new OperatorPool.Opening(
                        identity.hub(),
                        secret,
                        config.operators(),
                        config.database().connectionsMax(),
                        world.clock(),
                        world.random()));
        stops.push(operators::close);
        return operators;
    }

    /** A hub that has no operator yet also tells how to make the first: once, and stored nowhere. */
    private void announce(Optional<Secret> bootstrap) {
        out.accept("hub ready: " + url());
        bootstrap.ifPresent(
                token -> out.accept("no operator yet; bootstrap token, good once within 24 h: " + token.text()));
    }

    private Future<Optional<Secret>> deployed(Ground ground) {
        DirectoryPool directory = DirectoryPool.open(
                vertx,
                ground.database(),
                config.database().connectionsMax(),
                new ClockLimits(config.custody().driftPpm(), config.custody().hubErrorMs()),
                world.clock(),
                world.random());
        stops.push(directory::close);
        stops.push(this::closedMetrics);
        HubRoutes routes = new HubRoutes(
                config, world, ground.identity(), directory.directory(), gate, lockers, metrics, ground.operators());
        return deploy(() -> ledger(ground.database()), 1)
                .onSuccess(ledger -> stops.push(lockers::close))
                .compose(ledger -> deploy(() -> routes.verticle(bound -> port = bound), httpInstances()))
                .compose(listening -> ground.operators().bootstrap().token());
    }

    private LedgerVerticle ledger(DatabaseUrl database) {
        LedgerSettings standard = LedgerSettings.DEFAULT;
        LedgerSettings settings = new LedgerSettings(
                config.custody().restoreHorizonMs(),
                config.custody().driftPpm(),
                config.custody().hubErrorMs(),
                standard.samplesPerBootMax(),
                standard.forkEvidenceMax(),
                standard.attemptsMax(),
                standard.attemptTimeoutMs(),
                standard.retryPauseMs());
        LedgerMetrics told = new MicrometerLedgerMetrics(metrics.registry());
        return new LedgerVerticle(
                owner -> new SqlLedger(
                        owner,
                        database.connectOptions(),
                        settings,
                        world.clock(),
                        new UuidV7(world.clock(), world.random()),
                        told),
                GroupLimits.DEFAULT,
                told);
    }

    private Future<Void> deploy(Supplier<? extends Deployable> verticle, int instances) {
        return vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances))
                .onSuccess(id -> stops.push(() -> vertx.undeploy(id)))
                .mapEmpty();
    }

    private Future<Void> closedMetrics() {
        metrics.close();
        return Future.succeededFuture();
    }

    private static int httpInstances() {
        return VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE;
    }

    /** Once per Vert.x instance: a second registration is refused. */
    private static void registerCodecs(Vertx vertx) {
        var unused = vertx.sharedData().<String, Boolean>getLocalMap(REGISTERED).computeIfAbsent(REGISTERED, key -> {
            LocalCodec.register(vertx.eventBus(), Submission.class.getPermittedSubclasses());
            LocalCodec.register(vertx.eventBus(), Outcome.class.getPermittedSubclasses());
            return true;
        });
    }
}
