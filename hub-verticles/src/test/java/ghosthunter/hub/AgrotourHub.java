package ghosthunter.hub;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.dialect.agrotour.AgrotourDialect;
import ghosthunter.hub.dialect.agrotour.AgrotourTypes;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A hub that speaks agrotour, with tenants, and what its clients send. */
final class AgrotourHub {
    static final String A = "0a000000-0000-4000-8000-00000000000a";
    static final String B = "0b000000-0000-4000-8000-00000000000b";
    static final String PERSON = "0c000000-0000-4000-8000-00000000000c";

    /** A site whose pages may ask. */
    static final String SITE = "https://granja.example";

    private static final DialectSettings.One OPEN =
            new DialectSettings.One(TenantId.DEFAULT, null, null, Set.of(SITE), Set.of());

    final RunningHub hub;
    private final DatabaseUrl database;
    private final Watch watch;

    /** Over a hub that somebody else has started, with the clock of the system. */
    AgrotourHub(RunningHub hub, DatabaseUrl database) {
        this(hub, database, new Watch());
    }

    private AgrotourHub(RunningHub hub, DatabaseUrl database, Watch watch) {
        this.hub = hub;
        this.database = database;
        this.watch = watch;
    }

    /** The hub's clock, which a test may set forward. */
    private static final class Watch implements InstantSource {
        private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead.get());
        }
    }

    /** @param more tenants beside {@link #A} and {@link #B} */
    static AgrotourHub start(Path dataDir, DialectSettings.One settings, String... more) throws Exception {
        DatabaseUrl database = TestDatabase.migrated();
        List<String> tenants = new ArrayList<>(List.of(A, B));
        tenants.addAll(List.of(more));
        tenants.forEach(tenant -> TestDatabase.run(
                database, "INSERT INTO tenant (id, name) VALUES ('" + tenant + "', '" + tenant + "')"));
        return on(database, dataDir, settings);
    }

    static AgrotourHub start(Path dataDir) throws Exception {
        return start(dataDir, OPEN);
    }

    /** Another node on the same database. */
    AgrotourHub beside(Path dataDir) throws Exception {
        return on(database, dataDir, OPEN);
    }

    private static AgrotourHub on(DatabaseUrl database, Path dataDir, DialectSettings.One settings) throws Exception {
        Watch watch = new Watch();
        HubWorld here = SystemHubWorld.here();
        RunningHub hub = RunningHub.start(
                RunningHub.config(database, dataDir, AgrotourDialect.NAME, settings, AgrotourTypes.of(settings)),
                new HubWorld(watch, here.nanoTime(), here.random()));
        return new AgrotourHub(hub, database, watch);
    }

    /** So much time goes by on the hub's clock. */
    void passes(Duration time) {
        Duration unused = watch.ahead.accumulateAndGet(time, Duration::plus);
    }

    void close() throws Exception {
        hub.close();
    }

    /** One column of a query, past all row-level security. */
    List<String> column(String sql) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all;
    }

    /** An answer. */
    record Answer(int status, JsonObject body) {
        List<JsonObject> list(String member) {
            return body.getJsonArray(member).stream()
                    .map(JsonObject.class::cast)
                    .toList();
        }

        List<String> words(String list, String member) {
            return list(list).stream().map(each -> each.getString(member)).toList();
        }
    }

    Answer send(String method, String path, String tenant, JsonObject body) throws Exception {
        return answer(hub.json(method, path, body).header("X-Tenant-ID", tenant));
    }

    Answer get(String path, String tenant) throws Exception {
        return answer(hub.request(path).header("X-Tenant-ID", tenant));
    }

    /** As one of the shipped clients, with its token. */
    Answer client(String method, String path, String token, JsonObject body) throws Exception {
        HttpRequest.Builder request = method.equals("GET") ? hub.request(path) : hub.json(method, path, body);
        return answer(RunningHub.as(token, request));
    }

    Answer answer(HttpRequest.Builder request) throws Exception {
        return answer(hub.send(request));
    }

    static Answer answer(HttpResponse<String> answer) {
        String body = answer.body();
        return new Answer(
                answer.statusCode(), body.startsWith("{") ? new JsonObject(body) : new JsonObject().put("text", body));
    }

    /** Such as {@code guest}, which people of another dialect are. */
    void changeRole(String name, String role) throws Exception {
        TestDatabase.run(database, "UPDATE operator SET role = '" + role + "' WHERE name = '" + name + "'");
    }

    /** At the hub's own path for conflicts, what follows {@code /v1/conflicts/}; a body makes it a POST. */
    Answer ofConflict(String tenant, String rest, @Nullable JsonObject body) throws Exception {
        String path = "/v1/conflicts/" + rest + "?tenant=" + tenant;
        return answer(RunningHub.as(hub.admin(), body == null ? hub.request(path) : hub.json("POST", path, body)));
    }

    /** Makes a person of a tenant, who can sign in. */
    void operator(String name, String tenant) throws Exception {
        JsonObject body = new JsonObject()
                .put("name", name)
                .put("password", RunningHub.PASSWORD)
                .put("role", "operator")
                .put("tenant", tenant);
        HttpResponse<String> made = hub.send(RunningHub.as(hub.admin(), hub.json("POST", "/v1/operators", body)));
        if (made.statusCode() != 201) {
            throw new IllegalStateException(made.body());
        }
    }

    /** The tokens of a person who signs in. */
    JsonObject login(String name) throws Exception {
        JsonObject body = new JsonObject().put("username", name).put("password", RunningHub.PASSWORD);
        return answer(hub.json("POST", "/api/auth/login/", body)).body();
    }

    /** What a browser asks before it lets a page call. */
    HttpResponse<String> preflight(String path, String origin, String headers) throws Exception {
        return hub.send(hub.request(path)
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", headers));
    }

    /** The same as {@link #send}, compressed both ways. */
    HttpResponse<byte[]> zipped(String path, String tenant, JsonObject body) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(body.encode().getBytes(StandardCharsets.UTF_8));
        }
        return hub.sendForBytes(hub.request(path)
                .header("X-Tenant-ID", tenant)
                .header("Content-Encoding", "gzip")
                .header("Accept-Encoding", "gzip, deflate, br")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes.toByteArray())));
    }

    static JsonObject unzipped(HttpResponse<byte[]> answer) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** A body with another value at a place, such as {@code operations/0/delta}; the value as JSON. */
    static String with(String body, String place, String value) {
        Object json = new JsonObject(body);
        Object changed = JsonPointer.from("/" + place).writeJson(json, "@");
        return ((JsonObject) changed).encode().replace("\"@\"", value);
    }

    Answer push(String tenant, JsonObject... events) throws Exception {
        return send("POST", "/sync/push", tenant, body(tenant).put("operations", new JsonArray(List.of(events))));
    }

    static JsonObject body(String device) {
        return new JsonObject().put("client_lamport", 1).put("device_id", device);
    }

    /** A product that is there, with so much of it. */
    String product(String tenant, long stock) throws Exception {
        String id = UUID.randomUUID().toString();
        Answer made = products(tenant, product(tenant, id, stock, 0));
        if (!made.words("results", "status").equals(List.of("accepted"))) {
            throw new IllegalStateException(made.toString());
        }
        return id;
    }

    Answer products(String tenant, JsonObject... products) throws Exception {
        return send("POST", "/sync/push", tenant, body(tenant).put("products", new JsonArray(List.of(products))));
    }

    static JsonObject product(String tenant, String id, long stock, long lamport) {
        return common(tenant, device(1))
                .put("id", id)
                .put("name", "Miel")
                .put("price", 4500.0)
                .put("sku", "SKU-" + id)
                .put("current_stock", stock)
                .put("lamport_ts", lamport);
    }

    /** The id of the n-th device. */
    static String device(int n) {
        return "0d000000-0000-4000-8000-%012d".formatted(n);
    }

    static JsonObject event(String tenant, String product, String device, String operation, long delta) {
        return common(tenant, device)
                .put("product_id", product)
                .put("operation", operation)
                .put("delta", delta)
                .put("reason", operation.equals("INCREMENT") ? "RESTOCK" : "SALE");
    }

    private static JsonObject common(String tenant, String device) {
        return new JsonObject()
                .put("tenant_id", tenant)
                .put("device_id", device)
                .put("device_type", "DESKTOP")
                .put("created_by", PERSON)
                .put("updated_by", PERSON);
    }

    Answer pull(String tenant, long after, long limit) throws Exception {
        JsonObject body = new JsonObject()
                .put("tenant_id", tenant)
                .put("last_lamport", after)
                .put("limit", limit);
        return send("POST", "/sync/pull", tenant, body);
    }

    /** What the hub counts of a product. */
    long stock(String tenant, String product) throws SQLException {
        return Long.parseLong(column("SELECT data ->> 'count' FROM entity WHERE type = 'agrotour-stock' AND tenant = '"
                        + tenant + "' AND key = '" + product + "'")
                .get(0));
    }
}
