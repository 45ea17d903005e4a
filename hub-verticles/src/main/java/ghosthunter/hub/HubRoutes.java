package ghosthunter.hub;

import ghosthunter.codecs.exchange.StreamRequest;
import ghosthunter.codecs.id.UuidV7;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.device.LockerRegistry;
import ghosthunter.hub.dialect.Dialect;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectSwitch;
import ghosthunter.hub.dialect.SignIns;
import ghosthunter.hub.dialect.agrotour.StockConsequences;
import ghosthunter.hub.dialect.ghosthunter.GhostHunterDialect;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.directory.DirectoryPool;
import ghosthunter.hub.directory.KeyRing;
import ghosthunter.hub.entity.CentreWriter;
import ghosthunter.hub.entity.ClientDesk;
import ghosthunter.hub.entity.ClientWriter;
import ghosthunter.hub.entity.CommandDesk;
import ghosthunter.hub.entity.ConflictDesk;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.GroupDesk;
import ghosthunter.hub.entity.PickupDesk;
import ghosthunter.hub.finding.FindingDesk;
import ghosthunter.hub.http.Access;
import ghosthunter.hub.http.AccessRules;
import ghosthunter.hub.http.Answers;
import ghosthunter.hub.http.ApiKeysApi;
import ghosthunter.hub.http.CommandsApi;
import ghosthunter.hub.http.ConflictsApi;
import ghosthunter.hub.http.Connections;
import ghosthunter.hub.http.Contracted;
import ghosthunter.hub.http.DocsApi;
import ghosthunter.hub.http.Doorway;
import ghosthunter.hub.http.EnrollHandler;
import ghosthunter.hub.http.EntitiesApi;
import ghosthunter.hub.http.EventsApi;
import ghosthunter.hub.http.FindingsApi;
import ghosthunter.hub.http.GroupsApi;
import ghosthunter.hub.http.HealthApi;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.http.HttpVerticle;
import ghosthunter.hub.http.HubSeal;
import ghosthunter.hub.http.KeysApi;
import ghosthunter.hub.http.LockerKeysApi;
import ghosthunter.hub.http.LockersApi;
import ghosthunter.hub.http.LoginApi;
import ghosthunter.hub.http.MetricsApi;
import ghosthunter.hub.http.OperatorsApi;
import ghosthunter.hub.http.PackagesApi;
import ghosthunter.hub.http.PickupsApi;
import ghosthunter.hub.http.PresenceApi;
import ghosthunter.hub.http.ProblemResponder;
import ghosthunter.hub.http.Routes;
import ghosthunter.hub.http.StreamHandler;
import ghosthunter.hub.http.SyncHandler;
import ghosthunter.hub.http.TokensHandler;
import ghosthunter.hub.http.TriggersApi;
import ghosthunter.hub.identity.IdentityWatch;
import ghosthunter.hub.ledger.Outcome;
import ghosthunter.hub.ledger.Submission;
import ghosthunter.hub.metrics.HubMetrics;
import ghosthunter.hub.openapi.ApiContracts;
import ghosthunter.hub.openapi.DocFiles;
import ghosthunter.hub.operator.OperatorPool;
import ghosthunter.hub.pull.SqlPuller;
import ghosthunter.hub.realtime.PresenceDesk;
import ghosthunter.hub.realtime.Streams;
import ghosthunter.hub.realtime.TriggerDesk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which paths a node offers, in the order in which they are matched. */
final class HubRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(HubRoutes.class);

    private final HubConfig config;
    private final ApiContracts contracts;
    private final ProblemResponder problems;
    private final Answers answers;
    private final Doorway.Shared shared;
    private final List<Routes> docs;
    private final List<Routes> routes = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();

    /** What a dialect has for itself beside the address that all share. */
    private record Listener(HttpVerticle.Bind bind, String dialect, Routes routes) {}

    HubRoutes(
            HubConfig config,
            HubWorld world,
            IdentityWatch identity,
            DirectoryPool pool,
            Gate gate,
            LockerRegistry lockers,
            Streams streams,
            HubMetrics metrics,
            OperatorPool operators,
            DocFiles docs,
            Vertx vertx) {
        this.config = config;
        this.contracts = docs.contracts();
        HttpLimits limits = config.http();
        Directory directory = pool.directory();
        KeyRing keys = pool.keys();
        this.problems = new ProblemResponder(limits, metrics);
        this.answers = new Answers(limits, problems);
        this.shared = new Doorway.Shared(new Connections(metrics), gate, metrics, world.nanoTime());
        HubSeal seal = new HubSeal(identity::identity, world.clock());
        addAccess(pool, world, metrics, operators);
        routes.add(Routes.post(
                "/v1/sync",
                new SyncHandler(
                        seal,
                        directory,
                        keys,
                        gate,
                        lockers,
                        new SqlPuller(pool.pools(), world.random()),
                        streams::exchanged,
                        limits,
                        problems),
                problems));
        routes.add(Routes.post("/v1/enroll", new EnrollHandler(seal, directory, limits, problems), problems));
        routes.addAll(new KeysApi(seal, directory, keys, gate, limits, problems).routes());
        this.docs = new DocsApi(docs, problems).routes();
        routes.addAll(this.docs);
        routes.add(new Contracted(contracts.of(ApiContracts.OWN), problems));
        routes.addAll(new LockerKeysApi(keys, answers).routes());
        routes.add(Routes.post(
                "/v1/lockers/:code/tokens", new TokensHandler(seal, config.publicUrl(), directory, answers), problems));
        routes.addAll(new LockersApi(directory, answers).routes());
        routes.addAll(new PackagesApi(directory, answers).routes());
        routes.addAll(new FindingsApi(new FindingDesk(pool.pools()), answers).routes());
        addRealtime(pool, gate, streams, seal, world);
        addWriters(pool, world, gate, lockers, streams, operators, vertx);
        addOperators(operators, world);
        routes.addAll(new HealthApi(directory, gate, limits, problems).routes());
        if (config.dialects().of(GhostHunterDialect.NAME).isPresent()) {
            routes.addAll(new GhostHunterDialect(directory, gate, lockers, limits, problems, world.clock()).routes());
            LOG.atWarn()
                    .addKeyValue("dialect", GhostHunterDialect.NAME)
                    .addKeyValue("path", "/sync")
                    .addKeyValue("host", config.bind().host())
                    .log("a dialect whose clients do not sign is on; whoever reaches this address may report packages");
        } else {
            LOG.atInfo()
                    .addKeyValue("dialect", GhostHunterDialect.NAME)
                    .addKeyValue("path", "/sync")
                    .log("a dialect whose clients do not sign is off");
        }
    }

    /** Before all others but the liveness of the node: nobody passes who may not. */
    private void addAccess(DirectoryPool pool, HubWorld world, HubMetrics metrics, OperatorPool operators) {
        List<Routes> measured = new MetricsApi(metrics, world.nanoTime(), problems).routes();
        routes.add(measured.get(0));
        routes.add(new Access(
                new AccessRules(config.bind().isLoopback()),
                operators.authenticator(),
                new ClientDesk(pool.pools())::hasTenant,
                operators.journal(),
                world.random(),
                config.http(),
                problems));
        routes.addAll(measured.subList(1, measured.size()));
    }

    private void addRealtime(DirectoryPool pool, Gate gate, Streams streams, HubSeal seal, HubWorld world) {
        HttpLimits limits = config.http();
        StreamHandler stream =
                new StreamHandler(seal, pool.directory(), gate, streams, world.nanoTime(), limits, problems);
        routes.add(Routes.methods(StreamRequest.PATH, Map.of(HttpMethod.GET, stream), problems));
        routes.add(new TriggersApi(new TriggerDesk(pool.pools()), answers).route());
        PresenceDesk presence = new PresenceDesk(pool.pools(), config.realtime().presence(), gate::inFlightDevices);
        routes.addAll(new PresenceApi(presence, answers).routes());
    }

    /** UUIDv7 for every event loop. */
    private static Supplier<UUID> ids(HubWorld world) {
        UuidV7 made = new UuidV7(world.clock(), world.random());
        return () -> {
            synchronized (made) {
                return made.next();
            }
        };
    }

    /** What writes at the centre and for clients: both by the workers of their devices. */
    private void addWriters(
            DirectoryPool pool,
            HubWorld world,
            Gate gate,
            LockerRegistry lockers,
            Streams streams,
            OperatorPool operators,
            Vertx vertx) {
        Supplier<UUID> ids = ids(world);
        EntityDesk entities = new EntityDesk(pool.pools());
        ConflictDesk conflicts = new ConflictDesk(pool.pools());
        Function<Submission, Future<Outcome>> ledger = submission -> {
            Gate.Pass pass = gate.enter(submission.device(), 0);
            return lockers.ask(submission).onComplete(done -> pass.leave());
        };
        CentreWriter writer = new CentreWriter(
                config.entities(), entities, conflicts, new StockConsequences(entities), ledger, world.clock(), ids);
        addEntities(pool, world, writer, ids);
        addDialects(new DialectPorts(
                vertx,
                pool.pools(),
                entities,
                conflicts,
                writer,
                new ClientWriter(pool.pools(), ledger, world.clock()),
                new ClientDesk(pool.pools()),
                streams,
                new TriggerDesk(pool.pools()),
                new PresenceDesk(pool.pools(), config.realtime().presence(), gate::inFlightDevices),
                operators,
                new SignIns(),
                operators::secret,
                gate,
                config.http(),
                problems,
                config.publicUrl(),
                world.clock(),
                world.random(),
                ids));
    }

    private void addDialects(DialectPorts ports) {
        List<Dialect> dialects = HubDialects.of(config.dialects(), ports);
        if (!dialects.isEmpty()) {
            routes.add(new DialectSwitch(dialects, contracts, ports.gate(), ports.limits()));
        }
        for (Dialect dialect : dialects) {
            Routes alone = new DialectSwitch(List.of(dialect), contracts, ports.gate(), ports.limits());
            config.bindOf(dialect.name())
                    .map(bind -> new Listener(bind.asListener(listeners.size() + 1), dialect.name(), alone))
                    .ifPresent(listeners::add);
        }
    }

    private void addEntities(DirectoryPool pool, HubWorld world, CentreWriter writer, Supplier<UUID> ids) {
        EntityDesk entities = new EntityDesk(pool.pools());
        ConflictDesk conflicts = new ConflictDesk(pool.pools());
        routes.addAll(new EntitiesApi(entities, writer, HubDialects::keeps, answers).routes());
        CommandDesk commands = new CommandDesk(pool.pools(), entities, writer, world.clock(), ids);
        routes.addAll(new CommandsApi(commands, world.clock(), answers).routes());
        PickupDesk pickups = new PickupDesk(pool.pools(), entities, writer, world.random());
        routes.addAll(new PickupsApi(pickups, answers).routes());
        routes.addAll(new ConflictsApi(conflicts, writer, answers).routes());
        routes.addAll(new GroupsApi(new GroupDesk(pool.pools()), answers).routes());
    }

    private void addOperators(OperatorPool operators, HubWorld world) {
        routes.addAll(new LoginApi(
                        operators.bootstrap(),
                        operators.sessions(),
                        operators.operators(),
                        operators.journal(),
                        world.random(),
                        config.http(),
                        problems)
                .routes());
        routes.addAll(new OperatorsApi(operators.operators(), answers).routes());
        routes.addAll(new ApiKeysApi(operators.apiKeys(), answers).routes());
        routes.addAll(new EventsApi(operators.journal(), answers).routes());
    }

    /** Every path, for whoever compares them with the documents. */
    List<Routes> routes() {
        return List.copyOf(routes);
    }

    /**
     * The HTTP server of one event loop.
     *
     * @param bound is told the port
     */
    HttpVerticle verticle(IntConsumer bound) {
        return new HttpVerticle(config.bind(), config.http(), shared, problems, routes, bound);
    }

    /** The HTTP servers of one event loop that dialects have for themselves, with the documents. */
    List<Supplier<HttpVerticle>> ofDialects() {
        return listeners.stream().map(this::ofDialect).toList();
    }

    /** Its port is told once, by the first instance that listens. */
    private Supplier<HttpVerticle> ofDialect(Listener listener) {
        List<Routes> served =
                Stream.concat(docs.stream(), Stream.of(listener.routes())).toList();
        AtomicBoolean told = new AtomicBoolean();
        return () -> new HttpVerticle(listener.bind(), config.http(), shared, problems, served, bound -> {
            if (!told.getAndSet(true)) {
                LOG.atInfo()
                        .addKeyValue("dialect", listener.dialect())
                        .addKeyValue("port", bound)
                        .log("a dialect listens");
            }
        });
    }
}
