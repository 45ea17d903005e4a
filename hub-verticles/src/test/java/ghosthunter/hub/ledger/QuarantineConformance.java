package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.exchange.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a change leaves the quarantine of every ledger. The rows of the ledger stay what they are. */
abstract class QuarantineConformance extends GroupConformance {
    @Test
    void whatIsGivenUpLetsTheChangesBehindItPass() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.record(EntityTypes.PACKAGE, "PKG-1", "EXPLODE", "{}");
        locker.dropOff("PKG-1");
        locker.pickUp("PKG-1");
        append(locker);
        List<String> ledger = contents().table("ledger");
        clock.advance(Duration.ofHours(1));

        // When
        review(locker, Set.of(entry(locker, 1)));

        // Then
        Contents contents = contents();
        assertThat(contents.table("quarantine", "| dismissed |")).hasSize(1);
        assertThat(contents.table("quarantine", "| projected |")).hasSize(2);
        assertThat(contents.table("packages", "PKG-1", "picked_up")).hasSize(1);
        assertThat(contents.table("finding", "| poison |", "| false")).hasSize(1);
        assertThat(contents.table("ledger")).isEqualTo(ledger);
    }

    @Test
    void aReviewOfWhatIsStillWrongChangesNothing() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.record(EntityTypes.PACKAGE, "PKG-1", "EXPLODE", "{}");
        locker.dropOff("PKG-1");
        locker.add(Lane.CRITICAL, "not a change");
        append(locker);
        Contents before = contents();
        clock.advance(Duration.ofHours(1));

        // When
        review(locker, Set.of());

        // Then
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void aPickUpWhosePackageAnotherLockerBroughtIsAConflictOnceItIsReviewed() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.pickUp("PKG-1");
        append(locker);
        TestLocker other = locker("LOCKER-002");
        other.dropOff("PKG-1");
        append(other);

        // When
        review(locker, Set.of());

        // Then
        Contents contents = contents();
        assertThat(contents.table("quarantine", "| conflict |")).hasSize(1);
        assertThat(contents.table("packages", "LOCKER-002", "| synced |")).hasSize(1);
        assertThat(contents.table("finding", "| tracking-id-conflict |", "| true"))
                .hasSize(1);
        assertThat(contents.table("finding", "| poison |", "| false")).hasSize(1);
    }

    @Test
    void ofLinesThatTellNoKeyTheFindingStaysOpenUntilTheLastIsGivenUp() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.add(Lane.CRITICAL, "not a change");
        locker.add(Lane.CRITICAL, "not one either");
        append(locker);

        // When
        review(locker, Set.of(entry(locker, 1)));
        List<String> afterTheFirst = contents().table("finding");
        review(locker, Set.of(entry(locker, 2)));

        // Then
        assertThat(afterTheFirst).hasSize(1).allMatch(row -> row.endsWith("| true"));
        assertThat(contents().table("finding")).hasSize(1).allMatch(row -> row.endsWith("| false"));
        assertThat(contents().table("quarantine", "| dismissed |")).hasSize(2);
    }

    @Test
    void aPredecessorThatArrivesClosesTheFindingAndNewPoisonOpensItAgain() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.pickUp("PKG-1");
        append(locker);
        assertThat(contents().table("finding", "| poison |", "| true")).hasSize(1);

        // When
        locker.dropOff("PKG-1");
        assertThat(critical(locker.after(1)).verdict()).isEqualTo(Verdict.APPENDED);
        List<String> arrived = contents().table("finding");
        locker.record(EntityTypes.PACKAGE, "PKG-1", "EXPLODE", "{}");
        assertThat(critical(locker.after(2)).verdict()).isEqualTo(Verdict.APPENDED);

        // Then
        assertThat(arrived).hasSize(1).allMatch(row -> row.endsWith("| false"));
        assertThat(contents().table("finding", "| poison |", "| 2 |", "| true")).hasSize(1);
    }

    @Test
    void poisonBehindThePredecessorInOneSubmissionLeavesTheFindingOpen() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.pickUp("PKG-1");
        append(locker);
        locker.dropOff("PKG-1");
        Change poison = locker.record(EntityTypes.PACKAGE, "PKG-1", "EXPLODE", "{}");

        // When
        assertThat(critical(locker.after(1)).verdict()).isEqualTo(Verdict.APPENDED);

        // Then
        assertThat(contents().table("finding", "| poison |", poison.id().toString(), "| true"))
                .hasSize(1);
    }

    @Test
    void aReviewOfADeviceThatNobodyKnowsDoesNothing() {
        // Given
        TestLocker unknown = new TestLocker("LOCKER-404", clock, 1);

        // When
        review(unknown, Set.of());

        // Then
        assertThat(contents().table("device")).isEmpty();
    }

    private void append(TestLocker locker) {
        assertThat(critical(locker.all()).verdict()).isEqualTo(Verdict.APPENDED);
    }

    private void review(TestLocker locker, Set<Key.Entry> dismissed) {
        assertThat(lanes(await(ledger().review(locker.ref, dismissed)))).isEmpty();
    }

    private static Key.Entry entry(TestLocker locker, long seq) {
        return new Key.OfEpoch(locker.ref, locker.epoch).chain(Lane.CRITICAL).entry(seq);
    }
}
