package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.load.fleet.ProcessLocker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stores that come back older than they were: an SD card, a Postgres. */
@Timeout(240)
class RestoredStoreFaultIT {
    private static final long SEED = 1_984L;
    private static final int DROPS = 20;

    @TempDir
    private Path directory;

    private TestFleet fleet;

    @BeforeEach
    void startTheFleet() throws Exception {
        fleet = TestFleet.start(directory, SEED);
    }

    @AfterEach
    void stopTheFleet() {
        fleet.close();
    }

    @Test
    void aLockerOnARestoredCardGoesOnInANewEpoch() throws Exception {
        // Given
        fleet.addLockers(0, 1);
        ProcessLocker locker = (ProcessLocker) fleet.locker(0);
        fleet.dropOffs(DROPS);
        fleet.awaitSettled();
        locker.kill();
        Path backup = Files.createDirectory(directory.resolve("card"));
        copy(locker.database(), backup);
        locker.restart();
        fleet.dropOffs(DROPS);
        fleet.awaitSettled();

        // When
        locker.kill();
        copy(backup.resolve(locker.database().getFileName()), directory);
        locker.restart();
        fleet.dropOffs(DROPS);
        fleet.awaitSettled();

        // Then
        fleet.assertReconciled(2 * DROPS);
        assertThat(fleet.count("SELECT count(*) FROM packages")).isEqualTo(3 * DROPS);
        assertThat(fleet.count("SELECT count(DISTINCT epoch) FROM ledger")).isEqualTo(2);
        assertThat(fleet.count("SELECT count(*) FROM finding WHERE kind = 'epoch-opened'"))
                .isEqualTo(1);
    }

    @Test
    void aClonedCardLosesNothingOfEither() throws Exception {
        // Given
        fleet.addLockers(0, 1);
        ProcessLocker original = (ProcessLocker) fleet.locker(0);
        fleet.dropOffs(DROPS);
        fleet.awaitSettled();
        original.kill();
        Path card = Files.createDirectory(directory.resolve("clone"));
        copyCard(original, card);
        fleet.sever();
        original.restart();
        ProcessLocker clone = fleet.addClone(original.code(), card);
        fleet.sever();

        // When: neither has heard of what the other wrote at the same places
        for (int i = 0; i < DROPS; i++) {
            String unusedFirst = fleet.dropOff(original);
            String unusedSecond = fleet.dropOff(clone);
        }
        fleet.restore();
        fleet.awaitSettled();

        // Then
        fleet.assertReconciled(3 * DROPS);
        assertThat(fleet.count("SELECT count(*) FROM finding WHERE kind = 'fork'"))
                .isPositive();
        assertThat(fleet.count("SELECT count(DISTINCT epoch) FROM ledger")).isGreaterThan(1);
    }

    @Test
    void aPostgresFromAnOldDumpIsFilledUpByTheLockers() throws Exception {
        // Given
        fleet.addLockers(3, 0);
        fleet.dropOffs(DROPS);
        fleet.awaitSettled();
        int unusedFirst = fleet.hub().stop();
        Path data = directory.resolve("hub");
        Path dump = directory.resolve("dump");
        copyTree(data, dump);
        fleet.hub().restart();
        fleet.dropOffs(DROPS);
        fleet.awaitSettled();

        // When
        int unusedSecond = fleet.hub().stop();
        deleteTree(data);
        copyTree(dump, data);
        fleet.hub().restart();
        fleet.dropOffs(DROPS);
        fleet.await("all is there again", () -> fleet.count("SELECT count(*) FROM packages") == 3 * DROPS);
        fleet.awaitSettled();

        // Then
        fleet.assertReconciled(3 * DROPS);
    }

    /** The database with its write-ahead log, not the identity: an image of the card's data. */
    private static void copy(Path database, Path into) throws IOException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Path target = into.resolve(database.getFileName() + suffix);
            Files.deleteIfExists(target);
            Path source = database.resolveSibling(database.getFileName() + suffix);
            if (Files.exists(source)) {
                Files.copy(source, target);
            }
        }
    }

    /** Everything of a locker: database, key, enrollment. */
    private static void copyCard(ProcessLocker locker, Path into) throws IOException {
        try (Stream<Path> files = Files.list(locker.database().resolveSibling("."))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, into.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Process process = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).start();
        try {
            assertThat(process.waitFor()).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
