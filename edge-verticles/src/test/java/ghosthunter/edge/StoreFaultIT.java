package ghosthunter.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ghosthunter.edge.Cli.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that cannot be used is one clear line and an exit code, and nothing half-written. */
class StoreFaultIT {
    private static final int PAGE_BYTES = 4_096;

    /** Mounts a file system of one mebibyte, in a namespace that ends with the shell; then does what is asked. */
    private static final String ON_A_SMALL_DISK = "mount -t tmpfs -o size=1m none \"$DISK\" && ";

    @TempDir
    private Path directory;

    private Cli cli;

    @BeforeEach
    void commandLine() {
        cli = new Cli(directory);
    }

    private static void assertStoreFails(Result result, String start) {
        assertThat(result.err()).singleElement().asString().startsWith(start);
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).isEmpty();
    }

    private Result at(String database, String... arguments) {
        return cli.withEnvironment("SQLITE_PATH", database).runProcess(arguments);
    }

    /** Not by permissions: the tests may run as root, whom they do not bind. */
    @Test
    void aDirectoryThatCannotBeWrittenIsOneClearLine() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertStoreFails(
                at("/proc/locker.db", "dropoff", "PKG-1"),
                "/proc/locker.db cannot be opened, for /proc/locker.db.lock cannot be written (no such file or directory)");
        assertStoreFails(at(file + "/locker.db", "dropoff", "PKG-1"), "there is no directory " + file);
        Path mistyped = directory.resolve("mistyped");
        assertStoreFails(at(mistyped + "/locker.db", "dropoff", "PKG-1"), "there is no directory " + mistyped);
        assertThat(mistyped).doesNotExist();
        assertStoreFails(at(directory.toString(), "dropoff", "PKG-1"), directory + " cannot be written (");
    }

    @Test
    void aFileThatIsNoDatabaseIsLeftAsItIs() throws Exception {
        // Given
        Path file = Files.writeString(cli.database(), "no database, but longer than its header: ".repeat(9));
        byte[] before = Files.readAllBytes(file);

        // When
        Result result = cli.run("dropoff", "PKG-1");

        // Then
        assertStoreFails(result, file + " is damaged or no database ([SQLITE_NOTADB]");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void theFileOfTheOldSoftwareIsLeftAsItIsAndTheImportIsTold() throws Exception {
        // Given
        Cli.sql(cli.database(), "CREATE TABLE package (id INTEGER PRIMARY KEY, tracking_id VARCHAR(255))");
        byte[] before = Files.readAllBytes(cli.database());

        // When
        Result result = cli.run("dropoff", "PKG-1");

        // Then
        assertStoreFails(
                result,
                cli.database() + " is the file of the old locker software: set another SQLITE_PATH, then run"
                        + " 'edge.jar import " + cli.database() + "'");
        assertThat(cli.database()).hasBinaryContent(before);
    }

    @Test
    void theDatabaseOfAnotherProgramIsLeftAsItIs() throws Exception {
        // Given
        Cli.sql(cli.database(), "CREATE TABLE photo (id INTEGER)");
        byte[] before = Files.readAllBytes(cli.database());

        // When
        Result result = cli.run("dropoff", "PKG-1");

        // Then
        assertStoreFails(result, cli.database() + " is the database of another program: set another SQLITE_PATH");
        assertThat(cli.database()).hasBinaryContent(before);
    }

    @Test
    void aDamagedPageIsFoundBeforeAnythingIsRecorded() throws Exception {
        // Given
        cli.run("dropoff", "PKG-1");
        byte[] bytes = Files.readAllBytes(cli.database());
        Arrays.fill(bytes, PAGE_BYTES, 3 * PAGE_BYTES, (byte) 0xff);
        Path unused = Files.write(cli.database(), bytes);

        // When
        Result result = cli.run("dropoff", "PKG-2");

        // Then
        assertStoreFails(result, cli.database() + " is damaged or no database (");
        assertThat(result.err())
                .singleElement()
                .asString()
                .endsWith("then start again, key and enrollment still count");
        assertThat(cli.run("status").err()).isEqualTo(result.err());
        assertThat(cli.runProcess("run")).isEqualTo(result);
    }

    @Test
    void aFileOfANewerVersionIsLeftAsItIs() {
        // Given
        cli.run("dropoff", "PKG-1");
        Cli.sql(cli.database(), "PRAGMA user_version = 99");

        // When
        Result result = cli.run("dropoff", "PKG-2");

        // Then
        assertStoreFails(
                result, cli.database() + " was written by a newer version of this program (schema 99, this one knows ");
        assertThat(cli.query("SELECT count(*) FROM package")).containsExactly("1");
    }

    @Test
    void aFileThatAnotherProgramKeepsLockedIsOneClearLine() throws Exception {
        // Given
        cli.run("dropoff", "PKG-1");
        try (var person = java.sql.DriverManager.getConnection("jdbc:sqlite:" + cli.database());
                var statement = person.createStatement()) {
            boolean unused = statement.execute("BEGIN IMMEDIATE");

            // When
            Result result = cli.run("dropoff", "PKG-2");

            // Then
            assertStoreFails(result, cli.database() + " is locked by another program ([SQLITE_BUSY]");
        }
        assertThat(cli.run("dropoff", "PKG-2").exit()).isZero();
    }

    @Test
    void onAFullDiskADropOffIsRefusedAndNothingOfItIsThere() throws Exception {
        assumeSmallDisk();
        Path script = script("""
                $CLI dropoff PKG-1
                fill
                $CLI dropoff PKG-2; echo "exit $?"
                empty
                $CLI dropoff PKG-3; echo "exit $?"
                $CLI status | grep Packages
                """);

        // When
        Result result = Cli.await(shell(script));

        // Then
        assertThat(result.out())
                .containsExactly(
                        "Package queued: id=1, tracking_id=PKG-1, locker=LOCKER-001",
                        "exit 3",
                        "Package queued: id=2, tracking_id=PKG-3, locker=LOCKER-001",
                        "exit 0",
                        "Packages:      2, pending 2");
        assertThat(result.err()).hasSize(2);
        assertThat(result.err()).first().asString().startsWith("new store: ");
        assertThat(result.err()).last().asString().containsIgnoringCase("disk is full");
    }

    @Test
    void aDaemonOnAFullDiskRefusesAndGoesOnWhenThereIsSpaceAgain() throws Exception {
        assumeSmallDisk();
        Path script = script("""
                $CLI run > "$DISK/../daemon.out" 2> "$DISK/../daemon.err" & DAEMON=$!
                until grep -qs ready "$DISK/../daemon.out"; do kill -0 $DAEMON || exit 9; done
                $CLI dropoff PKG-1
                fill
                i=0
                while $CLI dropoff "FILL-$i" > /dev/null 2> "$DISK/../refused"; do i=$((i+1)); done
                cat "$DISK/../refused" >&2
                $CLI dropoff PKG-2; echo "exit $?"
                empty
                $CLI dropoff PKG-2; echo "exit $?"
                kill $DAEMON; wait $DAEMON
                """);

        // When
        Result result = Cli.await(shell(script));

        // Then
        assertThat(result.out())
                .hasSize(4)
                .first()
                .isEqualTo("Package queued: id=1, tracking_id=PKG-1, locker=LOCKER-001");
        assertThat(result.out().get(1)).isEqualTo("exit 3");
        assertThat(result.out().get(2)).matches("Package queued: id=\\d+, tracking_id=PKG-2, locker=LOCKER-001");
        assertThat(result.out().get(3)).isEqualTo("exit 0");
        assertThat(result.err()).hasSize(2).allSatisfy(line -> assertThat(line).contains("the disk is full"));
    }

    /** Only where a namespace of its own is allowed. */
    private void assumeSmallDisk() throws Exception {
        Path disk = Files.createDirectories(directory.resolve("disk"));
        Process probe = namespace("DISK='" + disk + "'; " + ON_A_SMALL_DISK + "true");
        assertThat(probe.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assumeTrue(probe.exitValue() == 0, "this machine allows no user namespace with a small disk");
    }

    private Path script(String steps) throws Exception {
        Path disk = directory.resolve("disk");
        String line = cli.withEnvironment(
                        "SQLITE_PATH", disk.resolve("locker.db").toString())
                .shellLine();
        return Files.writeString(
                directory.resolve("steps.sh"), """
                DISK='%s'
                CLI="%s"
                fill() { dd if=/dev/zero of="$DISK/filler" bs=1k 2> /dev/null; }
                empty() { rm "$DISK/filler"; }
                %s
                """.formatted(disk, line, ON_A_SMALL_DISK + "true || exit 8\n" + steps));
    }

    private static Process shell(Path script) throws Exception {
        return namespace("sh " + script);
    }

    private static Process namespace(String command) throws Exception {
        return new ProcessBuilder(List.of("unshare", "-Urm", "sh", "-c", command)).start();
    }
}
