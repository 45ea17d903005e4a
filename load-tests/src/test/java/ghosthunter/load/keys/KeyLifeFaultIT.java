package ghosthunter.load.keys;

import static ghosthunter.load.keys.KeyBench.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.key.EnrollmentUrl;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.edge.EdgeNode;
import ghosthunter.edge.enroll.Enrollment;
import ghosthunter.edge.enroll.Identity;
import ghosthunter.edge.sync.SyncReport;
import ghosthunter.hub.identity.HubIdentity;
import ghosthunter.hub.identity.IdentityFile;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyLifeFaultIT {
    @TempDir
    Path directory;

    private KeyBench bench;

    @BeforeEach
    void start() throws Exception {
        bench = new KeyBench(directory);
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
    }

    @Test
    void theOldKeyIsValidUntilTheFirstReceiptOfTheNewOneAndNothingPendingIsLost() throws Exception {
        // Given
        KeyBench.Device locker = bench.device("LOCKER-001");
        Enrollment first = locker.enroll(bench.token("LOCKER-001"));
        EdgeNode node = locker.start();
        await(locker.dropOff("PKG-1"));
        assertThat(locker.sync().pending()).isZero();
        await(locker.dropOff("PKG-2"));

        // When
        Enrollment second = await(locker.rotate());
        long valid = bench.count("SELECT count(*) FROM device_key WHERE retired_at IS NULL");
        SyncReport report = locker.sync();

        // Then
        assertThat(second.kid()).isNotEqualTo(first.kid());
        assertThat(valid).isEqualTo(2);
        assertThat(report.error()).isNull();
        assertThat(report.pending()).isZero();
        assertThat(bench.count("SELECT count(*) FROM packages")).isEqualTo(2);
        assertThat(bench.count(
                        "SELECT count(*) FROM device_key WHERE retired_at IS NOT NULL AND kid = '" + first.kid() + "'"))
                .isEqualTo(1);
        assertThat(bench.count("SELECT count(DISTINCT epoch) FROM ledger")).isEqualTo(1);
        await(node.stop());
    }

    @Test
    void aCrashAnywhereInARotationLeavesALockerThatWorks() throws Exception {
        // Given
        KeyBench.Device locker = bench.device("LOCKER-001");
        locker.enroll(bench.token("LOCKER-001"));
        Path key = directory.resolve("LOCKER-001.db.key.json");
        Path nextKey = directory.resolve("LOCKER-001.db.key-next.json");
        Path enrollment = directory.resolve("LOCKER-001.db.enrollment.json");
        String oldKey = Files.readString(key);
        String oldEnrollment = Files.readString(enrollment);
        EdgeNode node = locker.start();

        // When: the hub has let the next key in, and the power went before the device stored it
        Enrollment rotated = await(locker.rotate());
        String newKey = Files.readString(key);
        String newEnrollment = Files.readString(enrollment);
        Files.writeString(key, oldKey);
        Files.writeString(nextKey, newKey);
        Files.writeString(enrollment, oldEnrollment);
        await(locker.dropOff("PKG-1"));

        // Then
        assertThat(locker.sync().error()).isNull();
        assertThat(await(locker.rotate()).kid()).isEqualTo(rotated.kid());

        // When: the power went between the one step and the cleaning up behind it
        Files.writeString(key, oldKey);
        Files.writeString(nextKey, newKey);
        Files.writeString(enrollment, newEnrollment);
        await(locker.dropOff("PKG-2"));

        // Then
        assertThat(locker.sync().error()).isNull();
        assertThat(bench.count("SELECT count(*) FROM packages")).isEqualTo(2);
        assertThat(await(locker.rotate()).kid()).isNotEqualTo(rotated.kid());
        assertThat(locker.sync().error()).isNull();
        assertThat(nextKey).doesNotExist();
        await(node.stop());
    }

    @Test
    void aRevokedLockerThatIsEnrolledAgainKeepsItsOutbox() throws Exception {
        // Given
        KeyBench.Device locker = bench.device("LOCKER-001");
        String firstToken = bench.token("LOCKER-001");
        locker.enroll(firstToken);
        EdgeNode node = locker.start();
        assertThat(locker.sync().error()).isNull();
        assertThat(bench.revoke("LOCKER-001")).hasSize(1);
        await(locker.dropOff("PKG-1"));
        assertThat(locker.sync().error()).contains("key-revoked");

        // When
        assertThatThrownBy(() -> locker.enroll(firstToken)).isInstanceOf(ProblemException.class);
        String again = bench.token("LOCKER-001");
        Enrollment enrolled = locker.enroll(again);
        Enrollment repeated = locker.enroll(again);

        // Then
        assertThat(repeated.kid()).isEqualTo(enrolled.kid());
        SyncReport report = locker.sync();
        assertThat(report.error()).isNull();
        assertThat(report.synced()).containsExactly("PKG-1");
        assertThat(bench.count("SELECT count(*) FROM packages")).isEqualTo(1);
        await(node.stop());
    }

    @Test
    void newHardwareUnderTheSameCodeHasAnEpochOfItsOwnAndTheOldOneIsShutOut() throws Exception {
        // Given
        KeyBench.Device broken = bench.device("LOCKER-001");
        broken.enroll(bench.token("LOCKER-001"));
        EdgeNode old = broken.start();
        await(broken.dropOff("PKG-1"));
        assertThat(broken.sync().error()).isNull();
        await(old.stop());

        // When
        KeyBench.Device fresh = bench.new Device("LOCKER-001", directory.resolve("fresh.db"));
        fresh.enroll(bench.token("LOCKER-001"));
        EdgeNode node = fresh.start();
        await(fresh.dropOff("PKG-2"));

        // Then
        assertThat(fresh.sync().error()).isNull();
        assertThat(bench.count("SELECT count(DISTINCT epoch) FROM ledger")).isEqualTo(2);
        assertThat(bench.count("SELECT count(*) FROM packages")).isEqualTo(2);
        await(node.stop());
        EdgeNode ghost = broken.start();
        assertThat(broken.sync().error()).contains("key-revoked");
        await(ghost.stop());
    }

    @Test
    void lockersFollowTheHubsKeysAwakeByReceiptsAndAfterSleepBySuccession() throws Exception {
        // Given
        KeyBench.Device awake = bench.device("LOCKER-001");
        KeyBench.Device asleep = bench.device("LOCKER-002");
        awake.enroll(bench.token("LOCKER-001"));
        asleep.enroll(bench.token("LOCKER-002"));
        EdgeNode node = awake.start();
        assertThat(awake.sync().error()).isNull();

        // When
        for (int i = 0; i < 3; i++) {
            HubIdentity rotated = IdentityFile.rotate(bench.hubData, new SecureRandom(), Instant.now());
            Awaitility.await().until(() -> {
                String error = awake.sync().error();
                return error == null && current(awake).equals(kid(rotated));
            });
        }
        EdgeNode woken = asleep.start();
        await(asleep.dropOff("PKG-1"));

        // Then
        Awaitility.await().until(() -> asleep.sync().error() == null);
        assertThat(current(asleep)).isEqualTo(current(awake));
        assertThat(bench.count("SELECT count(*) FROM packages")).isEqualTo(1);
        await(asleep.rotate());
        assertThat(asleep.sync().error()).isNull();
        await(woken.stop());
        await(node.stop());
    }

    @Test
    void aUrlBindsTheLockerToTheHubThatMadeItAlsoWhenThatHasRotatedMeanwhile() throws Exception {
        // Given
        KeyBench.Device locker = bench.device("LOCKER-001");
        String token = bench.token("LOCKER-001");
        HubIdentity hub = IdentityFile.readOrCreate(bench.hubData, new SecureRandom(), Instant.now());
        EnrollmentUrl url = new EnrollmentUrl(bench.address().url(), token, kid(hub));
        EnrollmentUrl ofAnother = new EnrollmentUrl(bench.address().url(), token, "A".repeat(43));

        // When
        assertThatThrownBy(() -> await(locker.enroller().enroll(bench.address(), ofAnother)))
                .isInstanceOf(ProblemException.class);
        assertThat(locker.files.enrollment()).isEmpty();
        HubIdentity rotated = IdentityFile.rotate(bench.hubData, new SecureRandom(), Instant.now());

        // Then
        Awaitility.await()
                .untilAsserted(() -> assertThat(await(locker.enroller().enroll(bench.address(), url))
                                .hubKey()
                                .kid())
                        .isEqualTo(kid(rotated)));
        assertThat(locker.files.enrollment().orElseThrow().hubUrl()).isEqualTo(url.hub());
        assertThat(new String(
                        Files.readAllBytes(directory.resolve("LOCKER-001.db.enrollment.json")), StandardCharsets.UTF_8))
                .doesNotContain(token);
    }

    @Test
    @Tag("full")
    void rotatingTwoHundredKeysUnderLoadLosesNothing() throws Exception {
        // Given
        int lockers = 200;
        List<KeyBench.Device> devices = new ArrayList<>();
        List<EdgeNode> nodes = new ArrayList<>();
        for (int i = 0; i < lockers; i++) {
            KeyBench.Device device = bench.device("LOCKER-" + i);
            device.enroll(bench.token("LOCKER-" + i));
            devices.add(device);
            nodes.add(device.start());
        }

        // When
        List<Future<?>> work = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (KeyBench.Device device : devices) {
                work.add(device.dropOff(device.code + "-" + round));
                if (round == 2) {
                    work.add(device.rotate());
                }
            }
        }
        await(Future.all(work));

        // Then
        Awaitility.await()
                .atMost(java.time.Duration.ofMinutes(3))
                .until(() -> bench.count("SELECT count(*) FROM packages") == 5L * lockers
                        && bench.count("SELECT count(*) FROM device_key WHERE retired_at IS NOT NULL") == lockers);
        assertThat(bench.count("SELECT count(*) FROM device_key")).isEqualTo(2L * lockers);
        assertThat(bench.count("SELECT count(*) FROM finding WHERE kind <> 'epoch-opened'"))
                .isZero();
        assertThat(bench.count("SELECT count(*) FROM quarantine")).isZero();
        assertThat(bench.count("SELECT count(DISTINCT epoch) FROM ledger")).isEqualTo(lockers);
        for (EdgeNode node : nodes) {
            await(node.stop());
        }
    }

    private static String current(KeyBench.Device device) throws Exception {
        return device.files
                .identity()
                .map(Identity::hubKeys)
                .map(keys -> keys.current().kid())
                .orElse("");
    }

    private static String kid(HubIdentity identity) {
        return identity.key().verifyKey().kid();
    }
}
