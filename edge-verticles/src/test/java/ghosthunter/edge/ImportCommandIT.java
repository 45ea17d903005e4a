package ghosthunter.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ghosthunter.edge.Cli.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code edge.jar import}: today's ghosts reach the hub too. */
class ImportCommandIT {
    /** As Peewee makes it. */
    private static final String TABLE = """
            CREATE TABLE "package" ("id" INTEGER NOT NULL PRIMARY KEY, "tracking_id" VARCHAR(255) NOT NULL,
            "locker_id" VARCHAR(255) NOT NULL, "status" VARCHAR(255) NOT NULL, "drop_off_timestamp" DATETIME NOT NULL,
            "sync_attempt_count" INTEGER NOT NULL, "last_sync_attempt" DATETIME)""";

    private static final String INDEX = """
            CREATE UNIQUE INDEX "package_tracking_id" ON "package" ("tracking_id")""";

    /** More than go in one request. */
    private static final int MANY = 11_000;

    @TempDir
    private Path directory;

    private Path old;
    private Cli cli;

    @BeforeEach
    void oldFile() {
        old = directory.resolve("old.db");
        cli = new Cli(directory);
        Cli.sql(old, TABLE, INDEX);
    }

    private void row(String trackingId, String locker, String status, String at) {
        Cli.sql(
                old,
                "INSERT INTO package (tracking_id, locker_id, status, drop_off_timestamp, sync_attempt_count) VALUES ('"
                        + trackingId + "', '" + locker + "', '" + status + "', '" + at + "', 5)");
    }

    private void many() {
        Cli.sql(old, """
                INSERT INTO package
                WITH RECURSIVE series (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM series WHERE value < %d)
                SELECT value, 'PKG-' || value, 'LOCKER-001', 'pending', '2026-02-20 18:00:00', 5, NULL
                FROM series""".formatted(MANY));
    }

    private Result importOld() {
        return cli.run("import", old.toString());
    }

    /** An error of the command line, with the place. */
    private static Result wrongFile(String line) {
        return new Result(2, List.of(), List.of(line, "Usage: java -jar edge.jar import --help"));
    }

    private void assertNothingImported() {
        if (Files.exists(cli.database())) {
            assertThat(cli.query("SELECT count(*) FROM package")).containsExactly("0");
        }
    }

    @Test
    void whatWasNeverDeliveredReachesTheHubWithItsOriginalTime() {
        // Given
        row("PKG-1", "LOCKER-001", "synced", "2026-02-19 08:00:00");
        row("PKG-2", "LOCKER-001", "pending", "2026-02-20 18:00:00.123456");
        row("PKG-3", "LOCKER-001", "failed", "2026-02-20T19:30:00+01:00");
        try (CommandHub hub = new CommandHub("LOCKER-001")) {
            cli.withHub(hub.url()).run("enroll", CommandHub.TOKEN);

            // When
            Result result = importOld();

            // Then
            assertThat(result)
                    .isEqualTo(new Result(
                            0,
                            List.of("Imported: packages=3, of them pending=2, already here=0"),
                            List.of("new store: " + cli.database())));
            assertThat(cli.query("SELECT tracking_id, status, drop_off_timestamp FROM package ORDER BY id"))
                    .containsExactly(
                            "PKG-1|synced|2026-02-19T08:00:00Z",
                            "PKG-2|pending|2026-02-20T18:00:00.123Z",
                            "PKG-3|pending|2026-02-20T18:30:00Z");
            assertThat(cli.run("sync").out()).containsExactly("✓ Synced PKG-2", "✓ Synced PKG-3");
            assertThat(hub.ledger())
                    .contains(
                            "package CREATE PKG-2 2026-02-20T18:00:00.123Z",
                            "package CREATE PKG-3 2026-02-20T18:30:00Z")
                    .hasSize(3);
        }
    }

    @Test
    void theOldFileStaysAsItIsAndARepeatPassesOverWhatIsHere() throws Exception {
        // Given
        row("PKG-1", "LOCKER-001", "pending", "2026-02-20 18:00:00");
        byte[] before = Files.readAllBytes(old);
        importOld();
        row("PKG-2", "LOCKER-001", "pending", "2026-02-20 18:01:00");
        byte[] later = Files.readAllBytes(old);

        // When
        Result again = importOld();

        // Then
        assertThat(again.out()).containsExactly("Imported: packages=1, of them pending=1, already here=1");
        assertThat(old).hasBinaryContent(later);
        assertThat(later).isNotEqualTo(before);
        assertThat(cli.query("SELECT count(*) FROM outbox WHERE type = 'package'"))
                .containsExactly("2");
    }

    @Test
    void anEmptyOldFileIsNoError() {
        assertThat(importOld().out()).containsExactly("Imported: packages=0, of them pending=0, already here=0");
    }

    @ParameterizedTest
    @CsvSource({
        "PKG-2, yesterday, drop_off_timestamp 'yesterday' is no time; nothing was imported",
        "'', 2026-02-20 18:00:00, tracking_id: 'key' must have 1 to 200 characters; nothing was imported"
    })
    void oneRowThatCannotBeReadIsNamedAndNothingIsImported(String trackingId, String at, String expected) {
        // Given
        row("PKG-1", "LOCKER-001", "pending", "2026-02-20 18:00:00");
        row(trackingId, "LOCKER-001", "pending", at);

        // When
        Result result = importOld();

        // Then
        assertThat(result).isEqualTo(wrongFile(old + ", package row 2: " + expected));
        assertNothingImported();
    }

    @Test
    void theFileOfAnotherLockerIsRefusedUntilItsOldNameIsSaid() {
        // Given
        row("PKG-1", "Locker 1", "pending", "2026-02-20 18:00:00");

        // When
        Result refused = importOld();

        // Then
        assertThat(refused)
                .isEqualTo(wrongFile(old + ", package row 1 belongs to locker 'Locker 1', not to 'LOCKER-001':"
                        + " nothing was imported; if that was the old name of this locker, say --old-locker-id"
                        + " 'Locker 1'"));
        assertNothingImported();
        Result said = cli.run("import", old.toString(), "--old-locker-id", "Locker 1");
        assertThat(said.out()).containsExactly("Imported: packages=1, of them pending=1, already here=0");
        assertThat(cli.query("SELECT locker_id FROM package")).containsExactly("LOCKER-001");
    }

    @Test
    void theFileOfTwoLockersIsRefusedWithBothNames() {
        // Given
        row("PKG-1", "LOCKER-001", "pending", "2026-02-20 18:00:00");
        row("PKG-2", "LOCKER-001", "pending", "2026-02-20 18:01:00");
        row("PKG-3", "Locker 7", "pending", "2026-02-20 18:02:00");

        // When
        Result result = importOld();

        // Then
        assertThat(result)
                .isEqualTo(wrongFile(old + " holds the packages of more than one locker: 'LOCKER-001' (2), 'Locker 7'"
                        + " (1); nothing was imported; import a copy that holds one locker alone"));
        assertNothingImported();
    }

    @Test
    void whatIsNoOldFileIsOneClearLine() throws Exception {
        Path text =
                Files.writeString(directory.resolve("text.db"), "no database, but longer than its header: ".repeat(9));
        Path other = directory.resolve("other.db");
        Cli.sql(other, "CREATE TABLE package (id INTEGER, name TEXT)");
        cli.run("dropoff", "PKG-1");

        assertImportFails("there is no file " + directory.resolve("none.db"), directory.resolve("none.db"));
        assertImportFails("there is no file " + directory, directory);
        assertImportFails(text + " cannot be read as an old file: it is no SQLite file", text);
        assertImportFails(other + " cannot be read as an old file: it has no table 'package' as", other);
        assertImportFails(cli.database() + " cannot be read as an old file: it is a store of this", cli.database());
        assertThat(cli.query("SELECT count(*) FROM package")).containsExactly("1");
    }

    @Test
    void aDamagedOldFileIsOneClearLine() throws Exception {
        // Given
        many();
        byte[] bytes = Files.readAllBytes(old);
        java.util.Arrays.fill(bytes, 100_000, 120_000, (byte) 0x5a);
        Path unused = Files.write(old, bytes);

        // When, Then
        assertImportFails(old + " cannot be read ([SQLITE_CORRUPT]", old);
        assertNothingImported();
    }

    private void assertImportFails(String start, Path file) {
        Result result = cli.run("import", file.toString());
        assertThat(result.err()).hasSize(2).first().asString().startsWith(start);
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void anImportThatWasKilledIsCompletedByItsRepeat() throws Exception {
        // Given
        importOld();
        many();
        Process importing = cli.start("import", old.toString());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !importing.isAlive()
                        || !cli.query("SELECT count(*) FROM package").equals(List.of("0")));
        Process unused = importing.destroyForcibly();
        int killed = importing.waitFor();

        // When
        Result again = importOld();

        // Then
        assertThat(killed).isIn(0, 137);
        assertThat(again.exit()).isZero();
        assertThat(again.out())
                .singleElement()
                .asString()
                .matches("Imported: packages=\\d+, of them pending=\\d+, already here=\\d+");
        assertThat(cli.query("SELECT count(*), count(DISTINCT o.package_id) FROM outbox o WHERE type = 'package'"))
                .containsExactly(MANY + "|" + MANY);
        assertThat(cli.query("SELECT count(*) FROM package WHERE status = 'pending'"))
                .containsExactly(String.valueOf(MANY));
        List<String> unlinked =
                new ArrayList<>(cli.query("SELECT seq FROM outbox WHERE seq > 1 EXCEPT SELECT seq + 1 FROM outbox"));
        assertThat(unlinked).isEmpty();
    }
}
