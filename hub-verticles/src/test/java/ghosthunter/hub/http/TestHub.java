package ghosthunter.hub.http;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.exchange.Pull;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.device.LockerLimits;
import ghosthunter.hub.device.LockerRegistry;
import ghosthunter.hub.device.RecordingLedger;
import ghosthunter.hub.dialect.ghosthunter.GhostHunterDialect;
import ghosthunter.hub.identity.HubIdentity;
import ghosthunter.hub.ledger.Key;
import ghosthunter.hub.metrics.HubMetrics;
import ghosthunter.hub.openapi.ApiContracts;
import ghosthunter.hub.openapi.DocFiles;
import ghosthunter.hub.operator.Actor;
import ghosthunter.hub.operator.Role;
import ghosthunter.hub.operator.Scope;
import ghosthunter.hub.pull.Page;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP interface of a hub on a real port, before a directory in memory and a ledger that only notes. */
public final class TestHub {
    /** Limits small enough for tests. */
    public static final HttpLimits LIMITS = new HttpLimits(
            new ExchangeLimits(512 << 10, 16 << 10, 50),
            HttpLimits.Inflation.DEFAULT,
            4 << 10,
            8 << 10,
            4 << 10,
            1_500,
            1_000,
            500,
            new HttpLimits.Senders(100, 50, 1_000, 10, 256));

    /** The id of the hub. */
    public static final String HUB = "hub-test";

    /** The device that is enrolled. */
    public static final DeviceRef DEVICE = new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-001"));

    /** Its key. */
    public final SigningKey deviceKey = SigningKey.generate(new SecureRandom());

    /** The hub's key. */
    public final SigningKey hubKey = SigningKey.generate(new SecureRandom());

    /** What the hub knows. */
    public final FakeDirectory directory = new FakeDirectory();

    /** What it commits to. */
    public final RecordingLedger ledger;

    /** The gate. */
    public final Gate gate;

    /** What it wrote down. */
    public final MemoryJournal journal = new MemoryJournal();

    /** What devices pull; a failed future where the database does not answer. */
    public volatile Future<Optional<Page>> page = Future.succeededFuture(Optional.empty());

    /** The port it listens on. */
    public final int port;

    private final Vertx vertx = Vertx.vertx();
    private final HubMetrics metrics = new HubMetrics();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Starts it. */
    public TestHub(Gate.Limits gateLimits, long commitMs) throws Exception {
        this(gateLimits, LIMITS, commitMs);
    }

    /** Starts it with these limits. */
    public TestHub(Gate.Limits gateLimits, HttpLimits limits, long commitMs) throws Exception {
        gate = new Gate(gateLimits, System::nanoTime);
        directory.keys.put(DEVICE, deviceKey.verifyKey());
        ledger = RecordingLedger.start(vertx, commitMs);
        InstantSource clock = InstantSource.system();
        LockerRegistry lockers = new LockerRegistry(vertx, new LockerLimits(8, 2_000, 4_000, 60_000), clock);
        metrics.watch(gate);
        metrics.watch(lockers);
        HubIdentity identity = HubIdentity.of(HUB, hubKey, SigningKey.generate(new SecureRandom()), clock.instant());
        ProblemResponder problems = new ProblemResponder(limits, metrics);
        HubSeal seal = new HubSeal(() -> identity, clock);
        List<Routes> routes = new ArrayList<>();
        routes.addAll(new MetricsApi(metrics, System::nanoTime, problems).routes());
        routes.add(new Access(
                new AccessRules(true),
                TestHub::actor,
                tenant -> Future.succeededFuture(true),
                journal,
                new SecureRandom(),
                limits,
                problems));
        routes.add(Routes.post(
                "/v1/sync",
                new SyncHandler(
                        seal, directory, new FakeKeyRing(), gate, lockers, this::page, device -> {}, limits, problems),
                problems));
        routes.add(Routes.post("/v1/enroll", new EnrollHandler(seal, directory, limits, problems), problems));
        DocFiles docs = DocFiles.read(ApiContracts.read(List.of()));
        routes.addAll(new DocsApi(docs, problems).routes());
        routes.add(new Contracted(docs.contracts().of(ApiContracts.OWN), problems));
        Answers answers = new Answers(limits, problems);
        routes.add(Routes.post(
                "/v1/lockers/:code/tokens",
                new TokensHandler(seal, URI.create("https://hub.example"), directory, answers),
                problems));
        routes.addAll(new LockersApi(directory, answers).routes());
        routes.addAll(new PackagesApi(directory, answers).routes());
        routes.addAll(new HealthApi(directory, gate, limits, problems).routes());
        routes.addAll(new GhostHunterDialect(directory, gate, lockers, limits, problems, clock).routes());
        Doorway.Shared shared = new Doorway.Shared(new Connections(metrics), gate, metrics, System::nanoTime);
        AtomicInteger bound = new AtomicInteger();
        HttpVerticle.Bind bind = new HttpVerticle.Bind("127.0.0.1", 0, 1_000);
        finished(vertx.deployVerticle(
                () -> new HttpVerticle(bind, limits, shared, problems, routes, bound::set),
                new DeploymentOptions().setInstances(2)));
        port = bound.get();
    }

    private Future<Optional<Page>> page(DeviceRef device, Epoch epoch, Pull pull, List<Key.OfEntity> told) {
        return page;
    }

    /** Sends a request. */
    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Gets. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    /** Posts. */
    public HttpResponse<String> post(String path, String mediaType, String body)
            throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", mediaType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8))));
    }

    /** A request to it, of somebody who may do everything. */
    public HttpRequest.Builder request(String path) {
        return anonymous(path).header("Authorization", "Bearer " + Role.SYSTEM_ADMIN.slug());
    }

    /** A request to it, of nobody. */
    public HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    /** Whose token is the name of a role has it, in the default tenant. */
    private static Future<Actor> actor(String bearer) {
        try {
            Role role = Role.parse(bearer);
            return Future.succeededFuture(new Actor(Actor.Kind.OPERATOR, bearer, Scope.of(role, null), null));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(
                    Problem.of(ProblemType.UNAUTHENTICATED, "no role").exception());
        }
    }

    /** Ends it. */
    public void close() throws Exception {
        finished(vertx.close());
        metrics.close();
    }

    /** Waits for it. */
    @CanIgnoreReturnValue
    public static <T> T finished(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
