package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every ledger makes of the data of a change: repeats, poison, packages. */
abstract class ProjectionConformance extends LedgerConformance {
    @Test
    void whatComesAgainInANewEpochIsRecordedAndNotProjected() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        locker.pickUp("PKG-1");
        assertReceipt(critical(locker.all()), Verdict.APPENDED, locker.head(Lane.CRITICAL));
        List<String> packages = contents().table("packages");
        locker.dropOff("PKG-2");
        locker.reopen("restored", true);

        // When
        LaneReceipt receipt = critical(locker.all());

        // Then
        assertReceipt(receipt, Verdict.APPENDED, locker.head(Lane.CRITICAL));
        Contents contents = contents();
        assertThat(contents.table("packages")).containsAll(packages).hasSize(2);
        assertThat(contents.table("ledger", "| null | package |")).hasSize(2);
        assertThat(contents.table("quarantine")).isEmpty();
        assertThat(contents.table("finding", "| epoch-opened |", "reason=restored"))
                .hasSize(1);
        assertThat(contents.table("finding", "| abandoned |", "device_seq=3", "hub_seq=2"))
                .hasSize(1);
    }

    @Test
    void anIdWithOtherBytesIsProjectedAndFound() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        UUID id = locker.dropOff("PKG-1").id();
        Change reused = locker.change(
                id, EntityTypes.PACKAGE, "PKG-2", PackageFact.DROP_OFF, PackageFact.dropOffJson(null, null, 0));
        locker.add(Lane.CRITICAL, reused.line());

        // When
        LaneReceipt receipt = critical(locker.all());

        // Then
        assertReceipt(receipt, Verdict.APPENDED, locker.head(Lane.CRITICAL));
        Contents contents = contents();
        assertThat(contents.table("packages")).hasSize(2);
        assertThat(contents.table("finding", "| id-reuse |", id.toString())).hasSize(1);
        assertThat(contents.table("ledger", id + " | 1 | package")).hasSize(1);
    }

    @Test
    void poisonIsRecordedAcknowledgedAndQuarantined() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        locker.add(Lane.CRITICAL, "\u0000 not JSON");
        locker.add(Lane.CRITICAL, Line.of(new byte[] {(byte) 0xff, (byte) 0xfe, 0}));
        locker.record(EntityTypes.PACKAGE, "PKG-2", "EXPLODE", "{}");
        locker.record(EntityTypes.PACKAGE, "PKG-3", PackageFact.DROP_OFF, "{\"compartment\":\"a\\u0000b\"}");
        locker.dropOff("PKG-4");

        // When
        LaneReceipt receipt = critical(locker.all());

        // Then
        assertReceipt(receipt, Verdict.APPENDED, locker.head(Lane.CRITICAL));
        Contents contents = contents();
        assertThat(contents.table("ledger")).hasSize(6);
        assertThat(contents.table("quarantine")).hasSize(4);
        assertThat(contents.table("packages")).hasSize(2);
        assertThat(contents.table("finding", "| poison |")).hasSize(3);
    }

    @Test
    void anUnreadableLineIsRecognisedInANewEpoch() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.add(Lane.CRITICAL, "not JSON");
        assertReceipt(critical(locker.all()), Verdict.APPENDED, locker.head(Lane.CRITICAL));
        locker.reopen("restored", true);

        // When
        assertReceipt(critical(locker.all()), Verdict.APPENDED, locker.head(Lane.CRITICAL));

        // Then
        assertThat(contents().table("quarantine")).hasSize(1);
    }

    @Test
    void aTypeInTheWrongLaneOrOneThatNobodyKnowsIsQuarantined() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        Change dropOff = locker.dropOff("PKG-1");
        locker.lines(Lane.CRITICAL).clear();
        locker.add(Lane.LOW, dropOff.line());
        locker.record("spaceship", "S-1", "LAUNCH", "{}");

        // When
        List<LaneReceipt> receipts = lanes(commit(locker.all()).get(0));

        // Then
        assertThat(receipts).extracting(LaneReceipt::verdict).containsOnlyOnce(Verdict.KNOWN);
        assertThat(contents().table("quarantine", "goes by lane critical")).hasSize(1);
        assertThat(contents().table("quarantine", "type 'spaceship' is not known"))
                .hasSize(1);
        assertThat(contents().table("packages")).isEmpty();
    }

    @Test
    void aPickUpWithoutDropOffWaitsForItAndLaterOnesWaitBehind() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.pickUp("PKG-1");
        assertThat(critical(locker.all()).verdict()).isEqualTo(Verdict.APPENDED);
        locker.pickUp("PKG-1");
        assertThat(critical(locker.after(1)).verdict()).isEqualTo(Verdict.APPENDED);
        assertThat(contents().table("quarantine", "no drop-off of this package is known"))
                .hasSize(1);
        assertThat(contents().table("quarantine", Projector.BEHIND)).hasSize(1);
        locker.dropOff("PKG-1");

        // When
        assertThat(critical(locker.after(2)).verdict()).isEqualTo(Verdict.APPENDED);

        // Then
        Contents contents = contents();
        assertThat(contents.table("packages", "PKG-1", "picked_up")).hasSize(1);
        assertThat(contents.table("quarantine", "| projected |")).hasSize(1);
        assertThat(contents.table("quarantine", Projector.BEHIND, "| null | null"))
                .hasSize(1);
    }

    @Test
    void aDropOffBehindPoisonOfItsKeyWaits() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.record(EntityTypes.PACKAGE, "PKG-1", "EXPLODE", "{}");
        locker.dropOff("PKG-1");
        TestLocker other = locker("LOCKER-002");
        other.dropOff("PKG-1");

        // When
        assertThat(critical(locker.all()).verdict()).isEqualTo(Verdict.APPENDED);
        assertThat(critical(other.all()).verdict()).isEqualTo(Verdict.APPENDED);

        // Then
        assertThat(contents().table("quarantine")).hasSize(2);
        assertThat(contents().table("packages", "LOCKER-002")).hasSize(1);
    }

    @Test
    void twoChangesOfOnePackageInOneGroupAreFoldedInOrder() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        locker.pickUp("PKG-1");
        TestLocker other = locker("LOCKER-002");
        other.dropOff("PKG-1");

        // When
        List<Outcome> outcomes = commit(locker.all(), other.all());

        // Then
        assertThat(lane(outcomes.get(0), Lane.CRITICAL).verdict()).isEqualTo(Verdict.APPENDED);
        assertThat(lane(outcomes.get(1), Lane.CRITICAL).verdict()).isEqualTo(Verdict.APPENDED);
        Contents contents = contents();
        assertThat(contents.table("packages", "PKG-1", "LOCKER-001", "picked_up"))
                .hasSize(1);
        assertThat(contents.table("finding", "LOCKER-002", "| tracking-id-conflict |", "holder=LOCKER-001"))
                .hasSize(1);
    }

    @Test
    void impossibleTransitionsAreQuarantined() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        locker.pickUp("PKG-1");
        locker.pickUp("PKG-1");
        clock.advance(Duration.ofSeconds(5));
        locker.dropOff("PKG-2");
        locker.pickUp("PKG-2");
        clock.advance(Duration.ofSeconds(5));
        locker.dropOff("PKG-2");

        // When
        assertThat(critical(locker.all()).verdict()).isEqualTo(Verdict.APPENDED);

        // Then
        assertThat(contents().table("quarantine", "picked up before")).hasSize(1);
        assertThat(contents().table("quarantine", "dropped off again")).hasSize(1);
    }

    @Test
    void anUnknownDeviceIsRefusedAndTheOthersAreNot() {
        // Given
        TestLocker unknown = new TestLocker("LOCKER-404", clock, 1);
        unknown.dropOff("PKG-1");
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-2");

        // When
        List<Outcome> outcomes = commit(unknown.all(), locker.all());

        // Then
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Failed.class);
        assertThat(lane(outcomes.get(1), Lane.CRITICAL).verdict()).isEqualTo(Verdict.APPENDED);
        assertThat(contents().table("packages")).hasSize(1);
    }
}
