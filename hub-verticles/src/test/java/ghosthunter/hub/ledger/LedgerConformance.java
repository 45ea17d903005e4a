package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.id.UuidV7;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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

    static Submission[] array(List<? extends Submission> group) {
        return Arrays.copyOf(group.toArray(), group.size(), Submission[].class);
    }
}
