package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.hub.http.HttpLimits;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators over HTTP, against a whole node. */
class OperatorsApiIT {
    @TempDir
    private Path dataDir;

    private DatabaseUrl database;
    private RunningHub hub;

    @BeforeEach
    void startHub() throws Exception {
        database = TestDatabase.empty();
        hub = RunningHub.start(RunningHub.config(database, dataDir, dataDir, 0));
    }

    @AfterEach
    void stopHub() throws Exception {
        hub.close();
    }

    @Test
    void eachRoleDoesWhatItMayAndNothingMore() throws Exception {
        // Given
        List<String> tokens = new ArrayList<>();
        for (String role : List.of("viewer", "operator", "tenant-admin")) {
            tokens.add(added(role, role, null));
        }
        tokens.add(hub.admin());
        List<String> requests = List.of(
                "GET /v1/whoami",
                "GET /v1/lockers",
                "POST /v1/lockers/L/none",
                "GET /v1/operators",
                "GET /v1/api-keys",
                "GET /v1/events",
                "GET /v1/none");
        List<List<Integer>> answers = new ArrayList<>();

        // When
        for (String request : requests) {
            List<Integer> statuses = new ArrayList<>();
            for (String token : tokens) {
                statuses.add(status(token, request));
            }
            answers.add(statuses);
        }

        // Then
        assertThat(answers)
                .containsExactly(
                        List.of(200, 200, 200, 200),
                        List.of(200, 200, 200, 200),
                        List.of(403, 404, 404, 404),
                        List.of(403, 403, 200, 200),
                        List.of(403, 403, 200, 200),
                        List.of(403, 403, 200, 200),
                        List.of(403, 403, 403, 404));
    }

    @Test
    void aTenantAdminSeesAndChangesNothingOfAnotherTenant() throws Exception {
        // Given
        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO tenant (id, name) VALUES ('b', 'B')");
        }
        String a = added("admin-a", "tenant-admin", null);
        String b = added("admin-b", "tenant-admin", "b");
        String viewerOfB = added("vera-b", "viewer", "b");
        JsonObject key = made(b, new JsonObject().put("name", "of b").put("role", "viewer"));

        // Then
        assertThat(key.getString("tenant")).isEqualTo("b");
        assertThat(status(viewerOfB, "GET /v1/lockers?tenant=default")).isEqualTo(403);
        assertThat(status(key.getString("key"), "GET /v1/lockers")).isEqualTo(200);
        assertThat(status(key.getString("key"), "GET /v1/lockers?tenant=default"))
                .isEqualTo(403);
        assertThat(status(a, "GET /v1/operators/vera-b")).isEqualTo(404);
        assertThat(status(a, "DELETE /v1/operators/vera-b")).isEqualTo(404);
        assertThat(status(a, "DELETE /v1/api-keys/" + key.getString("id"))).isEqualTo(404);
        assertThat(text(a, "/v1/operators"))
                .contains("admin-a")
                .doesNotContain("admin-b", "vera-b", "\"name\":\"root\"");
        assertThat(text(a, "/v1/api-keys")).doesNotContain("of b");
        assertThat(text(a, "/v1/events")).doesNotContain("admin-b");
        JsonObject smuggled = operator("x", "viewer").put("tenant", "b");
        assertThat(send(a, "POST", "/v1/operators", smuggled).statusCode()).isEqualTo(403);
        JsonObject root = operator("x", "system-admin");
        assertThat(send(a, "POST", "/v1/operators", root).statusCode()).isEqualTo(403);
        JsonObject rootKey = new JsonObject().put("name", "x").put("role", "system-admin");
        assertThat(send(a, "POST", "/v1/api-keys", rootKey).statusCode()).isEqualTo(403);
    }

    @Test
    void anOperatorIsChangedLockedAndRemovedAndTheAuditTellsWithoutSecrets() throws Exception {
        // Given
        String admin = hub.admin();
        String vera = added("vera", "viewer", null);

        // When
        int promoted = send(admin, "PATCH", "/v1/operators/vera", new JsonObject().put("role", "operator"))
                .statusCode();
        int afterChange = status(vera, "GET /v1/lockers");
        String again = login("vera");
        int locked = send(admin, "PATCH", "/v1/operators/vera", new JsonObject().put("locked", true))
                .statusCode();
        int afterLock = status(again, "GET /v1/lockers");
        int removed = status(admin, "DELETE /v1/operators/vera");
        int gone = status(admin, "GET /v1/operators/vera");
        int lastAdmin = status(admin, "DELETE /v1/operators/root");

        // Then
        assertThat(List.of(promoted, afterChange, locked, afterLock, removed, gone, lastAdmin))
                .containsExactly(200, 401, 200, 401, 204, 404, 409);
        await().untilAsserted(() -> assertThat(text(admin, "/v1/events"))
                .contains("POST /v1/bootstrap", "POST /v1/login", "PATCH /v1/operators/vera", "\"status\":409")
                .doesNotContain(RunningHub.PASSWORD));
    }

    @Test
    void aFailedLoginOfAKnownNameIsInTheAuditAndOfAnUnknownOneIsNot() throws Exception {
        // Given
        String admin = hub.admin();
        JsonObject wrong = new JsonObject().put("password", "wrong horse battery");

        // When
        HttpResponse<String> known =
                hub.send(hub.json("POST", "/v1/login", wrong.copy().put("name", "root")));
        HttpResponse<String> unknown =
                hub.send(hub.json("POST", "/v1/login", wrong.copy().put("name", "nobody")));

        // Then
        assertThat(known.statusCode()).isEqualTo(401);
        assertThat(unknown.body()).isEqualTo(known.body());
        assertThat(unknown.statusCode()).isEqualTo(known.statusCode());
        await().untilAsserted(() -> assertThat(text(admin, "/v1/events"))
                .contains("\"stage\":\"refused\"", "\"detail\":{\"name\":\"root\"}")
                .doesNotContain("nobody\"}"));
    }

    @Test
    void aSessionIsRefreshedItsPasswordChangedAndSignedOut() throws Exception {
        // Given
        String unused = added("vera", "viewer", null);
        JsonObject first = loggedIn("vera", RunningHub.PASSWORD);

        // When
        JsonObject refreshed = new JsonObject(hub.send(hub.json(
                        "POST", "/v1/token", new JsonObject().put("refresh_token", first.getString("refresh_token"))))
                .body());
        String token = refreshed.getString("access_token");
        JsonObject passwords =
                new JsonObject().put("password", RunningHub.PASSWORD).put("new_password", "another horse battery");
        int changed = send(token, "POST", "/v1/password", passwords).statusCode();
        JsonObject second = loggedIn("vera", "another horse battery");
        int out = status(token, "POST /v1/logout");
        int after = status(token, "GET /v1/whoami");

        // Then
        assertThat(first.getString("token_type")).isEqualTo("Bearer");
        assertThat(first.getLong("expires_in")).isEqualTo(600);
        assertThat(List.of(changed, out, after)).containsExactly(204, 204, 401);
        assertThat(second.getString("role")).isEqualTo("viewer");
    }

    @Test
    void whatIsNoLoginIsAnsweredWithItsProblemAndQuotesNoSecret() throws Exception {
        // When
        HttpResponse<String> noName =
                hub.send(hub.json("POST", "/v1/login", new JsonObject().put("password", "s3cr3t")));
        HttpResponse<String> guessed = hub.send(hub.json("POST", "/v1/bootstrap", first("ghb1." + "A".repeat(43))));
        HttpResponse<String> malformed = hub.send(hub.json("POST", "/v1/bootstrap", first("ghb1.s3cr3t")));
        HttpResponse<String> refresh = hub.send(hub.json(
                "POST", "/v1/token", new JsonObject().put("refresh_token", "ghr1." + "A".repeat(43))));

        // Then
        assertThat(List.of(noName.statusCode(), guessed.statusCode(), malformed.statusCode(), refresh.statusCode()))
                .containsExactly(400, 403, 400, 401);
        assertThat(noName.body() + malformed.body()).doesNotContain("s3cr3t");
    }

    @Test
    void aTenantThatIsAskedForIsTheOnlyOneShownAndAForeignOneIsForbidden() throws Exception {
        // Given
        TestDatabase.run(database, "INSERT INTO tenant (id, name) VALUES ('b', 'B')");
        String a = added("admin-a", "tenant-admin", null);
        String b = added("admin-b", "tenant-admin", "b");
        JsonObject ofA = made(a, new JsonObject().put("name", "key-a").put("role", "viewer"));
        JsonObject ofB = made(b, new JsonObject().put("name", "key-b").put("role", "viewer"));

        // Then
        assertThat(List.of(ofA.getString("tenant"), ofB.getString("tenant"))).containsExactly("default", "b");
        for (String path : List.of("/v1/operators", "/v1/api-keys", "/v1/events")) {
            assertThat(text(hub.admin(), path + "?tenant=b"))
                    .as(path)
                    .contains("-b")
                    .doesNotContain("-a\"", "\"root\"");
            assertThat(text(hub.admin(), path)).as(path).contains("-a\"", "-b");
            assertThat(text(b, path + "?tenant=b")).as(path).contains("-b").doesNotContain("-a\"", "\"root\"");
            assertThat(status(a, "GET " + path + "?tenant=b")).as(path).isEqualTo(403);
            assertThat(status(a, "GET " + path + "?tenant=B!")).as(path).isEqualTo(400);
            assertThat(status(a, "GET " + path + "?tenant=c")).as(path).isEqualTo(403);
            assertThat(status(hub.admin(), "GET " + path + "?tenant=B!"))
                    .as(path)
                    .isEqualTo(400);
            assertThat(text(hub.admin(), path + "?tenant=c")).as(path).contains("there is no tenant c");
        }
        assertThat(status(a, "GET /v1/operators/admin-b?tenant=b")).isEqualTo(403);
        assertThat(status(hub.admin(), "GET /v1/operators/admin-b?tenant=b")).isEqualTo(200);
        assertThat(status(hub.admin(), "GET /v1/operators/admin-b?tenant=default"))
                .isEqualTo(404);
    }

    @Test
    void aTextThatNoDatabaseHoldsIsMalformedAndTheAuditSaysHowItEnded() throws Exception {
        // Given
        JsonObject key = new JsonObject().put("name", "a\0b").put("role", "viewer");
        JsonObject reason = new JsonObject().put("reason", "a\0b");
        JsonObject login = operator("a\0b", "");

        // When
        List<HttpResponse<String>> answers = List.of(
                send(hub.admin(), "POST", "/v1/api-keys", key),
                send(hub.admin(), "POST", "/v1/findings/1/close", reason),
                hub.send(hub.json("POST", "/v1/login", login)));

        // Then
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.body()).contains("malformed-body", "without U+0000"));
        await().untilAsserted(() -> assertThat(events("POST /v1/api-keys", "POST /v1/findings/1/close"))
                .containsExactlyInAnyOrder("asked", "refused", "asked", "refused"));
    }

    @Test
    @Tag("full")
    void anApiKeyThatIsMadeIsShownHoweverLongTheDatabaseAndTheBodyTake() throws Exception {
        // Given
        String body = " ".repeat(3_000)
                + new JsonObject().put("name", "late").put("role", "viewer").encode();
        String head = "POST /v1/api-keys HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: Bearer "
                + hub.admin() + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n";
        Duration longer = Duration.ofMillis(HttpLimits.DEFAULT.lookupWaitMs() + 500);

        try (Connection connection = TestDatabase.connect(database);
                Statement statement = connection.createStatement();
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(),
                        URI.create(hub.node.url()).getPort())) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE api_key IN EXCLUSIVE MODE");
            socket.setSoTimeout(30_000);

            // When
            write(socket, head + body.substring(0, 3_000));
            staysUnanswered(socket, longer);
            write(socket, body.substring(3_000));
            staysUnanswered(socket, longer);
            connection.commit();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            // Then
            assertThat(answer).startsWith("HTTP/1.1 201");
            String key = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n"))).getString("key");
            assertThat(status(key, "GET /v1/lockers")).isEqualTo(200);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static void staysUnanswered(Socket socket, Duration time) {
        await().atMost(time.multipliedBy(4))
                .during(time)
                .until(() -> socket.getInputStream().available() == 0);
    }

    /** The stages in the audit of these actions. */
    private List<String> events(String... actions) throws Exception {
        return new JsonObject(text(hub.admin(), "/v1/events"))
                .getJsonArray("events").stream()
                        .map(JsonObject.class::cast)
                        .filter(event -> List.of(actions).contains(event.getString("action")))
                        .map(event -> event.getString("stage"))
                        .toList();
    }

    private static JsonObject first(String token) {
        return new JsonObject().put("token", token).put("name", "x").put("password", RunningHub.PASSWORD);
    }

    private static JsonObject operator(String name, String role) {
        return new JsonObject()
                .put("name", name)
                .put("password", RunningHub.PASSWORD)
                .put("role", role);
    }

    /** Adds an operator and signs in as it. */
    private String added(String name, String role, @Nullable String tenant) throws Exception {
        JsonObject body = operator(name, role);
        if (tenant != null) {
            body.put("tenant", tenant);
        }
        HttpResponse<String> answer = send(hub.admin(), "POST", "/v1/operators", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return login(name);
    }

    private JsonObject made(String token, JsonObject key) throws Exception {
        HttpResponse<String> answer = send(token, "POST", "/v1/api-keys", key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonObject(answer.body());
    }

    private String login(String name) throws Exception {
        return loggedIn(name, RunningHub.PASSWORD).getString("access_token");
    }

    private JsonObject loggedIn(String name, String password) throws Exception {
        HttpResponse<String> answer = hub.send(
                hub.json("POST", "/v1/login", new JsonObject().put("name", name).put("password", password)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private HttpResponse<String> send(String token, String method, String path, JsonObject body) throws Exception {
        return hub.send(RunningHub.as(token, hub.json(method, path, body)));
    }

    private int status(String token, String request) throws Exception {
        String[] parts = request.split(" ", 2);
        return send(token, parts[0], parts[1], new JsonObject()).statusCode();
    }

    private String text(String token, String path) throws Exception {
        return send(token, "GET", path, new JsonObject()).body();
    }
}
