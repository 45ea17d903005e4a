package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.time.ClockSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every ledger knows of a device beside its changes: epochs, clocks, receipts, clients that do not sign. */
abstract class DeviceConformance extends ProjectionConformance {
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
}
