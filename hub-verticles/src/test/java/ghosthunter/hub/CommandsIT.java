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
import java.io.PrintWriter;
import java.io.StringWriter;
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
import picocli.CommandLine;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "enroll",
                "revoke",
                "admit",
                "keys",
                "lockers",
                "audit",
                "migrate",
                "quarantine",
                "quarantine show",
                "quarantine review",
                "quarantine dismiss",
                "operator",
                "operator add",
                "operator lock",
                "operator unlock",
                "api-key",
                "api-key add",
                "api-key revoke"
            })
    void helpHasExamplesAndExitCodes(String command) {
        // When
        Ran help = run((command + " --help").split(" ", -1));

        // Then
        assertThat(help.exit()).isZero();
        assertThat(help.out())
                .contains("Usage: hub.jar " + command)
                .containsPattern("Examples?:")
                .contains("Exit codes:");
    }

    @Test
    void theHubsHelpNamesEveryCommand() {
        // When
        Ran help = run("--help");

        // Then
        assertThat(help.out()).contains("serve", "enroll", "lockers", "audit", "migrate", "quarantine", "Exit codes:");
    }

    @Test
    void aTokenThatEnrollPrintsEnrollsItsLockerOnceAndLockersShowsIt() throws Exception {
        // Given
        Ran enroll = run("enroll", "LOCKER-100", "--config", settings());
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
        Ran lockers = run("lockers", "--config", settings());
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
        Ran enroll = run(command);
        Ran again = run(command);

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
        assertThat(run("revoke", "FLEET-2000", "--config", settings()).out())
                .contains("revoked: key " + locker.key().verifyKey().kid());
        assertThat(run("revoke", "FLEET-1999", "--config", settings()).err()).contains("has no key");
    }

    @Test
    void theHubsKeysRotateWhileItRuns() throws Exception {
        // Given
        String before = hub.getJson("/v1/hub-keys").getString("current");

        // When
        Ran rotate = run("keys", "rotate", "--config", settings());

        // Then
        assertThat(rotate.exit()).as(rotate.err()).isZero();
        assertThat(rotate.line("rotated: ")).contains(before);
        assertThat(run("keys", "list", "--config", settings()).line(before)).contains("retired");
        await().until(() -> !hub.getJson("/v1/hub-keys").getString("current").equals(before));
        assertThat(run("keys").exit()).isEqualTo(2);
    }

    @Test
    void migrateBesideARunningHubSaysThatAllIsUpToDate() throws Exception {
        // When
        Ran migrate = run("migrate", "--config", settings());

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
        Ran list = run("quarantine", "--locker", "LOCKER-200", "--config", settings());
        Ran show = run("quarantine", "show", change, "--config", settings());
        Ran review = run("quarantine", "review", "LOCKER-200", "--config", settings());
        Ran dismiss = run("quarantine", "dismiss", change, "--config", settings());
        Ran again = run("quarantine", "dismiss", change, "--config", settings());
        Ran shownAgain = run("quarantine", "show", change, "--config", settings());
        Ran empty = run("quarantine", "--locker", "LOCKER-200", "--config", settings());
        Ran audit = run("audit", "--config", settings());

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
        Ran add = run("operator", "add", "vera", "--config", settings());
        assertThat(add.exit()).as(add.err()).isZero();
        String password = add.line("password: ").substring("password: ".length());
        JsonObject credential = new JsonObject().put("name", "vera").put("password", password);

        // When
        int before = hub.send(hub.json("POST", "/v1/login", credential)).statusCode();
        Ran list = run("operator", "--config", settings());
        Ran lock = run("operator", "lock", "vera", "--config", settings());
        int locked = hub.send(hub.json("POST", "/v1/login", credential)).statusCode();
        Ran unlock = run("operator", "unlock", "vera", "--config", settings());
        int after = hub.send(hub.json("POST", "/v1/login", credential)).statusCode();
        Ran again = run("operator", "add", "vera", "--config", settings());

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
        Ran add = run("api-key", "add", "grafana", "--config", settings());
        assertThat(add.exit()).as(add.err()).isZero();
        String key = add.line("key: ").substring("key: ".length());
        String id = add.line("id: ").substring("id: ".length());

        // When
        int before = hub.send(RunningHub.as(key, hub.request("/v1/lockers"))).statusCode();
        Ran revoke = run("api-key", "revoke", id, "--config", settings());
        int after = hub.send(RunningHub.as(key, hub.request("/v1/lockers"))).statusCode();
        Ran list = run("api-key", "--config", settings());

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
        Ran show = run("quarantine", "show", new UUID(1, 2).toString(), "--config", settings());

        // Then
        assertThat(show.exit()).isEqualTo(1);
        assertThat(show.err().lines()).hasSize(1);
    }

    @Test
    void aCommandWithoutARunningHubStartsTheDatabaseForItself(@TempDir Path other) throws Exception {
        // When
        Ran lockers = run("lockers", "--config", settings(other));
        Ran migrate = run("migrate", "--config", settings(other));

        // Then
        assertThat(lockers.exit()).as(lockers.err()).isZero();
        assertThat(lockers.err()).contains("no hub is running on " + other);
        assertThat(lockers.out()).startsWith("LOCKER");
        assertThat(migrate.out()).contains("is up to date");
        assertThat(EmbeddedDatabase.running(other)).isEmpty();
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsOneClearLine(@TempDir Path other) throws Exception {
        // Given
        Path file = Files.writeString(
                other.resolve("hub.yaml"), "database:\n  url: postgres://hub:geheim@127.0.0.1:1/packages\n");

        for (String command : List.of("lockers", "audit", "migrate", "quarantine")) {
            // When
            Ran ran = run(command, "--config", file.toString());

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
        assertThat(run("enroll").exit()).isEqualTo(2);
        assertThat(run("enroll", "not a code!").exit()).isEqualTo(2);
        assertThat(run("lockers", "--tenant", "").exit()).isEqualTo(2);
        assertThat(run("quarantine", "show", "x").exit()).isEqualTo(2);
        assertThat(run("operator", "add", "No Name").exit()).isEqualTo(2);
        assertThat(run("operator", "add", "vera", "--role", "king").exit()).isEqualTo(2);
        assertThat(run("operator", "add", "vera", "--role", "system-admin", "--tenant", "default")
                        .exit())
                .isEqualTo(2);
        assertThat(run("api-key", "revoke", "x").exit()).isEqualTo(2);
        Ran misspelt = run("lockers", "--config", wrong.toString());
        assertThat(misspelt.exit()).isEqualTo(2);
        assertThat(misspelt.err()).contains("http.prot");
    }

    /** What a command printed and returned. */
    private record Ran(int exit, String out, String err) {
        String line(String with) {
            return out.lines()
                    .filter(line -> line.contains(with))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no line with " + with + " in\n" + out));
        }
    }

    private static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = HubMain.commandLine();
        int exit = line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Ran(exit, out.toString(), err.toString());
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
