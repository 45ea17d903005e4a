package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.dialect.cpos.CposDialect;
import ghosthunter.hub.dialect.cpos.CposTypes;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import ghosthunter.hub.realtime.PresenceSettings;
import ghosthunter.hub.realtime.StreamLimits;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A hub that speaks cpos, its super-admin, and shops with tills. */
final class CposShop {
    static final String PASSWORD = "Adm1n-pw";

    /** A site whose pages may ask from a browser. */
    static final String SITE = "https://shop.example";

    private static final DialectSettings.One SETTINGS =
            new DialectSettings.One(TenantId.DEFAULT, null, null, Set.of(SITE), Set.of());

    /** It is written down each second who is there. */
    private static final PresenceSettings OFTEN_WRITTEN = new PresenceSettings(900_000, 7_200_000, 1_000, 60_000);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    final DatabaseUrl database;
    RunningHub hub;
    private final Path dataDir;
    private @Nullable String admin;

    CposShop(DatabaseUrl database, Path dataDir, RunningHub hub) {
        this.database = database;
        this.dataDir = dataDir;
        this.hub = hub;
    }

    static CposShop open(Path dataDir) throws Exception {
        DatabaseUrl database = TestDatabase.migrated();
        return new CposShop(database, dataDir, start(database, dataDir, 0));
    }

    private static RunningHub start(DatabaseUrl database, Path dataDir, int port) throws Exception {
        HubConfig plain = RunningHub.config(database, dataDir, dataDir, port);
        return RunningHub.start(new HubConfig(
                plain.bind(),
                plain.http(),
                plain.gate(),
                plain.lockers(),
                plain.custody(),
                plain.database(),
                plain.dataDir(),
                new DialectSettings(Map.of(CposDialect.NAME, SETTINGS)),
                plain.operators(),
                new EntityCatalog(CposTypes.ALL),
                null,
                new HubConfig.Realtime(StreamLimits.DEFAULT, OFTEN_WRITTEN)));
    }

    /** The hub ends, and another begins at its port. */
    void restart() throws Exception {
        int port = hub.node.port();
        hub.close();
        hub = start(database, dataDir, port);
    }

    /** A till of a shop. */
    record Till(String id, String storeId, String branchId, String token, String apiKey, String mac) {}

    /** What a request was answered. */
    record Answer(int status, String text) {
        JsonObject json() {
            return new JsonObject(text);
        }

        JsonArray array() {
            return new JsonArray(text);
        }
    }

    /** The access token of the super-admin, whom the first call makes. */
    String admin() throws Exception {
        if (admin == null) {
            Answer made = post("/api/auth/setup/super-admin", null, person("root"));
            assertThat(made.status()).as(made.text()).isEqualTo(201);
            admin = login("root", PASSWORD).getJsonObject("tokens").getString("accessToken");
        }
        return admin;
    }

    static JsonObject person(String username) {
        return new JsonObject()
                .put("username", username)
                .put("email", username + "@example.org")
                .put("password", PASSWORD)
                .put("firstName", "Ada")
                .put("lastName", "Byron");
    }

    JsonObject login(String username, String password) throws Exception {
        Answer answer = post(
                "/api/auth/admin/login",
                null,
                new JsonObject().put("username", username).put("password", password));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    /** A new store. */
    String store() throws Exception {
        int number = NUMBER.incrementAndGet();
        JsonObject body = new JsonObject().put("storeCode", "S-" + number).put("storeName", "Shop " + number);
        return made("/api/auth/store/register", body, "store");
    }

    /** A new branch. */
    String branch(String storeId) throws Exception {
        int number = NUMBER.incrementAndGet();
        JsonObject body = new JsonObject()
                .put("storeId", storeId)
                .put("branchCode", "B-" + number)
                .put("branchName", "Branch " + number);
        return made("/api/auth/branch/register", body, "branch");
    }

    private String made(String path, JsonObject body, String member) throws Exception {
        Answer answer = post(path, admin(), body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().getJsonObject(member).getString("id");
    }

    /** A terminal as it is registered, not yet active. */
    static JsonObject terminal(String storeId, String branchId) {
        int number = NUMBER.incrementAndGet();
        return new JsonObject()
                .put("storeId", storeId)
                .put("branchId", branchId)
                .put("terminalCode", "T-" + number)
                .put("terminalName", "Till " + number)
                .put("macAddress", "00-1b-44-11-%02X-%02X".formatted(number / 256, number % 256));
    }

    /** A new till that is active. */
    Till till(String storeId, String branchId) throws Exception {
        return till(terminal(storeId, branchId));
    }

    /** The same, registered as asked. */
    Till till(JsonObject asked) throws Exception {
        String mac = asked.getString("macAddress");
        JsonObject registered =
                post("/api/auth/terminal/register", admin(), asked).json();
        Answer activated = post(
                "/api/auth/terminal/activate",
                null,
                new JsonObject()
                        .put("activationCode", registered.getString("activationCode"))
                        .put("macAddress", mac));
        assertThat(activated.status()).as(activated.text()).isEqualTo(200);
        return new Till(
                registered.getJsonObject("terminal").getString("id"),
                asked.getString("storeId"),
                asked.getString("branchId"),
                activated.json().getString("token"),
                registered.getString("apiKey"),
                mac);
    }

    /** A new till in a shop of its own. */
    Till till() throws Exception {
        String store = store();
        return till(store, branch(store));
    }

    /** As the list of terminals shows it. */
    JsonObject listed(Till till) throws Exception {
        return get("/api/auth/terminal/list?storeId=" + till.storeId(), admin())
                .json()
                .getJsonArray("terminals")
                .stream()
                .map(JsonObject.class::cast)
                .filter(terminal -> terminal.getString("id").equals(till.id()))
                .findFirst()
                .orElseThrow();
    }

    /** An object of names and values. */
    static JsonObject json(@Nullable Object... members) {
        JsonObject json = new JsonObject();
        for (int i = 0; i < members.length; i += 2) {
            json.put(String.valueOf(members[i]), members[i + 1]);
        }
        return json;
    }

    static JsonObject change(
            String type, String id, String operation, @Nullable Object version, @Nullable JsonObject data) {
        return new JsonObject()
                .put("entityType", type)
                .put("entityId", id)
                .put("operation", operation)
                .put("data", data)
                .put("syncVersion", version);
    }

    /** Pushes one change, as documented. */
    JsonObject push(Till till, JsonObject change) throws Exception {
        JsonObject body = new JsonObject().put("terminalId", till.id()).put("changes", new JsonArray().add(change));
        Answer answer = post("/api/sync/push", till.token(), body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().getJsonArray("results").getJsonObject(0);
    }

    /** An entity of this till that all know at version 1. */
    String made(Till till, String type, JsonObject data) throws Exception {
        String id = UUID.randomUUID().toString();
        JsonObject made = push(till, change(type, id, "CREATE", 1, data));
        assertThat(made.getLong("newSyncVersion")).as(made.encode()).isEqualTo(1);
        return id;
    }

    /** What must be there. */
    static <V> V the(Map<String, V> map, String key) {
        return Objects.requireNonNull(map.get(key), key);
    }

    /** A row that a till is sent. */
    JsonObject row(Till till, String type, String id) throws Exception {
        return the(pull(till, type, null), id);
    }

    /** The rows of a type for a till, by id. */
    Map<String, JsonObject> pull(Till till, String type, @Nullable String lastSync) throws Exception {
        String since = lastSync == null ? "" : "&lastSync=" + lastSync;
        Answer answer = get("/api/sync/pull?terminalId=" + till.id() + "&entityType=" + type + since, till.token());
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        Map<String, JsonObject> rows = new LinkedHashMap<>();
        answer.array().forEach(row -> rows.put(((JsonObject) row).getString("id"), (JsonObject) row));
        return rows;
    }

    Answer get(String path, @Nullable String bearer) throws Exception {
        return send(bearer, hub.request(path));
    }

    Answer post(String path, @Nullable String bearer, JsonObject body) throws Exception {
        return send(bearer, hub.json("POST", path, body));
    }

    Answer send(@Nullable String bearer, HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = hub.send(bearer == null ? request : RunningHub.as(bearer, request));
        return new Answer(answer.statusCode(), answer.body());
    }

    /** One value of the database. */
    String value(String sql) throws SQLException {
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return String.valueOf(row.getString(1));
        }
    }

    void close() throws Exception {
        hub.close();
    }
}
