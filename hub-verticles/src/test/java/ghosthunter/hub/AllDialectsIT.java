package ghosthunter.hub;

import static ghosthunter.hub.AgrotourHub.A;
import static ghosthunter.hub.AgrotourHub.device;
import static ghosthunter.hub.AgrotourHub.event;
import static ghosthunter.hub.CposShop.change;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.hub.CposShop.Till;
import ghosthunter.hub.PosduifClients.Phone;
import ghosthunter.hub.PosduifClients.Web;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.dialect.agrotour.AgrotourTypes;
import ghosthunter.hub.dialect.cpos.CposTypes;
import ghosthunter.hub.dialect.ghosthunter.GhostHunterDialect;
import ghosthunter.hub.dialect.posduif.PosduifTypes;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One hub, one tenant: a locker and a client of each dialect, with the requests that these clients send. */
class AllDialectsIT {
    private static final TenantId TENANT = new TenantId(A);
    private static final DeviceRef LOCKER = new DeviceRef(TENANT, new DeviceId("LOCKER-7"));

    @TempDir
    private static Path dataDir;

    private static DatabaseUrl database;
    private static RunningHub hub;
    private static AgrotourHub agrotour;
    private static CposShop shop;
    private static PosduifClients posduif;
    private static int agrotourPort;
    private static int cposPort;
    private static Path settings;
    private static Till till;
    private static Phone phone;
    private static String cposConflict;
    private static String agrotourConflict;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.migrated();
        TestDatabase.run(database, "INSERT INTO tenant (id, name) VALUES ('" + A + "', 'all of them')");
        agrotourPort = freePort();
        cposPort = freePort();
        DialectSettings.One plain = new DialectSettings.One(TENANT, null, null, Set.of(), Set.of());
        DialectSettings dialects = new DialectSettings(Map.of(
                GhostHunterDialect.NAME,
                DialectSettings.One.DEFAULT,
                "agrotour",
                new DialectSettings.One(TENANT, agrotourPort, null, Set.of(), Set.of()),
                "cpos",
                new DialectSettings.One(TENANT, cposPort, null, Set.of(), Set.of()),
                "posduif",
                plain));
        List<EntityType> types = new ArrayList<>(RunningHub.ENTITIES.types());
        types.addAll(AgrotourTypes.of(plain));
        types.addAll(CposTypes.ALL);
        types.addAll(PosduifTypes.ALL);
        hub = RunningHub.start(
                RunningHub.config(database, dataDir, dataDir, 0, Map.of(), dialects, new EntityCatalog(types)));
        agrotour = new AgrotourHub(hub, database);
        shop = new CposShop(database, dataDir, hub);
        posduif = new PosduifClients(hub);
        Path entities = Files.writeString(dataDir.resolve("entities.yaml"), "entities: {agreement: {policy: manual}}");
        settings = Files.writeString(
                dataDir.resolve("hub.yaml"), """
                data_dir: %s
                database: {url: "postgres://postgres@%s/%s"}
                entities_file: %s
                """.formatted(dataDir, database.address(), database.database(), entities));
        lockerWrites();
        agrotourConflict = agrotourWrites();
        till = shop.till();
        cposConflict = tillsWrite();
        phone = phoneWrites();
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    private static int freePort() throws Exception {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    private static void lockerWrites() throws Exception {
        Enrolled locker = hub.enroll(database, LOCKER);
        JsonObject agreed = new JsonObject().put("data", new JsonObject().put("price", 1));
        assertThat(admin("PUT", "/v1/entities/agreement/A-1?tenant=" + A, agreed))
                .isEqualTo(201);
        assertThat(hub.sync(Exchanges.entity(
                                        locker.hub(),
                                        LOCKER,
                                        locker.key(),
                                        "agreement",
                                        "A-1",
                                        "CREATE",
                                        "{\"price\":2}")
                                .body())
                        .statusCode())
                .isEqualTo(200);
    }

    /** The conflict of two devices that sell the same. */
    private static String agrotourWrites() throws Exception {
        String product = agrotour.product(A, 10);
        assertThat(agrotour.push(A, event(A, product, device(1), "DECREMENT", 1))
                        .words("results", "status"))
                .containsExactly("accepted");
        JsonObject met = agrotour.push(A, event(A, product, device(2), "DECREMENT", 2))
                .list("results")
                .get(0);
        assertThat(met.getString("status")).isEqualTo("conflict");
        return met.getString("conflict_id");
    }

    /** The conflict of two tills at one version. */
    private static String tillsWrite() throws Exception {
        String category = shop.made(till, "Category", CposShop.json("name", "Drinks"));
        assertThat(shop.push(till, change("Category", category, "UPDATE", 1, CposShop.json("name", "Cold")))
                        .getBoolean("success"))
                .isTrue();
        Till other = shop.till(till.storeId(), till.branchId());
        return shop.push(other, change("Category", category, "UPDATE", 1, CposShop.json("name", "Hot")))
                .getString("conflictId");
    }

    /** A phone that sent a message. */
    private static Phone phoneWrites() throws Exception {
        Web anna = posduif.web("anna", A, "operator");
        Phone phone = posduif.phone(anna, "phil");
        assertThat(posduif.upload(phone, PosduifClients.message(phone.userId(), anna.id(), "hello"))
                        .json()
                        .getInteger("synced_count"))
                .isEqualTo(1);
        return phone;
    }

    private static int admin(String method, String path, JsonObject body) throws Exception {
        return hub.send(RunningHub.as(hub.admin(), hub.json(method, path, body)))
                .statusCode();
    }

    private static TypedCommand run(String... command) {
        return TypedCommand.run(Stream.concat(Stream.of(command), Stream.of("--config", settings.toString()))
                .toArray(String[]::new));
    }

    private static List<JsonObject> listed(String path, String member) throws Exception {
        return hub.getJson(path).getJsonArray(member).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Test
    void oneListHasTheDevicesOfAll() throws Exception {
        // When
        List<JsonObject> devices = listed("/v1/presence?tenant=" + A, "devices");
        TypedCommand command = run("devices", "--tenant", A);

        // Then
        assertThat(devices)
                .extracting(each -> each.getString("kind") + " " + each.getString("dialect"))
                .contains("locker null", "terminal agrotour", "terminal cpos", "mobile posduif");
        assertThat(command.exit()).as(command.err()).isZero();
        assertThat(devices)
                .allSatisfy(each -> assertThat(command.line(each.getString("device")))
                        .contains(each.getString("kind"), each.getString("dialect", "-")));
        assertThat(command.line("LOCKER-7")).contains("locker").endsWith(" -");
        assertThat(command.line("DEVICE")).endsWith("LABEL");
        assertThat(command.line("mobile")).endsWith(" phil");
        assertThat(command.line("cpos." + till.id())).contains("terminal", "cpos", "online");
        assertThat(command.line("agrotour." + device(2))).contains("terminal", "agrotour", "online");
    }

    @Test
    void oneListHasTheConflictsOfAll() throws Exception {
        // When
        List<JsonObject> pending = listed("/v1/conflicts?tenant=" + A, "conflicts");
        List<JsonObject> all = listed("/v1/conflicts?state=all&tenant=" + A, "conflicts");
        TypedCommand waiting = run("conflicts", "--tenant", A);
        TypedCommand every = run("conflicts", "list", "--all", "--tenant", A);

        // Then
        assertThat(pending)
                .extracting(each -> each.getString("type"))
                .containsExactlyInAnyOrder("agreement", "agrotour-movement");
        assertThat(all)
                .extracting(each -> each.getString("id"))
                .contains(agrotourConflict, cposConflict)
                .allSatisfy(id -> assertThat(every.line(id)).isNotEmpty());
        assertThat(waiting.line(agrotourConflict)).contains("agrotour-movement", device(2));
        assertThat(waiting.line("agreement")).contains("LOCKER-7");
        assertThat(waiting.out()).doesNotContain(cposConflict);
        assertThat(every.line(cposConflict)).contains("cpos-category");
    }

    @Test
    void oneLedgerHasWhatAllWroteAndTheAuditChecksEveryChain() throws Exception {
        // When
        TypedCommand audit = run("audit");

        // Then
        assertThat(audit.exit()).as(audit.out()).isZero();
        assertThat(agrotour.column("SELECT DISTINCT coalesce(dialect, 'signed') FROM ledger JOIN evidence"
                        + " USING (tenant, device, epoch) ORDER BY 1"))
                .contains("agrotour", "cpos", "posduif", "signed");
        assertThat(checked(audit, "changes")).isEqualTo(one("SELECT count(*) FROM ledger"));
        assertThat(checked(audit, "chains"))
                .isEqualTo(one("SELECT count(*) FROM (SELECT DISTINCT tenant, device, epoch, lane FROM ledger)"));
        assertThat(checked(audit, "entities")).isEqualTo(one("SELECT count(*) FROM entity WHERE type <> 'notice'"));
        for (String device : List.of("LOCKER-7", "cpos." + till.id(), "agrotour." + device(2))) {
            assertThat(one("SELECT count(*) FROM ledger WHERE device = '" + device + "'"))
                    .as(device)
                    .isNotEqualTo("0");
        }
    }

    private static String checked(TypedCommand audit, String what) {
        return audit.line(what).split(" +", -1)[1];
    }

    private static String one(String sql) throws Exception {
        return agrotour.column(sql).get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"agrotour", "cpos", "posduif"})
    void theAuditNamesTheRowOfADialectThatSomebodyRewrote(String dialect) throws Exception {
        // Given
        String row = "(tenant, device, epoch, lane, seq) = (SELECT tenant, device, epoch, lane, seq FROM ledger"
                + " WHERE device LIKE '" + dialect + ".%' ORDER BY device, epoch, lane, seq LIMIT 1)";
        String device = one("SELECT device FROM ledger WHERE " + row);
        String seq = one("SELECT seq FROM ledger WHERE " + row);
        String line = one("SELECT encode(line, 'hex') FROM ledger WHERE " + row);

        // When
        TestDatabase.run(database, "UPDATE ledger SET line = set_byte(line, 9, get_byte(line, 9) # 1) WHERE " + row);
        TypedCommand audit = run("audit");
        TestDatabase.run(database, "UPDATE ledger SET line = decode('" + line + "', 'hex') WHERE " + row);

        // Then
        assertThat(audit.exit()).isEqualTo(1);
        assertThat(audit.line("fault: ")).contains(device, " seq " + seq + ": ", "its hash is not");
        assertThat(run("audit").exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void whoIsMeantIsSeenByHeadersAndBody(String slash) throws Exception {
        // Given
        JsonObject tillPush = new JsonObject()
                .put("terminalId", till.id())
                .put(
                        "changes",
                        new JsonArray()
                                .add(change(
                                        "Brand",
                                        UUID.randomUUID().toString(),
                                        "CREATE",
                                        1,
                                        CposShop.json("name", "B"))));
        JsonObject flat = change("Brand", UUID.randomUUID().toString(), "CREATE", 1, CposShop.json("name", "C"))
                .put("terminalId", till.id());
        JsonObject nothing = new JsonObject();
        JsonObject operations = new JsonObject().put("operations", new JsonArray());
        JsonObject login = person("anna");
        String pull = "/sync/pull" + slash;
        String ofTill = "?entityType=Product";

        // When
        JsonObject signedIn =
                new JsonObject(post("/api/auth/login" + slash, null, login).body());
        String access = signedIn.getString("access");

        // Then
        assertThat(signedIn.fieldNames())
                .contains("access", "refresh", "token", "user_id", "expires_in", "username", "user_type");
        assertThat(signedIn.getJsonObject("user").fieldNames()).contains("pk", "role", "id", "user_type");
        assertThat(post("/sync/push" + slash, till.apiKey(), flat).body()).contains("\"results\"", "newSyncVersion");
        assertThat(post("/api/sync/push" + slash, till.token(), tillPush).body())
                .contains("newSyncVersion");
        assertThat(post("/api/sync/push" + slash, access, operations).body()).contains("\"accepted\"");
        assertThat(agrotour.push(A).status()).isEqualTo(200);
        assertThat(get(pull + ofTill, till.apiKey()).body()).startsWith("[");
        assertThat(get("/api" + pull + ofTill, till.token()).body()).startsWith("[");
        assertThat(get("/api" + pull, access).body()).contains("\"max_lamport_ts\"");
        assertThat(agrotour.pull(A, 0, 1).body().containsKey("has_more")).isTrue();
        assertThat(get("/api/sync/status" + slash, till.token()).body()).contains("\"totals\"");
        assertThat(posduif.get("/api/sync/status" + slash, PosduifClients.of(phone))
                        .text())
                .contains("\"pending_outgoing_count\"");
        assertThat(post("/api/auth/refresh" + slash, null, CposShop.json("refresh", signedIn.getString("refresh")))
                        .body())
                .contains("\"access\"");
        assertThat(post("/api/auth/refresh" + slash, null, CposShop.json("refreshToken", "of a till"))
                        .body())
                .contains("\"error\"")
                .doesNotContain("\"loc\"");
        assertThat(post("/api/auth/logout" + slash, access, nothing).body()).contains("Successfully logged out.");
        assertThat(post("/sync/push" + slash, null, nothing).body()).contains("Missing X-Tenant-ID header");
        assertThat(post("/api/sync/push" + slash, null, nothing).body()).contains("Authentication required");
        assertThat(get("/api/sync/status" + slash, null).body()).contains("Authentication required");
    }

    @Test
    void atAListenerOfItsOwnADialectHasItsPathsAlone() throws Exception {
        // When
        HttpResponse<String> asTill = hub.send(elsewhere(cposPort, "/sync/push"));
        HttpResponse<String> asEngine = hub.send(elsewhere(agrotourPort, "/sync/push"));
        HttpResponse<String> asClient = hub.send(elsewhere(agrotourPort, "/api/sync/push"));
        HttpResponse<String> ofPhones = hub.send(elsewhere(cposPort, "/api/enrollment/create"));
        HttpResponse<String> ofTheCentre = hub.send(elsewhere(cposPort, "/v1/login"));

        // Then
        assertThat(asTill.body()).contains("Authentication required");
        assertThat(asEngine.body()).contains("Missing X-Tenant-ID header");
        assertThat(asClient.body()).contains("Authentication credentials were not provided.");
        assertThat(List.of(ofPhones.statusCode(), ofTheCentre.statusCode())).containsExactly(404, 404);
    }

    @Test
    void aWrongSettingOfADialectIsToldBeforeAnythingIsMade() throws Exception {
        // Given
        Path nothing = dataDir.resolve("nothing");
        Path wrong = Files.writeString(dataDir.resolve("wrong.yaml"), """
                data_dir: %s
                dialects: {klingon: true}
                posduif: {jwt_secret_file: /nowhere/secret}
                """.formatted(nothing));

        // When
        TypedCommand serve = TypedCommand.run("serve", "--config", wrong.toString());

        // Then
        assertThat(serve.exit()).isEqualTo(2);
        assertThat(serve.err())
                .contains("wrong.yaml:2: dialects.klingon: there is no such setting")
                .contains("posduif.jwt_secret_file: there is no file /nowhere/secret");
        assertThat(nothing).doesNotExist();
    }

    private static HttpRequest.Builder elsewhere(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
    }

    private static JsonObject person(String name) {
        return new JsonObject().put("username", name).put("password", RunningHub.PASSWORD);
    }

    private static HttpResponse<String> post(String path, @Nullable String bearer, JsonObject body) throws Exception {
        HttpRequest.Builder request = hub.json("POST", path, body);
        return hub.send(bearer == null ? request : RunningHub.as(bearer, request));
    }

    private static HttpResponse<String> get(String path, @Nullable String bearer) throws Exception {
        HttpRequest.Builder request = hub.request(path);
        return hub.send(bearer == null ? request : RunningHub.as(bearer, request));
    }
}
