package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Verdict;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every ledger does with groups of many devices, and when several nodes share its rows. */
abstract class GroupConformance extends DeviceConformance {
    private static final int LOCKERS = 12;
    private static final int ROUNDS = 15;

    /** Another node on the same rows. */
    abstract Ledger otherNode();

    @Test
    void aGroupWithAPoisonMemberRecordsEverybodysChanges() {
        // Given
        TestLocker before = locker("LOCKER-001");
        before.dropOff("PKG-1");
        TestLocker poisoned = locker("LOCKER-002");
        poisoned.dropOff("PKG-2");
        poisoned.record(EntityTypes.PACKAGE, "PKG-3", "EXPLODE", "{}");
        poisoned.add(Lane.CRITICAL, "not a change");
        poisoned.dropOff("PKG-4");
        TestLocker behind = locker("LOCKER-003");
        behind.dropOff("PKG-5");

        // When
        List<Outcome> outcomes = commit(before.all(), poisoned.all(), behind.all());

        // Then
        List<TestLocker> lockers = List.of(before, poisoned, behind);
        for (int i = 0; i < 3; i++) {
            assertReceipt(
                    lane(outcomes.get(i), Lane.CRITICAL),
                    Verdict.APPENDED,
                    lockers.get(i).head(Lane.CRITICAL));
        }
        Contents contents = contents();
        assertThat(contents.table("ledger")).hasSize(6);
        assertThat(contents.table("packages")).hasSize(4);
        assertThat(contents.table("quarantine")).hasSize(2).allMatch(row -> row.contains("LOCKER-002"));
    }

    @Test
    void aNodeWithStaleHeadsAnswersFromWhatIsStored() {
        // Given
        Ledger stale = ledger();
        Ledger other = otherNode();
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        assertThat(critical(stale, locker.all()).verdict()).isEqualTo(Verdict.APPENDED);
        locker.dropOff("PKG-2");
        locker.dropOff("PKG-3");
        assertThat(critical(other, locker.after(1)).verdict()).isEqualTo(Verdict.APPENDED);

        // When
        LaneReceipt repeated = critical(stale, locker.after(1));
        LaneReceipt heartbeat = critical(stale, locker.submission(List.of()));
        LaneReceipt beyond = critical(stale, locker.after(3));
        locker.dropOff("PKG-4");
        LaneReceipt overlapping = critical(stale, locker.after(1));

        // Then
        assertReceipt(repeated, Verdict.KNOWN, locker.headAt(Lane.CRITICAL, 3));
        assertReceipt(heartbeat, Verdict.KNOWN, locker.headAt(Lane.CRITICAL, 3));
        assertReceipt(beyond, Verdict.KNOWN, locker.headAt(Lane.CRITICAL, 3));
        assertReceipt(overlapping, Verdict.APPENDED, locker.head(Lane.CRITICAL));
        assertThat(contents().table("ledger")).hasSize(4);
    }

    @Test
    void aNodeWithStaleHeadsSeesAForkOfWhatItNeverSaw() {
        // Given
        Ledger stale = ledger();
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        assertThat(critical(stale, locker.all()).verdict()).isEqualTo(Verdict.APPENDED);
        locker.dropOff("PKG-2");
        assertThat(critical(otherNode(), locker.after(1)).verdict()).isEqualTo(Verdict.APPENDED);
        var theirs = locker.head(Lane.CRITICAL);
        locker.lines(Lane.CRITICAL).remove(1);
        locker.dropOff("PKG-9");

        // When
        LaneReceipt forked = critical(stale, locker.after(1));

        // Then
        assertReceipt(forked, Verdict.FORK, theirs);
        assertThat(contents().table("packages", "PKG-9")).isEmpty();
    }

    @Test
    void groupsInOppositeKeyOrderBothEnd() {
        // Given
        Ledger one = ledger();
        Ledger two = otherNode();
        List<TestLocker> lockers = new ArrayList<>();
        for (int i = 0; i < LOCKERS; i++) {
            lockers.add(locker("LOCKER-%02d".formatted(i)));
        }
        for (int round = 0; round < ROUNDS; round++) {
            List<Submission> forth = new ArrayList<>();
            for (int i = 0; i < LOCKERS; i++) {
                lockers.get(i).dropOff("PKG-%d-%02d".formatted(round, LOCKERS - i));
                forth.add(lockers.get(i).after(round));
            }
            List<Submission> back = new ArrayList<>(forth);
            Collections.reverse(back);

            // When
            Future<List<Outcome>> forthDone = one.commit(forth);
            Future<List<Outcome>> backDone = two.commit(back);

            // Then
            List<Outcome> forthOutcomes = await(forthDone);
            List<Outcome> backOutcomes = await(backDone);
            for (int i = 0; i < LOCKERS; i++) {
                LaneReceipt first = lane(forthOutcomes.get(i), Lane.CRITICAL);
                LaneReceipt second = lane(backOutcomes.get(LOCKERS - 1 - i), Lane.CRITICAL);
                assertThat(List.of(first.verdict(), second.verdict()))
                        .containsExactlyInAnyOrder(Verdict.APPENDED, Verdict.KNOWN);
                assertThat(List.of(first.durable(), second.durable()))
                        .containsOnly(lockers.get(i).head(Lane.CRITICAL));
            }
        }
        assertThat(contents().table("ledger")).hasSize(LOCKERS * ROUNDS);
        assertThat(contents().table("packages")).hasSize(LOCKERS * ROUNDS);
    }

    @Test
    void twoNodesThatBringOnePackageByTwoLockersKeepOneRow() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        TestLocker other = locker("LOCKER-002");
        for (int i = 0; i < ROUNDS; i++) {
            locker.dropOff("PKG-" + i);
            other.dropOff("PKG-" + (ROUNDS - 1 - i));
        }

        // When
        Future<List<Outcome>> first = ledger().commit(List.of(locker.all()));
        Future<List<Outcome>> second = otherNode().commit(List.of(other.all()));

        // Then
        assertThat(lane(await(first).get(0), Lane.CRITICAL).verdict()).isEqualTo(Verdict.APPENDED);
        assertThat(lane(await(second).get(0), Lane.CRITICAL).verdict()).isEqualTo(Verdict.APPENDED);
        assertThat(contents().table("packages")).hasSize(ROUNDS);
        assertThat(contents().table("finding", "| tracking-id-conflict |")).hasSize(ROUNDS);
    }

    private static LaneReceipt critical(Ledger ledger, Submission submission) {
        return lane(commit(ledger, submission).get(0), Lane.CRITICAL);
    }
}
