package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.id.UuidV7;
import ghosthunter.codecs.time.ClockSample;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every ledger does, whatever it keeps its rows in. */
abstract class LedgerConformance {
    final TestClock clock = new TestClock();
    final UuidV7 ids = new UuidV7(clock, new Random(7));

    abstract Ledger ledger();

    /** Makes a device known, as enrollment does. */
    abstract void enroll(TestLocker locker);

    abstract Contents contents();

    TestLocker locker(String code) {
        TestLocker locker = new TestLocker(code, clock, 1);
        enroll(locker);
        return locker;
    }

    List<Outcome> commit(Submission... group) {
        return commit(ledger(), group);
    }

    static List<Outcome> commit(Ledger ledger, Submission... group) {
        return await(ledger.commit(List.of(group)));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the future succeeds", e);
        }
    }

    static List<LaneReceipt> lanes(Outcome outcome) {
        return outcome.fold(Outcome.Committed::lanes, failed -> {
            throw new AssertionError("committed, not " + failed);
        });
    }

    static LaneReceipt lane(Outcome outcome, Lane lane) {
        return lanes(outcome).stream()
                .filter(receipt -> receipt.lane() == lane)
                .findFirst()
                .orElseThrow();
    }

    LaneReceipt critical(Submission submission) {
        return lane(commit(submission).get(0), Lane.CRITICAL);
    }

    static void assertReceipt(LaneReceipt receipt, Verdict verdict, Head durable) {
        assertThat(receipt.verdict()).isEqualTo(verdict);
        assertThat(receipt.durable()).isEqualTo(durable);
    }

    @Test
    void aNewRunIsAppendedAndProjected() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        locker.dropOff("PKG-2");

        // When
        LaneReceipt receipt = critical(locker.all());

        // Then
        assertReceipt(receipt, Verdict.APPENDED, locker.head(Lane.CRITICAL));
        assertThat(receipt.safeSeq()).isZero();
        Contents contents = contents();
        assertThat(contents.table("ledger")).hasSize(2);
        assertThat(contents.table("packages", "PKG-1", "LOCKER-001", "synced", "A1"))
                .hasSize(1);
        assertThat(contents.table("packages")).hasSize(2);
        assertThat(contents.table("evidence")).hasSize(1);
        assertThat(contents.table("device", "LOCKER-001", locker.epoch.toString(), " 77 "))
                .hasSize(1);
    }

    @Test
    void aRepeatedBatchIsKnownAndGetsTheSameHead() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        Submission.Signed lost = locker.all();
        LaneReceipt first = critical(lost);
        Contents before = contents();

        // When
        LaneReceipt second = critical(lost);

        // Then
        assertReceipt(second, Verdict.KNOWN, first.durable());
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void ofAnOverlapOnlyTheRestIsAppended() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        assertReceipt(critical(locker.all()), Verdict.APPENDED, locker.head(Lane.CRITICAL));
        locker.dropOff("PKG-2");

        // When
        LaneReceipt receipt = critical(locker.all());

        // Then
        assertReceipt(receipt, Verdict.APPENDED, locker.head(Lane.CRITICAL));
        assertThat(contents().table("ledger")).hasSize(2);
        assertThat(contents().table("evidence", "from=2, lane=critical, to=2")).hasSize(1);
    }

    @Test
    void anOldBatchBelowTheHeadIsKnown() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        Submission.Signed delayed = locker.all();
        locker.dropOff("PKG-2");
        assertReceipt(critical(locker.all()), Verdict.APPENDED, locker.head(Lane.CRITICAL));

        // When
        LaneReceipt receipt = critical(delayed);

        // Then
        assertReceipt(receipt, Verdict.KNOWN, locker.head(Lane.CRITICAL));
    }

    @Test
    void aRunBeyondTheHeadIsAGapUntilItIsFilled() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        locker.dropOff("PKG-2");
        locker.dropOff("PKG-3");

        // When
        LaneReceipt gap = critical(locker.after(2));
        LaneReceipt again = critical(locker.after(2));

        // Then
        assertReceipt(gap, Verdict.GAP, locker.headAt(Lane.CRITICAL, 0));
        assertReceipt(again, Verdict.GAP, locker.headAt(Lane.CRITICAL, 0));
        assertThat(contents().table("finding", "| gap |", "| 1 |", "| true")).hasSize(1);
        assertThat(contents().table("ledger")).isEmpty();

        // When
        LaneReceipt filled = critical(locker.all());

        // Then
        assertReceipt(filled, Verdict.APPENDED, locker.head(Lane.CRITICAL));
        assertThat(contents().table("finding", "| gap |", "| false")).hasSize(1);
    }

    @Test
    void anEmptyRunBeyondTheHeadIsAGap() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");

        // When
        LaneReceipt receipt = critical(locker.after(1));

        // Then
        assertReceipt(receipt, Verdict.GAP, locker.headAt(Lane.CRITICAL, 0));
    }

    @Test
    void anotherHistoryIsAForkAndItsLinesAreKept() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        assertReceipt(critical(locker.all()), Verdict.APPENDED, locker.head(Lane.CRITICAL));
        Head ours = locker.head(Lane.CRITICAL);
        locker.lines(Lane.CRITICAL).clear();
        locker.dropOff("PKG-9");

        // When
        LaneReceipt receipt = critical(locker.all());

        // Then
        assertReceipt(receipt, Verdict.FORK, ours);
        Contents contents = contents();
        assertThat(contents.table("finding", "| fork |")).hasSize(1);
        assertThat(contents.table("fork_evidence")).hasSize(1);
        assertThat(contents.table("packages", "PKG-9")).isEmpty();
        assertThat(contents.table("finding", "| clone |")).isEmpty();
    }

    @Test
    void aSecondForkedEpochOfADeviceSuggestsAClone() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        for (int i = 0; i < 2; i++) {
            locker.dropOff("PKG-" + i);
            assertReceipt(critical(locker.all()), Verdict.APPENDED, locker.head(Lane.CRITICAL));
            locker.lines(Lane.CRITICAL).clear();
            locker.dropOff("PKG-9" + i);

            // When
            assertThat(critical(locker.all()).verdict()).isEqualTo(Verdict.FORK);
            locker.reopen("fork", true);
        }

        // Then
        assertThat(contents().table("finding", "| clone |")).hasSize(1);
    }

    @Test
    void aLanesVerdictDoesNotTouchAnothers() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        locker.dropOff("PKG-2");
        locker.record("order", "O-1", "CREATE", "{}");
        List<Run> runs = List.of(locker.runAfter(Lane.CRITICAL, 1), locker.runAfter(Lane.MEDIUM, 0));

        // When
        Outcome outcome = commit(locker.submission(runs)).get(0);

        // Then
        assertThat(lane(outcome, Lane.CRITICAL).verdict()).isEqualTo(Verdict.GAP);
        assertReceipt(lane(outcome, Lane.MEDIUM), Verdict.APPENDED, locker.head(Lane.MEDIUM));
    }

    @Test
    void anEmptyExchangeShowsWhatTheHubHoldsBeyondTheDevice() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        assertReceipt(critical(locker.all()), Verdict.APPENDED, locker.head(Lane.CRITICAL));

        // When
        Outcome outcome = commit(locker.submission(List.of())).get(0);

        // Then
        assertReceipt(lane(outcome, Lane.CRITICAL), Verdict.KNOWN, locker.head(Lane.CRITICAL));
        assertThat(contents().table("evidence")).hasSize(1);
    }

    @Test
    void ofALaneThatTheHubDoesNotHoldTheReceiptShowsTheBeginning() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        Run empty = locker.runAfter(Lane.CRITICAL, 0);

        // When
        LaneReceipt receipt = critical(locker.submission(List.of(empty)));

        // Then
        assertReceipt(receipt, Verdict.KNOWN, locker.headAt(Lane.CRITICAL, 0));
        assertThat(contents().table("chain_head")).isEmpty();
    }

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

    @Test
    void aDelayedStatementRevivesNothing() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        Submission.Signed delayed = locker.all();
        clock.advance(Duration.ofMinutes(1));
        locker.dropOff("PKG-2");
        assertThat(critical(locker.all()).verdict()).isEqualTo(Verdict.APPENDED);
        List<String> devices = contents().table("device");
        List<String> epochs = contents().table("device_epoch");
        clock.advance(Duration.ofMinutes(1));

        // When
        assertThat(critical(delayed).verdict()).isEqualTo(Verdict.KNOWN);

        // Then
        assertThat(contents().table("device")).isEqualTo(devices);
        assertThat(contents().table("device_epoch")).isEqualTo(epochs);
    }

    @Test
    void aStatementOfAPastEpochIsRecordedAndDoesNotMakeItCurrent() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        Submission.Signed delayed = locker.all();
        locker.reopen("restored", true);
        assertThat(critical(locker.all()).verdict()).isEqualTo(Verdict.APPENDED);

        // When
        LaneReceipt receipt = critical(delayed);

        // Then
        assertThat(receipt.verdict()).isEqualTo(Verdict.APPENDED);
        assertThat(contents().table("device", locker.epoch.toString())).hasSize(1);
        assertThat(contents().table("packages")).hasSize(1);
        assertThat(contents().table("quarantine")).isEmpty();
    }

    @Test
    void aVerifiedReceiptEndsTheLastMileOfWhatItCovers() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        assertThat(critical(locker.all()).verdict()).isEqualTo(Verdict.APPENDED);
        clock.advance(Duration.ofSeconds(2));
        Hash receipt = Hash.sha256(new byte[] {1});
        locker.verified = new Statement.Verified(1, receipt, clock.instant(), locker.boot, locker.upMs());
        clock.advance(Duration.ofSeconds(28));
        locker.dropOff("PKG-2");

        // When
        assertThat(critical(locker.after(1)).verdict()).isEqualTo(Verdict.APPENDED);

        // Then
        assertThat(contents().table("evidence", receipt.hex())).hasSize(1);
        assertThat(contents().table("evidence", "| null | null | null")).hasSize(1);
    }

    @Test
    void theTimeOfAnEventComesFromTheSamplesOfItsBoot() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        long t0Ms = locker.upMs();
        long t1Ms = clock.millis() + 20;
        locker.samples.add(new ClockSample(locker.boot, t0Ms, t1Ms, t1Ms + 5, t0Ms + 45));
        clock.advance(Duration.ofSeconds(1));
        Instant at = clock.instant();
        locker.dropOff("PKG-1");
        clock.advance(Duration.ofMinutes(20));

        // When
        assertThat(critical(locker.all()).verdict()).isEqualTo(Verdict.APPENDED);

        // Then
        assertThat(contents().table("clock_sample")).hasSize(1);
        assertThat(contents().table("packages", "| synced", at.toString().substring(0, 19)))
                .hasSize(1);
    }

    @Test
    void onlyTheNewestSamplesOfABootAreKept() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        List<Submission> statements = new ArrayList<>();
        for (int i = 0; i < LedgerSettings.DEFAULT.samplesPerBootMax() + 3; i++) {
            clock.advance(Duration.ofSeconds(30));
            locker.samples.clear();
            locker.samples.add(
                    new ClockSample(locker.boot, locker.upMs(), clock.millis(), clock.millis(), locker.upMs() + 9));
            statements.add(locker.submission(List.of()));
        }

        // When
        statements.forEach(statement -> assertThat(commit(statement)).hasSize(1));

        // Then
        assertThat(contents().table("clock_sample")).hasSize(LedgerSettings.DEFAULT.samplesPerBootMax());
    }

    @Test
    void absurdClocksHurtNobody() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        for (long upMs : new long[] {1L << 40, Long.MAX_VALUE}) {
            locker.add(
                    Lane.CRITICAL,
                    "{\"id\":\"" + ids.next() + "\",\"type\":\"package\",\"key\":\"PKG-" + upMs
                            + "\",\"op\":\"CREATE\",\"at\":\"9999-12-31T23:59:59.999999999Z\""
                            + ",\"boot\":\"boot-1\",\"up_ms\":" + upMs + ",\"hlc\":" + Long.MAX_VALUE
                            + ",\"base\":0,\"data\":{}}");
        }
        long farMs = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();
        locker.samples.add(new ClockSample(locker.boot, 0, 0, farMs, farMs));

        // When
        assertThat(critical(locker.all()).verdict()).isEqualTo(Verdict.APPENDED);

        // Then
        assertThat(contents().table("ledger")).hasSize(2);
    }

    @Test
    void whatIsSafeFollowsTheHeadAfterTheHorizon() {
        // Given
        TestLocker locker = locker("LOCKER-001");
        locker.dropOff("PKG-1");
        assertThat(critical(locker.all()).safeSeq()).isZero();
        Duration horizon = Duration.ofMillis(LedgerSettings.DEFAULT.restoreHorizonMs());
        clock.advance(horizon);
        locker.dropOff("PKG-2");
        assertThat(critical(locker.after(1)).safeSeq()).isZero();
        clock.advance(horizon);

        // When
        LaneReceipt receipt = critical(locker.after(2));

        // Then
        assertThat(receipt.verdict()).isEqualTo(Verdict.KNOWN);
        assertThat(receipt.safeSeq()).isEqualTo(1);
    }

    @Test
    void anUnsignedClientIsCreatedChainedForAndNotRepeated() {
        // Given
        TestLocker legacy = new TestLocker("LOCKER-OLD", clock, 1);
        Change first = attempt(legacy, clock.instant(), clock.instant().plusSeconds(1), 0);
        Change second = attempt(legacy, first.at(), clock.instant().plusSeconds(31), 1);

        // When
        LaneReceipt one = critical(legacy.unsigned(first.line()));
        clock.advance(Duration.ofSeconds(30));
        LaneReceipt again = critical(legacy.unsigned(first.line()));
        LaneReceipt two = critical(legacy.unsigned(second.line(), first.line(), second.line()));

        // Then
        assertThat(List.of(one, again, two))
                .extracting(LaneReceipt::verdict)
                .containsExactly(Verdict.APPENDED, Verdict.KNOWN, Verdict.APPENDED);
        assertThat(two.durable().seq()).isEqualTo(2);
        Contents contents = contents();
        assertThat(contents.table("ledger")).hasSize(2);
        assertThat(contents.table("packages", "PKG-1", "| 1 |", "2026-02-20T18:00:00Z", "2026-02-20T18:00:31Z"))
                .hasSize(1);
        assertThat(contents.table("evidence", "ghosthunter")).hasSize(2);
        assertThat(contents.table("device_epoch", "| 2 | 0 |")).hasSize(1);
    }

    @Test
    void anOlderAttemptDoesNotMoveAnythingBack() {
        // Given
        TestLocker legacy = new TestLocker("LOCKER-OLD", clock, 1);
        Instant dropped = clock.instant();
        Change late = attempt(legacy, dropped, dropped.plusSeconds(61), 2);
        Change early = attempt(legacy, dropped.plusSeconds(5), dropped.plusSeconds(31), 1);
        assertThat(critical(legacy.unsigned(late.line())).verdict()).isEqualTo(Verdict.APPENDED);
        List<String> packages = contents().table("packages");
        clock.advance(Duration.ofMinutes(1));

        // When
        assertThat(critical(legacy.unsigned(early.line())).verdict()).isEqualTo(Verdict.APPENDED);

        // Then
        assertThat(contents().table("packages")).isEqualTo(packages);
    }

    @Test
    void manyDevicesOfOneGroupEachGetTheirOwn() {
        // Given
        List<TestLocker> lockers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            TestLocker locker = locker("LOCKER-" + i);
            locker.dropOff("PKG-" + i);
            lockers.add(locker);
        }

        // When
        List<Outcome> outcomes = commit(lockers.stream().map(TestLocker::all).toArray(Submission[]::new));

        // Then
        for (int i = 0; i < 50; i++) {
            assertReceipt(
                    lane(outcomes.get(i), Lane.CRITICAL),
                    Verdict.APPENDED,
                    lockers.get(i).head(Lane.CRITICAL));
        }
        assertThat(contents().table("packages")).hasSize(50);
    }

    static Change attempt(TestLocker legacy, Instant droppedOff, Instant sent, long number) {
        UUID id = UUID.nameUUIDFromBytes(
                (droppedOff.toString() + sent + number).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return ghosthunter.codecs.change.ChangeLine.write(
                id,
                EntityTypes.PACKAGE,
                "PKG-1",
                PackageFact.DROP_OFF,
                droppedOff,
                "unknown",
                0,
                1,
                0,
                PackageFact.dropOffJson(null, sent, number));
    }

    static Submission[] array(List<? extends Submission> group) {
        return Arrays.copyOf(group.toArray(), group.size(), Submission[].class);
    }
}
