package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin of tenant A at every path there is, with the names of tenant B's things: nothing is read, written or moved. */
class TenantEndpointAttackIT {
    private static final TenantId B = new TenantId("tenant-b");
    private static final String LOCKER_OF_B = "LOCKER-OF-B";
    private static final String PACKAGE_OF_B = "PKG-OF-B";
    private static final String OPERATOR_OF_B = "vera-of-b";
    private static final long FINDING_OF_B = 4711;
    private static final String ENTITY_OF_B = "profile-of-b";
    private static final String CONFLICT_OF_B = "0b0b0b0b-0b0b-8b0b-8b0b-0b0b0b0b0b0b";
    private static final String COMMAND_OF_B = "019b7c11-0b0b-7b0b-8b0b-0b0b0b0b0b0b";
    private static final String GROUP_OF_B = "group-of-b";

    /** Paths whose callers have no tenant of an operator's: devices prove theirs by a signature, and signing in has none yet. */
    private static final Set<String> NOT_AN_OPERATORS = Set.of(
            "/v1/",
            "/v1/sync",
            "/v1/enroll",
            "/v1/keys",
            "/v1/hub-keys",
            "/v1/stream",
            "/v1/bootstrap",
            "/v1/login",
            "/v1/token",
            "/v1/logout",
            "/v1/password");

    private static final Pattern PATH = Pattern.compile("\"(/v1/[^\"]*)\"");

    @TempDir
    private Path dataDir;

    private final DatabaseUrl database = TestDatabase.migrated();
    private RunningHub hub;
    private String adminOfA;
    private String keyOfB;
    private List<Attack> attacks;

    /** A request that names what belongs to B, and the status that says that A has no such thing. */
    private record Attack(String method, String path, int status, JsonObject body) {
        static Attack of(String method, String path, int status) {
            return new Attack(method, path, status, new JsonObject());
        }

        Attack inTheNameOfB() {
            return new Attack(
                    method,
                    path + (path.contains("?") ? "&" : "?") + "tenant=" + B.value(),
                    403,
                    body.copy().put("tenant", B.value()));
        }
    }

    @BeforeEach
    void start() throws Exception {
        TestDatabase.run(database, "INSERT INTO tenant (id, name) VALUES ('tenant-a', 'A'), ('tenant-b', 'B')");
        hub = RunningHub.start(RunningHub.config(database, dataDir, dataDir, 0));
        Enrolled locker = hub.enroll(database, new DeviceRef(B, new DeviceId(LOCKER_OF_B)));
        assertThat(hub.sync(Exchanges.dropOffs(locker.hub(), locker.device(), locker.key(), PACKAGE_OF_B)
                                .body())
                        .statusCode())
                .isEqualTo(200);
        TestDatabase.run(
                database,
                "INSERT INTO finding (id, tenant, kind, device, subject, detail, first_at, last_at) OVERRIDING SYSTEM VALUE"
                        + " VALUES (" + FINDING_OF_B + ", 'tenant-b', 'fork', 'LOCKER-OF-B', 'x', '{}', now(), now())");
        TestDatabase.run(
                database,
                "INSERT INTO entity (tenant, type, key, version, data, hlc, device, run_from, updated_at)"
                        + " VALUES ('tenant-b', 'profile', '" + ENTITY_OF_B + "', 1, '{\"name\":\"secret-of-b\"}', 1,"
                        + " 'LOCKER-OF-B', 1, now());"
                        + " INSERT INTO conflict (tenant, id, type, key, change_id, device, epoch, lane, seq, op, base_version,"
                        + " current_version, incoming, tier, rule, confidence, outcome, raised_at) VALUES ('tenant-b', '"
                        + CONFLICT_OF_B + "', 'profile', '" + ENTITY_OF_B + "', gen_random_uuid(), 'LOCKER-OF-B',"
                        + " gen_random_uuid(), 5, 1, 'UPDATE', 0, 1, '{}', 3, 'manual', 1, 'pending', now());"
                        + " INSERT INTO device_group (tenant, name, device) VALUES ('tenant-b', '" + GROUP_OF_B
                        + "', 'LOCKER-OF-B')");
        String core =
                "INSERT INTO entity (tenant, type, key, version, data, audience, hlc, device, run_from, updated_at)"
                        + " VALUES ('tenant-b', '%s', '%s', 1, '%s', 'd:LOCKER-OF-B', 1, 'hub', 1, now())";
        TestDatabase.run(
                database,
                core.formatted(
                        "command",
                        COMMAND_OF_B,
                        "{\"device\":\"LOCKER-OF-B\",\"epoch\":\"" + COMMAND_OF_B
                                + "\",\"issued_ms\":1,\"expires_s\":1,"
                                + "\"by\":\"secret-of-b\",\"do\":\"open\",\"compartment\":\"7\"}"));
        TestDatabase.run(
                database,
                core.formatted(
                        "pickup",
                        PACKAGE_OF_B,
                        "{\"device\":\"LOCKER-OF-B\",\"secret\":\"" + "0b".repeat(20) + "\",\"issued\":1}"));
        adminOfA = added("anna-of-a", "tenant-a");
        String adminOfB = added(OPERATOR_OF_B, "tenant-b");
        keyOfB = made(send(
                        adminOfB,
                        "POST",
                        "/v1/api-keys",
                        new JsonObject().put("name", "key of b").put("role", "viewer")))
                .getString("id");
        attacks = attacks();
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    private List<Attack> attacks() {
        JsonObject admitted = new JsonObject().put("ttl_s", 60);
        JsonObject document = new JsonObject().put("data", new JsonObject().put("name", "mine"));
        JsonObject changed = new JsonObject().put("role", "viewer");
        return List.of(
                Attack.of("GET", "/v1/events", 200),
                Attack.of("GET", "/v1/lockers", 200),
                Attack.of("GET", "/v1/lockers/" + LOCKER_OF_B, 404),
                Attack.of("POST", "/v1/lockers/" + LOCKER_OF_B + "/revoke", 404),
                new Attack("POST", "/v1/lockers/" + LOCKER_OF_B + "/admit", 404, admitted),
                Attack.of("POST", "/v1/lockers/" + LOCKER_OF_B + "/tokens", 201),
                Attack.of("GET", "/v1/packages/" + PACKAGE_OF_B, 404),
                Attack.of("GET", "/v1/packages/" + PACKAGE_OF_B + "/custody", 404),
                Attack.of("GET", "/v1/findings?state=all", 200),
                new Attack(
                        "POST", "/v1/findings/" + FINDING_OF_B + "/close", 404, new JsonObject().put("reason", "mine")),
                Attack.of("GET", "/v1/presence", 200),
                Attack.of("GET", "/v1/presence/" + LOCKER_OF_B, 404),
                new Attack("POST", "/v1/triggers", 404, new JsonObject().put("device", LOCKER_OF_B)),
                Attack.of("GET", "/v1/commands", 200),
                Attack.of("GET", "/v1/commands?device=" + LOCKER_OF_B, 200),
                Attack.of("GET", "/v1/commands/" + COMMAND_OF_B, 404),
                new Attack(
                        "POST",
                        "/v1/commands",
                        404,
                        new JsonObject()
                                .put("device", LOCKER_OF_B)
                                .put("do", "open")
                                .put("compartment", "7")),
                Attack.of("DELETE", "/v1/commands/" + COMMAND_OF_B, 404),
                Attack.of("POST", "/v1/packages/" + PACKAGE_OF_B + "/codes", 404),
                Attack.of("DELETE", "/v1/packages/" + PACKAGE_OF_B + "/codes", 404),
                new Attack("POST", "/v1/packages/PKG-OF-A/codes", 404, new JsonObject().put("device", LOCKER_OF_B)),
                Attack.of("GET", "/v1/packages/" + PACKAGE_OF_B + "/pickup", 404),
                Attack.of("GET", "/v1/entities/profile?deleted=true", 200),
                Attack.of("GET", "/v1/entities/profile/" + ENTITY_OF_B, 404),
                Attack.of("GET", "/v1/entities/profile/" + ENTITY_OF_B + "/versions", 200),
                new Attack("PATCH", "/v1/entities/profile/" + ENTITY_OF_B, 404, document),
                Attack.of("DELETE", "/v1/entities/profile/" + ENTITY_OF_B, 404),
                new Attack("PUT", "/v1/entities/profile/" + ENTITY_OF_B, 201, document),
                Attack.of("GET", "/v1/conflicts?state=all", 200),
                Attack.of("GET", "/v1/conflicts/" + CONFLICT_OF_B, 404),
                new Attack(
                        "POST",
                        "/v1/conflicts/" + CONFLICT_OF_B + "/resolve",
                        404,
                        new JsonObject().put("use", "incoming").put("version", 1)),
                Attack.of("GET", "/v1/groups/" + GROUP_OF_B + "/devices", 200),
                Attack.of("GET", "/v1/groups/" + GROUP_OF_B + "/devices/" + LOCKER_OF_B, 404),
                Attack.of("PUT", "/v1/groups/" + GROUP_OF_B + "/devices/" + LOCKER_OF_B, 404),
                Attack.of("DELETE", "/v1/groups/" + GROUP_OF_B + "/devices/" + LOCKER_OF_B, 404),
                Attack.of("GET", "/v1/operators", 200),
                Attack.of("GET", "/v1/operators/" + OPERATOR_OF_B, 404),
                new Attack("PATCH", "/v1/operators/" + OPERATOR_OF_B, 404, changed),
                Attack.of("DELETE", "/v1/operators/" + OPERATOR_OF_B, 404),
                Attack.of("GET", "/v1/api-keys", 200),
                Attack.of("DELETE", "/v1/api-keys/" + keyOfB, 404),
                Attack.of("GET", "/v1/whoami", 200));
    }

    @Test
    void whatBelongsToBIsNotThereForA() throws Exception {
        // Given
        String before = rowsOfB();
        List<String> answers = new ArrayList<>();
        List<String> leaks = new ArrayList<>();

        // When
        for (Attack attack : attacks) {
            HttpResponse<String> answer = send(adminOfA, attack.method(), attack.path(), attack.body());
            answers.add(attack.method() + " " + attack.path() + " " + answer.statusCode());
            if (answer.statusCode() < 400 && tells(answer.body(), attack)) {
                leaks.add(attack.path() + ": " + answer.body());
            }
        }

        // Then
        assertThat(answers)
                .containsExactlyElementsOf(attacks.stream()
                        .map(attack -> attack.method() + " " + attack.path() + " " + attack.status())
                        .toList());
        assertThat(leaks).isEmpty();
        assertThat(rowsOfB()).isEqualTo(before);
    }

    @Test
    void noParameterAndNoFieldMovesARequestOfAToB() throws Exception {
        // Given
        String before = rowsOfB();
        List<String> let = new ArrayList<>();

        // When
        for (Attack attack : attacks.stream().map(Attack::inTheNameOfB).toList()) {
            HttpResponse<String> answer = send(adminOfA, attack.method(), attack.path(), attack.body());
            boolean refused = Set.of(400, 403, 404).contains(answer.statusCode());
            if (!refused && tells(answer.body(), attack)) {
                let.add(attack.method() + " " + attack.path() + " " + answer.statusCode() + " " + answer.body());
            }
        }

        // Then
        assertThat(let).isEmpty();
        assertThat(rowsOfB()).isEqualTo(before);
    }

    @Test
    void everyPathOfTheHubIsAttackedHere() {
        // Given
        Predicate<String> attacked = path -> attacks.stream()
                .anyMatch(attack -> Pattern.compile(path.replaceAll(":[a-z_]*", "[^/]*"))
                        .matcher(attack.path())
                        .lookingAt());

        // When
        Set<String> forgotten = new TreeSet<>(pathsInTheSource());
        forgotten.removeAll(NOT_AN_OPERATORS);
        forgotten.removeIf(attacked);

        // Then
        assertThat(forgotten).isEmpty();
    }

    /** Whether an answer names what A cannot know: what is in the question itself tells nothing. */
    private boolean tells(String body, Attack attack) {
        return Stream.of(
                        LOCKER_OF_B,
                        PACKAGE_OF_B,
                        OPERATOR_OF_B,
                        keyOfB,
                        "key of b",
                        ENTITY_OF_B,
                        "secret-of-b",
                        CONFLICT_OF_B,
                        COMMAND_OF_B,
                        "0b".repeat(20),
                        GROUP_OF_B,
                        B.value())
                .filter(word -> !attack.path().contains(word))
                .anyMatch(body::contains);
    }

    private static Set<String> pathsInTheSource() {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java", "ghosthunter", "hub"))) {
            Set<String> paths = new TreeSet<>();
            for (Path file : files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("AccessRules.java"))
                    .toList()) {
                Matcher literal = PATH.matcher(Files.readString(file));
                while (literal.find()) {
                    paths.add(literal.group(1));
                }
            }
            assertThat(paths).contains("/v1/lockers/:code/revoke", "/v1/events");
            return paths;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All rows of B in all tables that have a tenant, the audit apart: what A tried stands there, in A's rows. */
    private String rowsOfB() throws SQLException {
        StringBuilder rows = new StringBuilder();
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement()) {
            for (String table : tables(statement)) {
                try (ResultSet row =
                        statement.executeQuery("SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') FROM "
                                + table + " t WHERE tenant = 'tenant-b'")) {
                    assertThat(row.next()).isTrue();
                    rows.append(table).append(": ").append(row.getString(1)).append('\n');
                }
            }
        }
        assertThat(rows.toString())
                .contains(
                        LOCKER_OF_B, PACKAGE_OF_B, OPERATOR_OF_B, "key of b", "secret-of-b", CONFLICT_OF_B, GROUP_OF_B);
        return rows.toString();
    }

    private static List<String> tables(Statement statement) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("SELECT table_name FROM information_schema.columns "
                + "WHERE table_schema = 'public' AND column_name = 'tenant' ORDER BY 1")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }

    /** Adds a tenant admin and signs in as it. */
    private String added(String name, String tenant) throws Exception {
        JsonObject credential = new JsonObject().put("name", name).put("password", RunningHub.PASSWORD);
        JsonObject unused = made(send(
                hub.admin(),
                "POST",
                "/v1/operators",
                credential.copy().put("role", "tenant-admin").put("tenant", tenant)));
        return new JsonObject(
                        hub.send(hub.json("POST", "/v1/login", credential)).body())
                .getString("access_token");
    }

    private static JsonObject made(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonObject(answer.body());
    }

    private HttpResponse<String> send(String token, String method, String path, JsonObject body) throws Exception {
        return hub.send(RunningHub.as(token, hub.json(method, path, body)));
    }
}
