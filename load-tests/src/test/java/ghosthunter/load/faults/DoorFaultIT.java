package ghosthunter.load.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.load.fleet.ProcessLocker;
import ghosthunter.load.fleet.ProcessLocker.DoorAnswer;
import ghosthunter.load.reconcile.Reconciler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the door said, and what is true after a locker lost its power or the firmware its patience. */
@Timeout(180)
class DoorFaultIT {
    private static final long SEED = 1_001L;
    private static final int DROPS = 40;
    private static final int POWER_CUTS = 4;
    private static final int DOORS = 4;
    private static final int CREATED = 201;
    private static final int CONFLICT = 409;

    private static final String WITHOUT_CHANGE = "SELECT count(*) FROM package p"
            + " WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.package_id = p.id AND o.op = 'CREATE')";
    private static final String CHANGES = "SELECT count(*) FROM outbox WHERE op = 'CREATE'";

    @TempDir
    private static Path directory;

    private static TestFleet fleet;
    private static ProcessLocker locker;
    private long before;

    @BeforeAll
    static void startTheFleet() throws Exception {
        fleet = TestFleet.start(directory, SEED);
        fleet.addLockers(0, 1);
        locker = (ProcessLocker) fleet.locker(0);
    }

    @AfterAll
    static void stopTheFleet() {
        fleet.close();
    }

    @BeforeEach
    void count() throws Exception {
        before = fleet.reconciled();
    }

    @Test
    void aLockerThatLosesItsPowerKeepsWhatItRecorded() throws Exception {
        // Given
        fleet.sever();
        fleet.dropOffs(DROPS);

        // When
        locker.kill();
        fleet.restore();
        locker.restart();
        fleet.awaitSettled();

        // Then
        fleet.assertReconciled(before + DROPS);
    }

    @Test
    void aPowerCutInTheMiddleOfDropOffsLeavesEachWholeOrAbsent() throws Exception {
        // Given
        Set<String> confirmed = ConcurrentHashMap.newKeySet();

        // When
        for (int cut = 0; cut < POWER_CUTS; cut++) {
            List<CompletableFuture<Void>> doors = closeDoors(cut, confirmed);
            int already = confirmed.size();
            fleet.await("some drop-offs are confirmed", () -> confirmed.size() >= already + DOORS);
            locker.kill();
            CompletableFuture.allOf(doors.toArray(CompletableFuture[]::new)).join();
            locker.restart();
        }
        fleet.awaitSettled();

        // Then
        List<String> recorded = Reconciler.recordedBy(locker.database());
        assertThat(recorded).containsAll(confirmed);
        assertThat(TestFleet.count(locker, WITHOUT_CHANGE)).isZero();
        assertThat(TestFleet.count(locker, CHANGES)).isEqualTo(recorded.size());
        fleet.assertReconciled(recorded.size());
    }

    @Test
    void firmwareThatRepeatsAfterATimeOutGetsTheSameAnswerAndOnePackage() throws Exception {
        // Given
        DoorAnswer first = locker.reportDropOff("PKG-REPEAT", "request-1");

        // When
        DoorAnswer repeated = locker.reportDropOff("PKG-REPEAT", "request-1");
        fleet.awaitSettled();
        DoorAnswer afterTheReceipt = locker.reportDropOff("PKG-REPEAT", "request-1");
        locker.kill();
        locker.restart();
        DoorAnswer afterThePowerCut = locker.reportDropOff("PKG-REPEAT", "request-1");
        DoorAnswer another = locker.reportDropOff("PKG-OTHER", "request-1");
        DoorAnswer again = locker.reportDropOff("PKG-REPEAT", "request-2");
        fleet.awaitSettled();

        // Then
        assertThat(first.status()).isEqualTo(CREATED);
        assertThat(repeated).isEqualTo(first);
        assertThat(afterTheReceipt.status()).isEqualTo(CREATED);
        assertThat(afterThePowerCut).isEqualTo(afterTheReceipt);
        assertThat(another.status()).isEqualTo(CONFLICT);
        assertThat(again.status()).isEqualTo(CONFLICT);
        fleet.assertReconciled(before + 1);
    }

    @Test
    void firmwareThatRepeatsWhileTheFirstIsUnderWayGetsTheSameAnswerAndOnePackage() throws Exception {
        // When
        List<CompletableFuture<DoorAnswer>> repeats = IntStream.range(0, 2 * DOORS)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> locker.reportDropOff("PKG-TWICE", "request-twice")))
                .toList();
        Set<DoorAnswer> answers = new HashSet<>();
        repeats.forEach(repeat -> answers.add(repeat.join()));
        fleet.awaitSettled();

        // Then
        assertThat(answers).extracting(DoorAnswer::status).containsOnly(CREATED);
        fleet.assertReconciled(before + 1);
    }

    /** Doors that close one after the other until the power fails; each confirmation is noted. */
    private List<CompletableFuture<Void>> closeDoors(int cut, Set<String> confirmed) {
        List<CompletableFuture<Void>> doors = new ArrayList<>();
        for (int door = 0; door < DOORS; door++) {
            String prefix = "PKG-" + cut + "-" + door + "-";
            doors.add(CompletableFuture.runAsync(() -> assertThatThrownBy(() -> {
                        for (int i = 0; true; i++) {
                            locker.dropOff(prefix + i);
                            confirmed.add(prefix + i);
                        }
                    })
                    .isInstanceOf(IllegalStateException.class)));
        }
        return doors;
    }
}
