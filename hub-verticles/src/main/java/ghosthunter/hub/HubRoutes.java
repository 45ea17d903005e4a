package ghosthunter.hub;

import ghosthunter.codecs.exchange.StreamRequest;
import ghosthunter.codecs.id.UuidV7;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.device.LockerRegistry;
import ghosthunter.hub.dialect.ghosthunter.GhostHunterDialect;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.directory.DirectoryPool;
import ghosthunter.hub.directory.KeyRing;
import ghosthunter.hub.entity.CentreWriter;
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
import ghosthunter.hub.metrics.HubMetrics;
import ghosthunter.hub.operator.OperatorPool;
import ghosthunter.hub.pull.SqlPuller;
import ghosthunter.hub.realtime.PresenceDesk;
import ghosthunter.hub.realtime.Streams;
import ghosthunter.hub.realtime.TriggerDesk;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which paths a node offers, in the order in which they are matched. */
final class HubRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(HubRoutes.class);

    private final HubConfig config;
    private final ProblemResponder problems;
    private final Answers answers;
    private final Doorway.Shared shared;
    private final List<Routes> routes = new ArrayList<>();

    HubRoutes(
            HubConfig config,
            HubWorld world,
            IdentityWatch identity,
            DirectoryPool pool,
            Gate gate,
            LockerRegistry lockers,
            Streams streams,
            HubMetrics metrics,
            OperatorPool operators) {
        this.config = config;
        HttpLimits limits = config.http();
        Directory directory = pool.directory();
        KeyRing keys = pool.keys();
        this.problems = new ProblemResponder(limits, metrics);
        this.answers = new Answers(limits, problems);
        this.shared = new Doorway.Shared(new Connections(metrics), gate, metrics, world.nanoTime());
        HubSeal seal = new HubSeal(identity::identity, world.clock());
        List<Routes> measured = new MetricsApi(metrics, world.nanoTime(), problems).routes();
        routes.add(measured.get(0));
        routes.add(new Access(
                new AccessRules(config.bind().isLoopback()),
                operators.authenticator(),
                operators.journal(),
                world.random(),
                limits,
                problems));
        routes.addAll(measured.subList(1, measured.size()));
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
        routes.addAll(new LockerKeysApi(keys, answers).routes());
        routes.add(Routes.post(
                "/v1/lockers/:code/tokens", new TokensHandler(seal, config.publicUrl(), directory, answers), problems));
        routes.addAll(new LockersApi(directory, answers).routes());
        routes.addAll(new PackagesApi(directory, answers).routes());
        routes.addAll(new FindingsApi(new FindingDesk(pool.pools()), answers).routes());
        addRealtime(pool, gate, streams, seal, world);
        addEntities(pool, world, gate, lockers);
        addOperators(operators, world);
        routes.addAll(new HealthApi(directory, gate, limits, problems).routes());
        if (config.ghosthunterDialect()) {
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

    private void addRealtime(DirectoryPool pool, Gate gate, Streams streams, HubSeal seal, HubWorld world) {
        HttpLimits limits = config.http();
        StreamHandler stream =
                new StreamHandler(seal, pool.directory(), gate, streams, world.nanoTime(), limits, problems);
        routes.add(Routes.methods(StreamRequest.PATH, Map.of(HttpMethod.GET, stream), problems));
        routes.add(new TriggersApi(new TriggerDesk(pool.pools()), answers).route());
        PresenceDesk presence = new PresenceDesk(pool.pools(), config.realtime().presence(), gate::inFlightDevices);
        routes.addAll(new PresenceApi(presence, answers).routes());
    }

    private void addEntities(DirectoryPool pool, HubWorld world, Gate gate, LockerRegistry lockers) {
        EntityDesk entities = new EntityDesk(pool.pools());
        ConflictDesk conflicts = new ConflictDesk(pool.pools());
        UuidV7 made = new UuidV7(world.clock(), world.random());
        Supplier<UUID> ids = () -> {
            synchronized (made) { // Every event loop writes by it.
                return made.next();
            }
        };
        CentreWriter writer = new CentreWriter(
                config.entities(),
                entities,
                conflicts,
                submission -> {
                    Gate.Pass pass = gate.enter(submission.device(), 0);
                    return lockers.ask(submission).onComplete(done -> pass.leave());
                },
                world.clock(),
                ids);
        routes.addAll(new EntitiesApi(entities, writer, answers).routes());
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

    /**
     * The HTTP server of one event loop.
     *
     * @param bound is told the port
     */
    HttpVerticle verticle(IntConsumer bound) {
        return new HttpVerticle(config.bind(), config.http(), shared, problems, routes, bound);
    }
}
