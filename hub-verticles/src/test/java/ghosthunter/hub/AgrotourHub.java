package ghosthunter.hub;

import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.dialect.agrotour.AgrotourDialect;
import ghosthunter.hub.dialect.agrotour.AgrotourTypes;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A hub that speaks agrotour, with tenants, and what its clients send. */
final class AgrotourHub {
    static final String A = "0a000000-0000-4000-8000-00000000000a";
    static final String B = "0b000000-0000-4000-8000-00000000000b";
    static final String PERSON = "0c000000-0000-4000-8000-00000000000c";

    final RunningHub hub;
    private final DatabaseUrl database;

    AgrotourHub(RunningHub hub, DatabaseUrl database) {
        this.hub = hub;
        this.database = database;
    }

    /** @param more tenants beside {@link #A} and {@link #B} */
    static AgrotourHub start(Path dataDir, DialectSettings.One settings, String... more) throws Exception {
        DatabaseUrl database = TestDatabase.migrated();
        List<String> tenants = new ArrayList<>(List.of(A, B));
        tenants.addAll(List.of(more));
        tenants.forEach(tenant -> TestDatabase.run(
                database, "INSERT INTO tenant (id, name) VALUES ('" + tenant + "', '" + tenant + "')"));
        return new AgrotourHub(
                RunningHub.start(RunningHub.config(
                        database, dataDir, AgrotourDialect.NAME, settings, AgrotourTypes.of(settings))),
                database);
    }

    static AgrotourHub start(Path dataDir) throws Exception {
        return start(dataDir, DialectSettings.One.DEFAULT);
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
        HttpResponse<String> answer = hub.send(request);
        String body = answer.body();
        return new Answer(
                answer.statusCode(), body.startsWith("{") ? new JsonObject(body) : new JsonObject().put("text", body));
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
