package ghosthunter.hub;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.PolicyName;
import ghosthunter.codecs.exchange.ExchangeWriter;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.custody.ClockLimits;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.device.LockerLimits;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.dialect.ghosthunter.GhostHunterDialect;
import ghosthunter.hub.directory.DirectoryPool;
import ghosthunter.hub.directory.EnrollmentToken;
import ghosthunter.hub.enrollment.KeptFile;
import ghosthunter.hub.feed.FeedMode;
import ghosthunter.hub.http.EnrollHandler;
import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.http.HttpVerticle.Bind;
import ghosthunter.hub.operator.OperatorSettings;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.EmbeddedSettings;
import ghosthunter.hub.postgres.PoolLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A whole node on a free port, and the requests that tests make to it. */
final class RunningHub {
    /** The password of every operator of a test. */
    static final String PASSWORD = "correct horse battery";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern BOOTSTRAP = Pattern.compile("ghb1\\.[A-Za-z0-9_-]{43}");

    final List<String> printed;
    final HubNode node;
    private final Vertx vertx;
    private final Path dataDir;
    private @Nullable String admin;
    /** What syncs both ways in these tests. */
    private static final DialectSettings DIALECTS =
            new DialectSettings(Map.of(GhostHunterDialect.NAME, DialectSettings.One.DEFAULT));

    static final EntityCatalog ENTITIES = new EntityCatalog(List.of(
            EntityType.of("profile", PolicyName.LAST_WRITER_WINS),
            EntityType.of("agreement", PolicyName.MANUAL),
            EntityType.of("stock", PolicyName.COUNTER)));

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private RunningHub(Vertx vertx, HubNode node, List<String> printed, Path dataDir) {
        this.dataDir = dataDir;
        this.vertx = vertx;
        this.node = node;
        this.printed = printed;
    }

    /** Starts a node; what it fails with is thrown. */
    static RunningHub start(HubConfig config) throws Exception {
        return start(config, SystemHubWorld.here());
    }

    /** The same with another clock, for example. */
    static RunningHub start(HubConfig config, HubWorld world) throws Exception {
        Vertx vertx = Vertx.vertx();
        List<String> printed = new CopyOnWriteArrayList<>();
        try {
            HubNode node = finished(HubNode.start(vertx, config, world, printed::add));
            return new RunningHub(vertx, node, printed, config.dataDir());
        } catch (Exception e) {
            finished(vertx.close());
            throw e;
        }
    }

    /** Settings of a node on this database, or on one of its own where that is null. */
    static HubConfig config(@Nullable DatabaseUrl url, Path dataDir, Path programDir, int port) {
        return config(url, dataDir, programDir, port, Map.of());
    }

    /** The same with tenants that have databases of their own. */
    static HubConfig config(
            @Nullable DatabaseUrl url, Path dataDir, Path programDir, int port, Map<TenantId, DatabaseUrl> ofTenants) {
        return config(url, dataDir, programDir, port, ofTenants, DIALECTS, ENTITIES);
    }

    /** The same with a dialect and what its clients sync. */
    static HubConfig config(
            DatabaseUrl url, Path dataDir, String dialect, DialectSettings.One settings, List<EntityType> types) {
        DialectSettings dialects =
                new DialectSettings(Map.of(GhostHunterDialect.NAME, DialectSettings.One.DEFAULT, dialect, settings));
        return config(url, dataDir, dataDir, 0, Map.of(), dialects, new EntityCatalog(types));
    }

    /** The same with these dialects. */
    static HubConfig config(
            @Nullable DatabaseUrl url, Path dataDir, Path programDir, int port, DialectSettings dialects) {
        return config(url, dataDir, programDir, port, Map.of(), dialects, ENTITIES);
    }

    /** The same with these dialects and these types. */
    static HubConfig config(
            @Nullable DatabaseUrl url,
            Path dataDir,
            Path programDir,
            int port,
            Map<TenantId, DatabaseUrl> ofTenants,
            DialectSettings dialects,
            EntityCatalog entities) {
        return new HubConfig(
                new Bind("127.0.0.1", port, 8_000),
                HttpLimits.DEFAULT,
                Gate.Limits.DEFAULT,
                LockerLimits.DEFAULT,
                new HubConfig.Custody(0, 500, 100),
                new HubConfig.Database(
                        url, 4, EmbeddedSettings.of(dataDir, programDir, 0), ofTenants, FeedMode.AUTO, 0),
                dataDir,
                dialects,
                OperatorSettings.DEFAULT,
                entities,
                null);
    }

    /** Where it keeps what is not in the database. */
    Path dataDir() {
        return dataDir;
    }

    /** What enrolling gave a device. */
    record Enrolled(String hub, DeviceRef device, SigningKey key, JsonObject answer) {}

    /** Enrolls a device by the real way: a token of the directory, a proof, the path. */
    Enrolled enroll(DatabaseUrl database, String code) throws Exception {
        return enroll(database, new DeviceRef(TenantId.DEFAULT, new DeviceId(code)));
    }

    /** The same for a device of any tenant, in the database where its rows are. */
    Enrolled enroll(DatabaseUrl database, DeviceRef device) throws Exception {
        DirectoryPool directory = DirectoryPool.open(
                vertx,
                database,
                PoolLimits.ofNode(1),
                ClockLimits.DEFAULT,
                SystemHubWorld.here().clock(),
                RANDOM,
                new KeptFile(dataDir));
        EnrollmentToken token = finished(directory.directory().createToken(device, Duration.ofMinutes(5)))
                .token();
        finished(directory.close());
        return enroll(device, token);
    }

    /** Spends a token. */
    Enrolled enroll(DeviceRef device, EnrollmentToken token) throws Exception {
        SigningKey key = SigningKey.generate(RANDOM);
        byte[] proof = new JsonObject()
                .put("token", token.hash().toString())
                .put("jwk", key.verifyKey().jwk())
                .encode()
                .getBytes(StandardCharsets.UTF_8);
        JsonObject body = new JsonObject()
                .put("token", token.text())
                .put("proof", Jws.sign(EnrollHandler.PROOF_TYP, proof, key).text());
        HttpResponse<String> answer = send(post("/v1/enroll", "application/json", body.toBuffer()));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("not enrolled: " + answer.body());
        }
        JsonObject json = new JsonObject(answer.body());
        return new Enrolled(json.getString("hub"), device, key, json);
    }

    HttpResponse<String> sync(Buffer body) throws Exception {
        return send(post("/v1/sync", ExchangeWriter.MEDIA_TYPE, body));
    }

    CompletableFuture<HttpResponse<String>> syncAsync(Buffer body) {
        return client.sendAsync(
                post("/v1/sync", ExchangeWriter.MEDIA_TYPE, body)
                        .timeout(Duration.ofSeconds(15))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** As the system admin. */
    JsonObject getJson(String path) throws Exception {
        return new JsonObject(send(as(admin(), request(path))).body());
    }

    String getText(String path) throws Exception {
        return send(request(path)).body();
    }

    /** A request with this access token or API key. */
    static HttpRequest.Builder as(String bearer, HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + bearer);
    }

    /** A request with a JSON body. */
    HttpRequest.Builder json(String method, String path, JsonObject body) {
        return request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.encode()));
    }

    /** The access token of a system admin, whom the first call makes with the bootstrap token that was printed. */
    String admin() throws Exception {
        if (admin == null) {
            Optional<String> token = printed.stream()
                    .map(BOOTSTRAP::matcher)
                    .filter(Matcher::find)
                    .map(Matcher::group)
                    .findFirst();
            JsonObject credential = new JsonObject().put("name", "root").put("password", PASSWORD);
            if (token.isPresent()) {
                JsonObject body = credential.copy().put("token", token.get());
                HttpResponse<String> unused = send(json("POST", "/v1/bootstrap", body));
            }
            HttpResponse<String> login = send(json("POST", "/v1/login", credential));
            if (login.statusCode() != 200) {
                throw new IllegalStateException("not signed in: " + login.body());
            }
            admin = new JsonObject(login.body()).getString("access_token");
        }
        return admin;
    }

    String body(String path) throws Exception {
        return send(request(path)).body();
    }

    int status(String path) throws Exception {
        return send(request(path)).statusCode();
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(Duration.ofSeconds(15)).build(), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return client.sendAsync(request.timeout(Duration.ofSeconds(15)).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<byte[]> sendForBytes(HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(Duration.ofSeconds(15)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(node.url() + path));
    }

    HttpRequest.Builder post(String path, String mediaType, Buffer body) {
        return request(path)
                .header("Content-Type", mediaType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes()));
    }

    void close() throws Exception {
        finished(node.stop());
        finished(vertx.close());
    }

    @CanIgnoreReturnValue
    static <T> T finished(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
