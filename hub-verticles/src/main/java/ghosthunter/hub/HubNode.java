package ghosthunter.hub;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.bus.LocalCodec;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.UuidV7;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.custody.ClockLimits;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.device.LockerRegistry;
import ghosthunter.hub.directory.DirectoryPool;
import ghosthunter.hub.enrollment.KeptFile;
import ghosthunter.hub.feed.FeedNews;
import ghosthunter.hub.feed.FeedNewsVerticle;
import ghosthunter.hub.feed.FeedSettings;
import ghosthunter.hub.feed.FeedVerticle;
import ghosthunter.hub.feed.MappingCheck;
import ghosthunter.hub.feed.ReplicationSlot;
import ghosthunter.hub.identity.HubIdentity;
import ghosthunter.hub.identity.IdentityWatch;
import ghosthunter.hub.ledger.GroupLimits;
import ghosthunter.hub.ledger.LedgerMetrics;
import ghosthunter.hub.ledger.LedgerSettings;
import ghosthunter.hub.ledger.LedgerVerticle;
import ghosthunter.hub.ledger.MicrometerLedgerMetrics;
import ghosthunter.hub.ledger.Outcome;
import ghosthunter.hub.ledger.SqlLedger;
import ghosthunter.hub.ledger.Submission;
import ghosthunter.hub.metrics.HubMetrics;
import ghosthunter.hub.openapi.ApiContracts;
import ghosthunter.hub.openapi.DocFiles;
import ghosthunter.hub.operator.OperatorPool;
import ghosthunter.hub.operator.OperatorSecret;
import ghosthunter.hub.operator.Secret;
import ghosthunter.hub.operator.SecretFile;
import ghosthunter.hub.postgres.DatabaseKeeper;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.EmbeddedDatabase;
import ghosthunter.hub.postgres.Migrations;
import ghosthunter.hub.postgres.PoolLimits;
import ghosthunter.hub.postgres.TenantTable;
import ghosthunter.hub.realtime.RealtimeVerticle;
import ghosthunter.hub.realtime.Streams;
import ghosthunter.hub.tenant.OwnDatabases;
import ghosthunter.hub.tenant.TenantDatabases;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One hub node: what it consists of, started in this order and stopped in reverse. The wiring diagram as code:
 *
 * <pre>
 *   hub-identity.json, kept.ndjson ── embedded database (none with DATABASE_URL) ── migrations
 *
 *   HttpVerticle (× event loops) ──Gate──► LockerVerticle (× devices) ──Submission──► LedgerVerticle (× 2) ──► Postgres
 *        ├──────────────── Directory: reads, enrollment ────────────────────────────────────────────────────────┤
 *        ├── Streams ◄── RealtimeVerticle ◄──FeedNews── FeedNewsVerticle ◄──────── notifications ───────────────┤
 *   FeedVerticle (one of all nodes) ◄──────────── log ──────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>One node to one Vert.x instance, for the ledger has one address there.
 */
public final class HubNode {
    private static final Logger LOG = LoggerFactory.getLogger(HubNode.class);
    /** How often it looks whether the hub's keys were rotated, milliseconds. */
    private static final long IDENTITY_LOOK_MS = 1_000;

    /**
     * Group commits beside each other: while Postgres writes one group, the node judges the next. The bus hands submissions to
     * them in turn; to the ledger they are two nodes.
     */
    private static final int LEDGERS = 2;

    private static final String REGISTERED = "ghosthunter.hub.codecs";

    private final Vertx vertx;
    private final HubConfig config;
    private final HubWorld world;
    private final Consumer<String> out;
    private final HubMetrics metrics = new HubMetrics();
    private final Gate gate;
    private final LockerRegistry lockers;
    private final Streams streams;
    private final Deque<Supplier<Future<Void>>> stops = new ArrayDeque<>();
    private volatile Set<TenantId> elsewhere = Set.of();
    private volatile int port;

    private HubNode(Vertx vertx, HubConfig config, HubWorld world, Consumer<String> out) {
        this.vertx = vertx;
        this.config = config;
        this.world = world;
        this.out = out;
        this.gate = new Gate(config.gate(), world.nanoTime());
        this.lockers = new LockerRegistry(vertx, config.lockers(), world.clock(), this::ledgerOf);
        this.streams = new Streams(
                config.realtime().streams(), world.clock(), world.nanoTime(), world.random(), metrics.registry());
        metrics.watch(gate);
        metrics.watch(lockers);
    }

    /** Who the hub is, where its databases are, and who may operate it. */
    private record Ground(
            IdentityWatch identity,
            DatabaseUrl database,
            Map<TenantId, DatabaseUrl> ofTenants,
            OperatorPool operators) {}

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
        // Beside the start of the database, which takes longer.
        Future<DocFiles> docs = vertx.executeBlocking(
                () -> DocFiles.read(ApiContracts.read(HubDialects.names(config.dialects()))), false);
        return vertx.executeBlocking(node::ground)
                .compose(ground -> docs.compose(read -> node.deployed(ground, read)))
                .onSuccess(node::announce)
                .map(node)
                .recover(failure -> node.stopNext().transform(stopped -> Future.failedFuture(failure)));
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Where it can be reached. */
    public String url() {
        String host = config.bind().host();
        return (config.bind().tls() == null ? "http://" : "https://") + (host.contains(":") ? "[" + host + "]" : host)
                + ":" + port;
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
        IdentityWatch identity = new IdentityWatch(config.dataDir(), world.random(), world.clock());
        DatabaseUrl database = config.database().url();
        if (database == null) {
            EmbeddedDatabase embedded = EmbeddedDatabase.start(config.database().embedded());
            DatabaseKeeper keeper = DatabaseKeeper.of(
                    vertx, embedded, config.database().embedded().startLimit().toMillis());
            stops.push(keeper::close);
            database = embedded.url();
        }
        Map<TenantId, DatabaseUrl> ofTenants = OwnDatabases.read(config);
        int applied = Migrations.migrate(database);
        elsewhere = elsewhere(TenantTable.list(database), ofTenants);
        MappingCheck.require(
                database, config.entities(), null, config.database().feed());
        LOG.atInfo()
                .addKeyValue("hub", identity.identity().hub())
                .addKeyValue("database", database)
                .addKeyValue("migrationsApplied", applied)
                .log("database is at hand");
        return new Ground(identity, database, ofTenants, operators(identity.identity(), database));
    }

    /** The tenants whose rows are not in the shared database, also those of which this node was not told where they are. */
    private static Set<TenantId> elsewhere(List<TenantTable.Entry> known, Map<TenantId, DatabaseUrl> ofTenants) {
        Set<TenantId> elsewhere = new TreeSet<>(ofTenants.keySet());
        for (TenantTable.Entry tenant : known) {
            if (tenant.ownDatabase() && elsewhere.add(tenant.id())) {
                LOG.atError()
                        .addKeyValue("tenant", tenant.id())
                        .log(
                                "this tenant has a database of its own, and neither the settings nor tenants.json say where");
            }
        }
        return Set.copyOf(elsewhere);
    }

    private String ledgerOf(TenantId tenant) {
        return elsewhere.contains(tenant) ? Address.ledgerOf(tenant) : Address.LEDGER;
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
                        PoolLimits.ofNode(config.database().connectionsMax()),
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

    private Future<Optional<Secret>> deployed(Ground ground, DocFiles docs) {
        DirectoryPool directory = DirectoryPool.open(
                vertx,
                ground.database(),
                PoolLimits.ofNode(config.database().connectionsMax()),
                new ClockLimits(config.custody().driftPpm(), config.custody().hubErrorMs()),
                world.clock(),
                world.random(),
                new KeptFile(config.dataDir()));
        stops.push(directory::close);
        watch(ground.identity());
        stops.push(this::closedMetrics);
        elsewhere.forEach(directory.pools()::expect);
        TenantDatabases databases = new TenantDatabases(
                vertx,
                ground.database(),
                ground.ofTenants(),
                (tenant, url) -> MappingCheck.require(
                        url, config.entities(), tenant, config.database().feed()),
                (tenant, url) -> directory.add(tenant, url, world.nanoTime()),
                (tenant, url) -> Stream.concat(
                                Stream.of(ledger(Address.ledgerOf(tenant), url)),
                                feed(tenant.value(), url, ReplicationSlot.nameOf(tenant, url), tenant).stream())
                        .toList());
        stops.push(databases::stop);
        HubRoutes routes = new HubRoutes(
                config,
                world,
                ground.identity(),
                directory,
                gate,
                lockers,
                streams,
                metrics,
                ground.operators(),
                docs,
                vertx);
        return directory
                .listen(world.nanoTime())
                .compose(listening -> databases.start())
                .compose(tried -> deploy(() -> ledger(Address.LEDGER, ground.database()), LEDGERS))
                .onSuccess(ledger -> stops.push(lockers::close))
                .compose(ledger -> deployRealtime(directory))
                .compose(called -> deployFeed(ground.database()))
                .compose(fed -> deploy(() -> routes.verticle(bound -> port = bound), httpInstances()))
                .compose(listening -> deployDialects(routes))
                .onSuccess(listening -> stops.push(this::closedStreams))
                .compose(listening -> ground.operators().bootstrap().token());
    }

    private void watch(IdentityWatch identity) {
        long timer = vertx.setPeriodic(
                IDENTITY_LOOK_MS,
                due -> vertx.executeBlocking(() -> {
                            identity.look();
                            return null;
                        })
                        .onFailure(failure -> LOG.atError().setCause(failure).log("identity cannot be looked at")));
        stops.push(() -> {
            vertx.cancelTimer(timer);
            return Future.succeededFuture();
        });
    }

    private LedgerVerticle ledger(String address, DatabaseUrl database) {
        LedgerSettings standard = LedgerSettings.DEFAULT;
        LedgerSettings settings = new LedgerSettings(
                config.custody().restoreHorizonMs(),
                config.custody().driftPpm(),
                config.custody().hubErrorMs(),
                standard.samplesPerBootMax(),
                standard.forkEvidenceMax(),
                standard.attemptsMax(),
                standard.attemptTimeoutMs(),
                standard.retryPauseMs(),
                config.entities());
        LedgerMetrics told = new MicrometerLedgerMetrics(metrics.registry());
        return new LedgerVerticle(
                address,
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

    /** What feeds a database, and what hears of it. */
    private List<Deployable> feed(String name, DatabaseUrl database, String slot, @Nullable TenantId owner) {
        FeedSettings settings = new FeedSettings(
                name,
                database,
                slot,
                config.database().feed(),
                config.entities(),
                config.database().versionsKeptS(),
                owner);
        return List.of(
                new FeedVerticle(settings, metrics.feed(name), world.nanoTime()), new FeedNewsVerticle(settings));
    }

    private Future<Void> deployFeed(DatabaseUrl shared) {
        return Future.all(feed(FeedSettings.SHARED, shared, ReplicationSlot.nameOf(shared), null).stream()
                        .map(verticle -> deploy(() -> verticle, 1))
                        .toList())
                .mapEmpty();
    }

    private Future<Void> deployDialects(HubRoutes routes) {
        return Future.all(routes.ofDialects().stream()
                        .map(listener -> deploy(listener, httpInstances()))
                        .toList())
                .mapEmpty();
    }

    private Future<Void> deployRealtime(DirectoryPool directory) {
        RealtimeVerticle realtime = new RealtimeVerticle(
                streams,
                directory.directory(),
                directory.pools(),
                config.realtime().presence(),
                new UuidV7(world.clock(), world.random()).next(),
                world.nanoTime(),
                world.random());
        directory.watchKeys(realtime::keyChanged);
        return deploy(() -> realtime, 1);
    }

    /** Before the server stops listening: it waits for answers that are under way, and a stream never ends by itself. */
    private Future<Void> closedStreams() {
        streams.close();
        return Future.succeededFuture();
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
            LocalCodec.register(vertx.eventBus(), FeedNews.class);
            return true;
        });
    }
}
