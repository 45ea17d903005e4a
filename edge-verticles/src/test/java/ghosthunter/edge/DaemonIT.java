package ghosthunter.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.edge.Cli.Result;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real processes beside each other: one of them owns the file, whoever it is. */
class DaemonIT {
    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();
    private CommandHub hub;
    private Cli cli;

    @BeforeEach
    void hub() {
        hub = new CommandHub("LOCKER-001");
        cli = new Cli(directory).withHub(hub.url()).withSettings("sync: {interval_s: 1}");
    }

    @AfterEach
    void stop() throws Exception {
        for (Process process : started) {
            assertThat(process.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        hub.close();
    }

    private Process daemon() throws Exception {
        Process daemon = cli.start("run");
        started.add(daemon);
        BufferedReader out = daemon.inputReader();
        assertThat(out.readLine()).matches("edge ready: LOCKER-001, http://127\\.0\\.0\\.1:\\d+");
        return daemon;
    }

    private Path lock() {
        return directory.resolve("locker.db.lock");
    }

    private void assertWholeChain(int packages) {
        assertThat(cli.query("SELECT count(*) FROM package")).containsExactly(String.valueOf(packages));
        assertThat(cli.query("SELECT count(*), max(seq) FROM outbox"))
                .containsExactly((packages + 1) + "|" + (packages + 1));
    }

    @ParameterizedTest
    @CsvSource({"LOCKER-001, 1", "LOCKER-002, 0"})
    void elsewhereNoSecondStoreOfARunningLockerIsMade(String locker, int exit) throws Exception {
        // Given
        Process daemon = daemon();
        Matcher port = Pattern.compile("port=(\\d+)").matcher(Files.readString(lock()));
        assertThat(port.find()).isTrue();
        Path other = directory.resolve("elsewhere.db");

        // When
        Result result = cli.withEnvironment("SQLITE_PATH", other.toString())
                .withEnvironment("LOCAL_API_PORT", port.group(1))
                .withEnvironment("LOCKER_ID", locker)
                .runProcess("dropoff", "PKG-1");

        // Then
        assertThat(result.exit()).as(result.toString()).isEqualTo(exit);
        String refusal = "LOCKER-001 runs already with the store " + cli.database() + ", and there is none at " + other;
        String said = exit == 1 ? refusal : "new store: " + other;
        assertThat(result.err()).singleElement().asString().startsWith(said);
        assertThat(Files.exists(other)).isEqualTo(exit == 0);
        assertThat(daemon.isAlive()).isTrue();
    }

    @Test
    void commandsGoThroughTheDaemon() throws Exception {
        // Given
        cli.run("enroll", CommandHub.TOKEN);
        Process daemon = daemon();

        // When
        Result dropOff = cli.run("dropoff", "PKG-1001");
        Result pickUp = cli.run("pickup", "PKG-1001");
        Result status = cli.run("status");

        // Then
        assertThat(dropOff.out()).containsExactly("Package queued: id=1, tracking_id=PKG-1001, locker=LOCKER-001");
        assertThat(pickUp.out()).containsExactly("Package picked up: id=1, tracking_id=PKG-1001, locker=LOCKER-001");
        assertThat(status.out().get(1)).matches("Daemon:        http://127\\.0\\.0\\.1:\\d+, waiting, .*");
        assertThat(lock()).content().startsWith("pid=" + daemon.pid() + " port=");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(hub.packages()).containsExactly("CREATE PKG-1001", "PICKUP PKG-1001"));
        assertThat(cli.run("sync")).isEqualTo(new Result(0, List.of("Nothing is pending."), List.of()));
    }

    @Test
    void anImportGoesThroughTheDaemonAndReachesTheHubByItself() throws Exception {
        // Given
        Path old = directory.resolve("old.db");
        Cli.sql(
                old,
                "CREATE TABLE package (id INTEGER PRIMARY KEY, tracking_id TEXT, locker_id TEXT, status TEXT,"
                        + " drop_off_timestamp DATETIME)",
                "INSERT INTO package VALUES (1, 'PKG-old', 'LOCKER-001', 'pending', '2026-02-20 18:00:00')");
        cli.run("enroll", CommandHub.TOKEN);
        Process daemon = daemon();

        // When
        Result result = cli.run("import", old.toString());

        // Then
        assertThat(result.out()).containsExactly("Imported: packages=1, of them pending=1, already here=0");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(hub.ledger()).contains("package CREATE PKG-old 2026-02-20T18:00:00Z"));
        assertThat(daemon.isAlive()).isTrue();
    }

    @Test
    void aDaemonTakesUpAnEnrollmentThatComesLater() throws Exception {
        // Given
        Process daemon = daemon();
        cli.run("dropoff", "PKG-1001");

        // When
        Result enrolled = cli.run("enroll", CommandHub.TOKEN);

        // Then
        assertThat(enrolled.exit()).isZero();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(hub.packages()).containsExactly("CREATE PKG-1001"));
        assertThat(daemon.isAlive()).isTrue();
    }

    @Test
    void aSecondDaemonIsRefusedInOneLine() throws Exception {
        // Given
        Process daemon = daemon();

        // When
        Result second = cli.runProcess("run");

        // Then
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.out()).isEmpty();
        assertThat(second.err())
                .singleElement()
                .asString()
                .matches(".*locker\\.db is in use by another process \\(pid=" + daemon.pid() + " port=\\d+\\)");
    }

    @Test
    void aCommandForAnotherLockerIsRefusedByTheDaemonsFile() throws Exception {
        // Given
        daemon();

        // When
        Result other = cli.withEnvironment("LOCKER_ID", "LOCKER-002").runProcess("dropoff", "PKG-1");

        // Then
        assertThat(other)
                .isEqualTo(CommandIT.refused(
                        cli.database() + " belongs to LOCKER-001, not to LOCKER-002: check LOCKER_ID and SQLITE_PATH"));
    }

    @Test
    void aDaemonThatIsAskedToEndClosesItsFile() throws Exception {
        // Given
        Process daemon = daemon();
        cli.run("dropoff", "PKG-1001");

        // When
        daemon.destroy();

        // Then
        assertThat(daemon.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(daemon.exitValue()).isEqualTo(143);
        assertThat(lock()).isEmptyFile();
        assertThat(directory.resolve("locker.db-wal")).doesNotExist();
        assertThat(cli.run("dropoff", "PKG-1002").out())
                .containsExactly("Package queued: id=2, tracking_id=PKG-1002, locker=LOCKER-001");
    }

    @Test
    void theWordsOfADaemonThatWasKilledFoolNobody() throws Exception {
        // Given
        Process daemon = daemon();
        cli.run("dropoff", "PKG-1001");
        assertThat(daemon.destroyForcibly().waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(lock())).startsWith("pid=" + daemon.pid() + " port=");

        // When
        Result result = cli.run("dropoff", "PKG-1002");

        // Then
        assertThat(result.out()).containsExactly("Package queued: id=2, tracking_id=PKG-1002, locker=LOCKER-001");
        assertWholeChain(2);
    }

    @Test
    void commandsAtTheSameTimeTakeTurns() {
        // Given
        List<Process> commands = IntStream.range(0, 5)
                .mapToObj(i -> cli.start("dropoff", "PKG-" + i))
                .toList();
        started.addAll(commands);

        // When
        List<Result> results = commands.stream().map(Cli::await).toList();

        // Then
        assertThat(results.stream().flatMap(result -> result.err().stream()).distinct())
                .containsExactly("new store: " + cli.database());
        assertThat(results).allSatisfy(result -> {
            assertThat(result.exit()).isZero();
            assertThat(result.out()).singleElement().asString().startsWith("Package queued: id=");
        });
        assertWholeChain(5);
        cli.run("enroll", CommandHub.TOKEN);
        assertThat(cli.run("sync").out()).hasSize(5);
        assertThat(hub.packages()).hasSize(5);
    }

    /** When the line was printed, both rows are there; when not, both or neither. */
    @Test
    void aDropOffThatLosesItsPowerIsThereWhollyOrNotAtAll() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        cli.run("dropoff", "PKG-first");
        for (int round = 0; round < 6; round++) {
            // Given
            Process recording = cli.start("dropoff", "PKG-" + round);
            started.add(recording);

            // When
            boolean ended = recording.waitFor(400 + random.nextInt(900), TimeUnit.MILLISECONDS);
            boolean killed = recording.toHandle().destroyForcibly();
            Result result = Cli.await(recording);

            // Then
            List<String> rows = cli.query("SELECT count(*), (SELECT count(*) FROM outbox o WHERE o.package_id = p.id)"
                    + " FROM package p WHERE tracking_id = 'PKG-" + round + "' GROUP BY p.id");
            assertThat(ended || killed).isTrue();
            assertThat(rows).as("seed %d", seed).isIn(List.of(), List.of("1|1"));
            if (!result.out().isEmpty()) {
                assertThat(rows).as("seed %d", seed).containsExactly("1|1");
            }
        }
        assertThat(cli.run("dropoff", "PKG-last").exit()).isZero();
        assertThat(cli.query("SELECT count(*) FROM outbox")).isEqualTo(cli.query("SELECT count(*) + 1 FROM package"));
    }
}
