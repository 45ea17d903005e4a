package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.key.EnrollmentUrl;
import ghosthunter.hub.RunningHub.Enrolled;
import ghosthunter.hub.directory.EnrollmentToken;
import ghosthunter.hub.http.Exchanges;
import ghosthunter.hub.postgres.EmbeddedDatabase;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as a person types them, beside a hub with a database of its own. */
class CommandsIT {
    private static final Path PROGRAMS =
            Path.of("target", "test-database", "programs").toAbsolutePath();

    @TempDir
    private static Path dataDir;

    private static RunningHub hub;

    @BeforeAll
    static void startHub() throws Exception {
        hub = RunningHub.start(RunningHub.config(null, dataDir, PROGRAMS, 0));
        String unused = hub.admin();
    }

    @AfterAll
    static void stopHub() throws Exception {
        hub.close();
    }

    @Test
    void aTokenThatEnrollPrintsEnrollsItsLockerOnceAndLockersShowsIt() throws Exception {
        // Given
        TypedCommand enroll = TypedCommand.run("enroll", "LOCKER-100", "--config", settings());
        assertThat(enroll.exit()).isZero();
        String token = enroll.line("token: ").substring("token: ".length());
        EnrollmentUrl url = EnrollmentUrl.parse(enroll.line("edge.jar enroll").replaceAll(".*'(.*)'", "$1"));
        assertThat(url.token()).isEqualTo(token);
        assertThat(url.hubKid()).isEqualTo(hub.getJson("/v1/hub-keys").getString("current"));
        DeviceRef device = new DeviceRef(TenantId.DEFAULT, new DeviceId("LOCKER-100"));

        // When
        Enrolled locker = hub.enroll(device, EnrollmentToken.parse(token));

        // Then
        assertThat(hub.sync(Exchanges.dropOffs(locker.hub(), device, locker.key(), "PKG-100")
                                .body())
                        .statusCode())
                .isEqualTo(200);
        TypedCommand lockers = TypedCommand.run("lockers", "--config", settings());
        assertThat(lockers.exit()).isZero();
        assertThat(lockers.out()).startsWith("LOCKER");
        assertThat(lockers.line("LOCKER-100")).contains("locker", "80 %");
    }

    @Test
    void twoThousandTokensAreOneFileForItsOwnerAlone(@TempDir Path handOver) throws Exception {
        // Given
        Path csv = handOver.resolve("lockers.csv");
        String[] command = {
            "enroll",
            "FLEET-0001",
            "--count",
            "2000",
            "--group",
            "north",
            "--csv",
            csv.toString(),
            "--config",
            settings()
        };

        // When
        TypedCommand enroll = TypedCommand.run(command);
        TypedCommand again = TypedCommand.run(command);

        // Then
        assertThat(enroll.exit()).as(enroll.err()).isZero();
        assertThat(enroll.out()).contains("2000 tokens").doesNotContain("gh1.");
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines).hasSize(2001).doesNotHaveDuplicates();
        assertThat(lines.get(0)).isEqualTo("locker,token,url,expires");
        String[] last = lines.get(2000).split(",", -1);
        assertThat(last[0]).isEqualTo("FLEET-2000");
        assertThat(EnrollmentUrl.parse(last[2]).token()).isEqualTo(last[1]);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(csv)))
                .isEqualTo("rw-------");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("is there already");
        assertThat(Files.readAllLines(csv)).isEqualTo(lines);
        DeviceRef device = new DeviceRef(TenantId.DEFAULT, new DeviceId("FLEET-2000"));
        Enrolled locker = hub.enroll(device, EnrollmentToken.parse(last[1]));
        assertThat(hub.getJson("/v1/lockers/FLEET-2000").getString("group")).isEqualTo("north");
        assertThat(TypedCommand.run("revoke", "FLEET-2000", "--config", settings())
                        .out())
                .contains("revoked: key " + locker.key().verifyKey().kid());
        assertThat(TypedCommand.run("revoke", "FLEET-1999", "--config", settings())
                        .err())
                .contains("has no key");
    }

    @Test
    void theHubsKeysRotateWhileItRuns() throws Exception {
        // Given
        String before = hub.getJson("/v1/hub-keys").getString("current");

        // When
        TypedCommand rotate = TypedCommand.run("keys", "rotate", "--config", settings());

        // Then
        assertThat(rotate.exit()).as(rotate.err()).isZero();
        assertThat(rotate.line("rotated: ")).contains(before);
        assertThat(TypedCommand.run("keys", "list", "--config", settings()).line(before))
                .contains("retired");
        await().until(() -> !hub.getJson("/v1/hub-keys").getString("current").equals(before));
        assertThat(hub.getJson("/v1/events").encode()).contains("hub.jar keys rotate");
        assertThat(TypedCommand.run("keys").exit()).isEqualTo(2);
    }

    @Test
    void migrateBesideARunningHubSaysThatAllIsUpToDate() throws Exception {
        // When
        TypedCommand migrate = TypedCommand.run("migrate", "--config", settings());

        // Then
        assertThat(migrate.err()).isEmpty();
        assertThat(migrate.exit()).isZero();
        assertThat(migrate.out()).contains("is up to date");
    }

    @Test
    void whatBreaksARuleIsListedShownReviewedAndGivenUp() throws Exception {
        // Given
        Enrolled locker = hub.enroll(EmbeddedDatabase.running(dataDir).orElseThrow(), "LOCKER-200");
        String poison = Exchanges.line("PKG-200", "EXPLODE", "{}");
        String change = new JsonObject(poison).getString("id");
        String dropOff = Exchanges.line("PKG-200", PackageFact.DROP_OFF, PackageFact.dropOffJson("A1", null, 0));
        Exchanges.Signed exchange = Exchanges.lines(locker.hub(), locker.device(), locker.key(), poison, dropOff);
        assertThat(hub.sync(exchange.body()).statusCode()).isEqualTo(200);

        // When
        TypedCommand list = TypedCommand.run("quarantine", "--locker", "LOCKER-200", "--config", settings());
        TypedCommand show = TypedCommand.run("quarantine", "show", change, "--config", settings());
        TypedCommand review = TypedCommand.run("quarantine", "review", "LOCKER-200", "--config", settings());
        TypedCommand dismiss = TypedCommand.run("quarantine", "dismiss", change, "--config", settings());
        TypedCommand again = TypedCommand.run("quarantine", "dismiss", change, "--config", settings());
        TypedCommand shownAgain = TypedCommand.run("quarantine", "show", change, "--config", settings());
        TypedCommand empty = TypedCommand.run("quarantine", "--locker", "LOCKER-200", "--config", settings());
        TypedCommand audit = TypedCommand.run("audit", "--config", settings());

        // Then
        assertThat(list.line("LOCKER-200")).isNotNull();
        assertThat(list.out().lines().toList()).hasSize(3);
        assertThat(list.out()).contains(change, "PKG-200", "EXPLODE", "waits behind an earlier change");
        assertThat(show.out()).contains("waits since", "line      " + poison);
        assertThat(review.exit()).isEqualTo(1);
        assertThat(review.out()).contains("LOCKER-200: 0 of 2 left the quarantine", "still waiting: 2");
        assertThat(dismiss.exit()).isZero();
        assertThat(dismiss.out()).startsWith("dismissed " + change + ": package PKG-200 of LOCKER-200");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err().strip()).isEqualTo("change " + change + " does not wait in quarantine");
        assertThat(shownAgain.out()).contains("state     dismissed");
        assertThat(empty.out().strip()).isEqualTo("nothing waits in quarantine");
        assertThat(hub.getJson("/v1/events").encode())
                .contains("hub.jar quarantine review LOCKER-200", "hub.jar quarantine dismiss LOCKER-200");
        assertThat(hub.getJson("/v1/packages/PKG-200").getString("status")).isEqualTo("synced");
        assertThat(audit.exit()).as(audit.out()).isZero();
        assertThat(audit.out()).contains("faults=0");
    }

    @Test
    void anOperatorThatIsAddedSignsInUntilItIsLocked() throws Exception {
        // Given
        TypedCommand add = TypedCommand.run("operator", "add", "vera", "--config", settings());
        assertThat(add.exit()).as(add.err()).isZero();
        String password = add.line("password: ").substring("password: ".length());
        JsonObject credential = new JsonObject().put("name", "vera").put("password", password);

        // When
        int before = hub.send(hub.json("POST", "/v1/login", credential)).statusCode();
        TypedCommand list = TypedCommand.run("operator", "--config", settings());
        TypedCommand lock = TypedCommand.run("operator", "lock", "vera", "--config", settings());
        int locked = hub.send(hub.json("POST", "/v1/login", credential)).statusCode();
        TypedCommand unlock = TypedCommand.run("operator", "unlock", "vera", "--config", settings());
        int after = hub.send(hub.json("POST", "/v1/login", credential)).statusCode();
        TypedCommand again = TypedCommand.run("operator", "add", "vera", "--config", settings());

        // Then
        assertThat(List.of(before, locked, after)).containsExactly(200, 401, 200);
        assertThat(list.line("vera")).contains("viewer", "default", "active");
        assertThat(lock.exit() + unlock.exit()).isZero();
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err().strip()).isEqualTo("there is an operator vera");
    }

    @Test
    void anApiKeyThatIsMadeReadsUntilItIsRevokedAndTheAuditHasBoth() throws Exception {
        // Given
        TypedCommand add = TypedCommand.run("api-key", "add", "grafana", "--config", settings());
        assertThat(add.exit()).as(add.err()).isZero();
        String key = add.line("key: ").substring("key: ".length());
        String id = add.line("id: ").substring("id: ".length());

        // When
        int before = hub.send(RunningHub.as(key, hub.request("/v1/lockers"))).statusCode();
        TypedCommand revoke = TypedCommand.run("api-key", "revoke", id, "--config", settings());
        int after = hub.send(RunningHub.as(key, hub.request("/v1/lockers"))).statusCode();
        TypedCommand list = TypedCommand.run("api-key", "--config", settings());

        // Then
        assertThat(List.of(before, after)).containsExactly(200, 401);
        assertThat(revoke.exit()).isZero();
        assertThat(list.out()).contains(id, "grafana").doesNotContain(key);
        String events = hub.getJson("/v1/events").encode();
        assertThat(events).contains("hub.jar api-key add grafana", "hub.jar api-key revoke " + id, "\"command\"");
        assertThat(events).doesNotContain(key);
    }

    @Test
    void aChangeThatNeverWaitedIsToldInOneLine() throws Exception {
        // When
        TypedCommand show = TypedCommand.run("quarantine", "show", new UUID(1, 2).toString(), "--config", settings());

        // Then
        assertThat(show.exit()).isEqualTo(1);
        assertThat(show.err().lines()).hasSize(1);
    }

    @Test
    void aCommandWithoutARunningHubStartsTheDatabaseForItself(@TempDir Path other) throws Exception {
        // When
        TypedCommand migrate = TypedCommand.run("migrate", "--config", settings(other));
        TypedCommand lockers = TypedCommand.run("lockers", "--config", settings(other));

        // Then
        assertThat(migrate.exit()).as(migrate.err()).isZero();
        assertThat(migrate.out()).contains("migrations applied");
        assertThat(lockers.exit()).as(lockers.err()).isZero();
        assertThat(lockers.err()).contains("no hub is running on " + other);
        assertThat(lockers.out()).startsWith("LOCKER");
        assertThat(EmbeddedDatabase.running(other)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enroll LOCKER-001",
                "revoke LOCKER-001",
                "admit LOCKER-001",
                "keys list",
                "keys rotate",
                "lockers",
                "audit",
                "quarantine",
                "operator",
                "api-key",
                "tenant list",
                "tenant add acme"
            })
    void aCommandWhereNoHubHasRunSaysSoAndMakesNothing(String command, @TempDir Path elsewhere) throws Exception {
        // Given
        String settings = settings(elsewhere);

        // When
        TypedCommand ran = TypedCommand.run((command + " --config " + settings).split(" ", -1));

        // Then
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("no hub has run in " + elsewhere, "set DATA_DIR to the hub's");
        assertThat(elsewhere).isDirectoryContaining(file -> file.endsWith("hub.yaml"));
        assertThat(elsewhere.toFile().list()).hasSize(1);
    }

    @Test
    void whatCommandsDoIsInTheAudit() throws Exception {
        // Given
        Enrolled locker = hub.enroll(EmbeddedDatabase.running(dataDir).orElseThrow(), "LOCKER-300");

        // When
        List<TypedCommand> ran = List.of(
                TypedCommand.run("enroll", "LOCKER-301", "--config", settings()),
                TypedCommand.run("revoke", "LOCKER-300", "--config", settings()),
                TypedCommand.run("admit", "LOCKER-300", "--ttl", "PT1M", "--config", settings()),
                TypedCommand.run("tenant", "add", "acme", "--config", settings()));

        // Then
        assertThat(ran)
                .allSatisfy(each -> assertThat(each.exit()).as(each.err()).isZero());
        List<String> done = hub.getJson("/v1/events").getJsonArray("events").stream()
                .map(JsonObject.class::cast)
                .filter(event -> event.getString("stage").equals("done"))
                .filter(event -> event.getString("actor_kind").equals("command"))
                .filter(event -> event.getString("actor").equals(System.getProperty("user.name")))
                .map(event -> event.getString("action"))
                .toList();
        assertThat(done)
                .contains(
                        "hub.jar enroll LOCKER-301",
                        "hub.jar revoke " + locker.device().device(),
                        "hub.jar admit LOCKER-300",
                        "hub.jar tenant add acme");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsOneClearLine(@TempDir Path other) throws Exception {
        // Given
        Path file = Files.writeString(
                other.resolve("hub.yaml"), "database:\n  url: postgres://hub:geheim@127.0.0.1:1/packages\n");

        for (String command : List.of("lockers", "audit", "migrate", "quarantine")) {
            // When
            TypedCommand ran = TypedCommand.run(command, "--config", file.toString());

            // Then
            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.err().lines()).hasSize(1);
            assertThat(ran.err()).contains("127.0.0.1:1").doesNotContain("geheim");
        }
    }

    @Test
    void aWrongCommandLineOrWrongSettingsAreTwo() throws Exception {
        // Given
        Path wrong = Files.writeString(dataDir.resolve("wrong.yaml"), "http:\n  prot: 8080\n");

        // Then
        assertThat(TypedCommand.run("enroll").exit()).isEqualTo(2);
        assertThat(TypedCommand.run("enroll", "not a code!").exit()).isEqualTo(2);
        assertThat(TypedCommand.run("lockers", "--tenant", "").exit()).isEqualTo(2);
        assertThat(TypedCommand.run("quarantine", "show", "x").exit()).isEqualTo(2);
        assertThat(TypedCommand.run("operator", "add", "No Name").exit()).isEqualTo(2);
        assertThat(TypedCommand.run("operator", "add", "vera", "--role", "king").exit())
                .isEqualTo(2);
        assertThat(TypedCommand.run("operator", "add", "vera", "--role", "system-admin", "--tenant", "default")
                        .exit())
                .isEqualTo(2);
        assertThat(TypedCommand.run("api-key", "revoke", "x").exit()).isEqualTo(2);
        TypedCommand misspelt = TypedCommand.run("lockers", "--config", wrong.toString());
        assertThat(misspelt.exit()).isEqualTo(2);
        assertThat(misspelt.err()).contains("http.prot");
    }

    private static String settings() throws Exception {
        return settings(dataDir);
    }

    private static String settings(Path dir) throws Exception {
        String yaml = """
                data_dir: %s
                embedded_postgres:
                  port: 0
                  program_dir: %s
                """.formatted(dir, PROGRAMS);
        return Files.writeString(dir.resolve("hub.yaml"), yaml).toString();
    }
}
