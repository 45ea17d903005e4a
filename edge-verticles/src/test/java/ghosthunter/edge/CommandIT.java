package ghosthunter.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.edge.Cli.Result;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about packages where no daemon runs: what they print, and what a person sees in the file. */
class CommandIT {
    @TempDir
    private Path directory;

    private Cli cli;

    @BeforeEach
    void commandLine() {
        cli = new Cli(directory);
    }

    @Test
    void aDropOffIsQueued() {
        // When
        Result result = cli.run("dropoff", "PKG-1001", "--compartment", "A-07");

        // Then
        assertThat(result.err()).containsExactly("new store: " + cli.database());
        assertThat(result.out()).containsExactly("Package queued: id=1, tracking_id=PKG-1001, locker=LOCKER-001");
        assertThat(result.exit()).isZero();
        assertThat(cli.query("SELECT id, tracking_id, locker_id, status, sync_attempt_count, last_sync_attempt,"
                        + " compartment FROM package"))
                .containsExactly("1|PKG-1001|LOCKER-001|pending|0|null|A-07");
    }

    @Test
    void withoutAnArgumentTheTrackingIdIsAFreshUuid() {
        // When
        Result first = cli.run("dropoff");
        Result second = cli.run("dropoff");

        // Then
        String line = "Package queued: id=%d, tracking_id=([0-9a-f-]{36}), locker=LOCKER-001";
        assertThat(first.out()).singleElement().asString().matches(line.formatted(1));
        assertThat(second.out()).singleElement().asString().matches(line.formatted(2));
        assertThat(cli.query("SELECT DISTINCT tracking_id FROM package"))
                .hasSize(2)
                .allSatisfy(id -> assertThat(UUID.fromString(id).version()).isEqualTo(4));
    }

    @Test
    void aTrackingIdIsRecordedOnce() {
        // Given
        cli.run("dropoff", "PKG-1001");

        // When
        Result again = cli.run("dropoff", "PKG-1001");

        // Then
        assertThat(again).isEqualTo(refused("tracking id PKG-1001 is recorded here already"));
        assertThat(cli.query("SELECT count(*), (SELECT count(*) FROM outbox) FROM package"))
                .containsExactly("1|2");
    }

    @Test
    void aPackageIsPickedUpOnce() {
        // Given
        cli.run("dropoff", "PKG-1001");

        // When
        Result taken = cli.run("pickup", "PKG-1001");
        Result again = cli.run("pickup", "PKG-1001");

        // Then
        assertThat(taken.out()).containsExactly("Package picked up: id=1, tracking_id=PKG-1001, locker=LOCKER-001");
        assertThat(taken.exit()).isZero();
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).singleElement().asString().startsWith("package PKG-1001 was picked up at 20");
    }

    @Test
    void anUnknownPackageIsNeitherPickedUpNorShown() {
        cli.run("dropoff", "PKG-1");
        assertThat(cli.run("pickup", "PKG-9")).isEqualTo(refused("no package PKG-9 was dropped off here"));
        assertThat(cli.run("custody", "PKG-9")).isEqualTo(refused("no package PKG-9 was dropped off here"));
        assertThat(cli.query("SELECT count(*) FROM package")).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "sync", "custody PKG-1", "pickup PKG-1"})
    void whereThereIsNoStoreNoneIsMadeByLooking(String command) throws Exception {
        // When
        Result result = cli.run(command.split(" "));

        // Then
        assertThat(result)
                .isEqualTo(
                        refused("there is no store at " + cli.database() + ": check SQLITE_PATH and the directory that"
                                + " you are in; on a new locker 'edge.jar run' or 'edge.jar dropoff' makes it"));
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("edge.yaml");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "PKG-\uFFFD"})
    void aTrackingIdThatIsNoneIsAnErrorOfTheCommandLine(String trackingId) {
        // When
        Result result = cli.run("dropoff", trackingId);

        // Then
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).hasSize(2).first().asString().startsWith("The tracking id ");
        assertThat(result.err()).last().isEqualTo("Usage: java -jar edge.jar dropoff --help");
        assertThat(cli.database()).doesNotExist();
    }

    @Test
    void whatNoChangeCanSayIsRefusedAndLeavesNothing() {
        Result tooLong = cli.run("dropoff", "P".repeat(201));
        assertThat(tooLong.err())
                .containsExactly("new store: " + cli.database(), "'key' must have 1 to 200 characters");
        assertThat(tooLong.exit()).isEqualTo(1);
        assertThat(cli.run("dropoff", "PKG-1", "--compartment", "C".repeat(33)).exit())
                .isEqualTo(1);
        assertThat(cli.query("SELECT count(*) FROM package")).containsExactly("0");
    }

    @Test
    void statusShowsWhatIsPending() {
        // Given
        cli.run("dropoff", "PKG-1001");

        // When
        Result result = cli.run("status");

        // Then
        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .startsWith(
                        "Locker:        LOCKER-001, tenant default, not enrolled",
                        "Daemon:        not running",
                        "Packages:      1, pending 1",
                        "Changes:       2, pending 2",
                        "Exchanges:     0",
                        "Last receipt:  never",
                        "Last error:    this device is not enrolled: get a token at the hub, then run 'edge.jar enroll TOKEN'");
        assertThat(result.out().get(7)).matches("Epoch:         [0-9a-f-]{36}");
        assertThat(result.out().get(8)).matches("Head:          critical 2 [A-Za-z0-9_-]{12}…");
        JsonObject json =
                new JsonObject(String.join("\n", cli.run("status", "--json").out()));
        assertThat(json.getJsonObject("packages").getInteger("pending")).isEqualTo(1);
        assertThat(json.getJsonArray("heads").getJsonObject(0).getInteger("seq"))
                .isEqualTo(2);
    }

    @Test
    void custodyShowsEachStepWithItsTime() {
        // Given
        cli.run("dropoff", "PKG-1001", "--compartment", "A-07");
        cli.run("pickup", "PKG-1001");

        // When
        Result result = cli.run("custody", "PKG-1001");

        // Then
        String time = "20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,12}Z +";
        assertThat(result.out()).hasSize(5);
        assertThat(result.out().get(0)).isEqualTo("PKG-1001: picked up, pending, id=1, locker=LOCKER-001, attempts=0");
        assertThat(result.out().get(1)).matches("TIME +STEP +DETAIL");
        assertThat(result.out().get(2)).matches(time + "door-closed +in A-07");
        assertThat(result.out().get(3)).matches(time + "recorded +in SQLite, id 1");
        assertThat(result.out().get(4)).matches(time + "picked-up");
        String json = String.join("\n", cli.run("custody", "PKG-1001", "--json").out());
        assertThat(new JsonObject(json).getJsonArray("steps")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "enroll", "rotate-key", "dropoff", "pickup", "sync", "status", "custody", "import"})
    void everyCommandExplainsItselfWithAnExample(String command) {
        // When
        Result help = cli.run(command, "--help");

        // Then
        assertThat(help.exit()).isZero();
        assertThat(help.out())
                .contains("Examples:")
                .anyMatch(line -> line.matches(" +.*java -jar edge.jar " + command + ".*"));
        assertThat(help.out()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void theListOfCommandsSaysEachInWholeSentences() {
        // When
        String help = String.join("\n", cli.run("--help").out());

        // Then
        String list = help.substring(help.indexOf("Commands:\n") + 10, help.indexOf("\n\nExit codes:"));
        List<String> commands = List.of(list.split("\n(?=  \\S)"));
        assertThat(commands)
                .hasSize(10)
                .allSatisfy(command -> assertThat(command).matches("(?s)  [a-z-]+ +[A-Z].*\\."));
        assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void aCommandThatThereIsNotIsAnErrorOfTheCommandLine() {
        assertThat(cli.run("nonsense").exit()).isEqualTo(2);
        assertThat(EdgeMain.commandLine().execute()).isEqualTo(2);
    }

    @Test
    void theFileIsClosedWhenACommandEnds() throws Exception {
        // When
        cli.run("dropoff", "PKG-1001");

        // Then
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("edge.yaml", "locker.db", "locker.db.lock");
        }
        assertThat(directory.resolve("locker.db.lock")).isEmptyFile();
    }

    static Result refused(String line) {
        return new Result(1, java.util.List.of(), java.util.List.of(line));
    }
}
