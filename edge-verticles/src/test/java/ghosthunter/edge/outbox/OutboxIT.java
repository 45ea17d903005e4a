package ghosthunter.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Reading;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.Interval;
import ghosthunter.codecs.time.Moment;
import ghosthunter.codecs.time.OccurredAt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutboxIT {
    @TempDir
    Path directory;

    private TestDevice device;

    @BeforeEach
    void open() throws Exception {
        device = new TestDevice(directory.resolve("locker.db"));
    }

    @AfterEach
    void close() throws Exception {
        device.close();
    }

    static void assertProblem(ProblemType type, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(type));
    }

    @Test
    void aDropOffIsAPackageRowAndAChangeBehindTheDeclarationOfTheEpoch() throws Exception {
        // When
        OutboxReply.Recorded recorded = device.ask(
                new OutboxCommand.DropOff("PKG-1001", "A-07", "key-1", device.moment()), OutboxReply.Recorded.class);

        // Then
        assertThat(recorded.repeated()).isFalse();
        assertThat(recorded.row().id()).isEqualTo(1);
        assertThat(recorded.row().status()).isEqualTo("pending");
        assertThat(device.query("SELECT id, tracking_id, locker_id, status, drop_off_timestamp, sync_attempt_count,"
                        + " last_sync_attempt FROM package"))
                .containsExactly("1|PKG-1001|LOCKER-001|pending|2026-02-20T18:00:00.123Z|0|null");
        OutboxReply.Prepared prepared = device.prepare();
        List<Change> changes = changes(prepared);
        assertThat(changes).extracting(Change::type).containsExactly("epoch", "package");
        assertThat(changes.get(0).key()).isEqualTo(prepared.epoch().toString());
        assertThat(changes.get(0).dataJson()).isEqualTo("{\"reason\":\"created\"}");
        assertThat(PackageFact.of(changes.get(1)))
                .isEqualTo(new PackageFact.DropOff("PKG-1001", "A-07", TestDevice.START, null, 0));
        assertThat(changes.get(1).hlc()).isGreaterThan(changes.get(0).hlc());
    }

    @Test
    void theTimeOfAnEventIsThatOfTheDoorHoweverLongItWaitsForItsRow() {
        // Given
        Moment closed = device.moment();
        device.pass(Duration.ofMinutes(1));

        // When
        device.ask(new OutboxCommand.DropOff("PKG-1", null, null, closed), OutboxReply.Recorded.class);
        Moment taken = device.moment();
        device.pass(Duration.ofMinutes(1));
        device.ask(new OutboxCommand.PickUp("PKG-1", null, taken), OutboxReply.Recorded.class);

        // Then
        List<Change> changes = changes(device.prepare());
        assertHappenedAt(closed, changes.get(1));
        assertHappenedAt(taken, changes.get(2));
    }

    /** The interval of a hub whose clock is right and that the exchange reaches at once. */
    private void assertHappenedAt(Moment expected, Change change) {
        Moment sent = device.moment();
        long sentMs = sent.at().toEpochMilli();
        var evidence = new OccurredAt.Evidence(sent.boot(), sent.upMs(), sentMs, sentMs, List.of(), 1_000, 500, 100);
        Interval interval = OccurredAt.place(
                        change.boot(), change.upMs(), change.at().toEpochMilli(), evidence)
                .interval();
        assertThat(expected.at().toEpochMilli()).isBetween(interval.fromMs(), interval.toMs());
    }

    private static List<Change> changes(OutboxReply.Prepared prepared) {
        return prepared.runs().get(0).lines().stream()
                .map(line -> ChangeLine.read(line).fold(Reading.Valid::change, poison -> {
                    throw new AssertionError(poison.reason());
                }))
                .toList();
    }

    @Test
    void theSameKeyAndRequestGetTheFirstAnswerAndAnotherRequestAConflict() throws Exception {
        // Given
        var first = new OutboxCommand.DropOff("PKG-1", "A-1", "key-1", device.moment());
        long id = device.ask(first, OutboxReply.Recorded.class).row().id();
        device.pass(Duration.ofMinutes(1));

        // When
        OutboxReply.Recorded again = device.ask(
                new OutboxCommand.DropOff("PKG-1", "A-1", "key-1", device.moment()), OutboxReply.Recorded.class);

        // Then
        assertThat(again.repeated()).isTrue();
        assertThat(again.row().id()).isEqualTo(id);
        assertThat(again.row().dropOffTimestamp()).isEqualTo(TestDevice.START);
        assertProblem(
                ProblemType.CONFLICT,
                () -> device.ask(
                        new OutboxCommand.DropOff("PKG-2", "A-1", "key-1", device.moment()),
                        OutboxReply.Recorded.class));
        assertThat(device.query("SELECT count(*) FROM package")).containsExactly("1");
        assertThat(device.query("SELECT count(*) FROM outbox")).containsExactly("2");
    }

    @Test
    void whatIsRefusedLeavesNothingBehind() throws Exception {
        // Given
        device.dropOff("PKG-1");
        List<String> before = device.query("SELECT record_no, hlc, (SELECT count(*) FROM outbox) FROM store");

        // When, Then
        assertProblem(ProblemType.CONFLICT, () -> device.dropOff("PKG-1"));
        assertProblem(ProblemType.NOT_FOUND, () -> device.pickUp("PKG-2"));
        assertProblem(ProblemType.INVALID_REQUEST, () -> device.dropOff("P".repeat(201)));
        assertProblem(
                ProblemType.INVALID_REQUEST,
                () -> device.ask(
                        new OutboxCommand.DropOff("PKG-3", "C".repeat(33), null, device.moment()),
                        OutboxReply.Recorded.class));
        assertProblem(
                ProblemType.NOT_FOUND,
                () -> device.ask(new OutboxCommand.ShowCustody("PKG-2"), OutboxReply.Custody.class));
        assertThat(device.query("SELECT record_no, hlc, (SELECT count(*) FROM outbox) FROM store"))
                .isEqualTo(before);
        assertThat(device.query("SELECT count(*) FROM package")).containsExactly("1");
    }

    @Test
    void aDropOffThatFailsHalfWayLeavesNothingBehind() throws Exception {
        // Given
        device.dropOff("PKG-1");
        String all = "SELECT record_no, hlc, (SELECT count(*) FROM package), (SELECT count(*) FROM outbox),"
                + " (SELECT group_concat(seq) FROM lane_head) FROM store";
        List<String> before = device.query(all);
        device.sql("CREATE TRIGGER refuse BEFORE INSERT ON idempotency BEGIN SELECT RAISE(ABORT, 'no'); END");
        var dropOff = new OutboxCommand.DropOff("PKG-2", null, "key-2", device.moment());

        // When
        assertProblem(ProblemType.STORAGE_FAILED, () -> device.ask(dropOff, OutboxReply.Recorded.class));

        // Then
        assertThat(device.query(all)).isEqualTo(before);
        device.sql("DROP TRIGGER refuse");
        assertThat(device.ask(dropOff, OutboxReply.Recorded.class).row().id()).isEqualTo(2);
    }

    @Test
    void theLogIsMovedIntoTheFileBehindTheAnswers() throws Exception {
        // Given
        long before = Files.size(device.database);

        // When
        for (int i = 1; i <= 70; i++) {
            device.dropOff("PKG-" + i);
        }

        // Then
        long pages = Files.size(Path.of(device.database + "-wal")) / 4_096;
        assertThat(pages).as("fewer than SQLite itself waits for").isLessThan(1_000);
        assertThat(Files.size(device.database)).isGreaterThan(before);
    }

    @Test
    void aPackageIsPickedUpOnce() throws Exception {
        // Given
        device.dropOff("PKG-1");
        device.acknowledge(device.prepare());
        assertThat(device.packageStatus("PKG-1")).isEqualTo("synced");

        // When
        OutboxReply.Recorded taken = device.pickUp("PKG-1");

        // Then
        assertThat(taken.row().pickedUpAt()).isEqualTo(device.now());
        assertThat(taken.row().status()).isEqualTo("pending");
        assertProblem(ProblemType.CONFLICT, () -> device.pickUp("PKG-1"));
        assertThat(device.acknowledge(device.prepare()).synced()).containsExactly("PKG-1");
    }

    @Test
    void aReceiptMakesExactlyWhatItCoversSynced() throws Exception {
        // Given
        device.dropOff("PKG-1");
        OutboxReply.Prepared prepared = device.prepare();
        device.dropOff("PKG-2");

        // When
        OutboxReply.Settled settled = device.acknowledge(prepared);

        // Then
        assertThat(prepared.pending()).isEqualTo(2);
        assertThat(settled.synced()).containsExactly("PKG-1");
        assertThat(settled.pending()).isEqualTo(1);
        assertThat(settled.rewound()).isFalse();
        assertThat(settled.newEpoch()).isNull();
        assertThat(device.packageStatus("PKG-1")).isEqualTo("synced");
        assertThat(device.packageStatus("PKG-2")).isEqualTo("pending");
        assertThat(device.query("SELECT sync_attempt_count, last_sync_attempt FROM package ORDER BY id"))
                .containsExactly("1|2026-02-20T18:00:00.123Z", "0|null");
    }

    @Test
    void anExchangeTakesWhatFitsAndTheNextOneTheRest() throws Exception {
        // Given
        for (int i = 0; i < 5; i++) {
            device.dropOff("PKG-" + i);
        }

        // When
        OutboxReply.Prepared first = device.ask(
                new OutboxCommand.Prepare(new ExchangeLimits(4 << 20, 16 << 10, 3)), OutboxReply.Prepared.class);
        device.acknowledge(first);
        OutboxReply.Prepared second = device.prepare();

        // Then
        assertThat(first.runs().get(0).lines()).hasSize(3);
        assertThat(second.runs().get(0).before()).isEqualTo(first.runs().get(0).head());
        assertThat(second.runs().get(0).lines()).hasSize(3);
        assertThat(second.exchange()).isEqualTo(first.exchange() + 1);
        assertThat(second.samples()).hasSize(1);
        assertThat(second.verified()).isNotNull();
        assertThat(second.epochs().get(0).heads()).containsExactly(device.recomputed(second.epoch(), Lane.CRITICAL));
    }

    @Test
    void whereNothingIsPendingAnEmptyRunAtTheAcknowledgedHeadIsSent() throws Exception {
        // Given
        device.dropOff("PKG-1");
        OutboxReply.Prepared prepared = device.prepare();
        device.acknowledge(prepared);

        // When
        OutboxReply.Prepared heartbeat = device.prepare();

        // Then
        assertThat(heartbeat.runs()).hasSize(1);
        assertThat(heartbeat.runs().get(0).lines()).isEmpty();
        assertThat(heartbeat.runs().get(0).head())
                .isEqualTo(prepared.runs().get(0).head());
        assertThat(heartbeat.pending()).isZero();
    }

    @Test
    void whatWasSentInVainIsSentAgainAndCounted() throws Exception {
        // Given
        device.dropOff("PKG-1");
        OutboxReply.Prepared first = device.prepare();
        device.ask(new OutboxCommand.AttemptFailed(first.exchange(), "no route"), OutboxReply.Done.class);

        // When
        OutboxReply.Prepared second = device.prepare();

        // Then
        assertThat(second.runs().get(0).head()).isEqualTo(first.runs().get(0).head());
        assertThat(second.attempts()).containsExactly(1L);
        assertThat(device.query("SELECT sync_attempt_count FROM package")).containsExactly("2");
    }

    @Test
    void custodyTellsTheWholeStory() throws Exception {
        // Given
        device.ask(new OutboxCommand.DropOff("PKG-1", "A-7", null, device.moment()), OutboxReply.Recorded.class);
        device.pass(Duration.ofSeconds(10));
        OutboxReply.Prepared cut = device.prepare();
        device.ask(new OutboxCommand.AttemptFailed(cut.exchange(), "no route"), OutboxReply.Done.class);
        device.pass(Duration.ofSeconds(10));
        OutboxReply.Prepared prepared = device.prepare();
        device.pass(Duration.ofSeconds(1));
        device.acknowledge(prepared);
        device.pass(Duration.ofSeconds(10));
        device.pickUp("PKG-1");

        // When
        OutboxReply.Custody custody = device.ask(new OutboxCommand.ShowCustody("PKG-1"), OutboxReply.Custody.class);

        // Then
        assertThat(custody.steps())
                .extracting(OutboxReply.CustodyStep::step)
                .containsExactly("door-closed", "recorded", "attempt", "attempt", "receipt-verified", "picked-up");
        assertThat(custody.steps().get(2).detail()).isEqualTo("drop-off, exchange 1: failed: no route");
        assertThat(custody.steps().get(3).detail()).isEqualTo("drop-off, exchange 2: receipt");
    }

    @Test
    void aSecondOwnerIsRefusedAndTheFileSurvivesARestart() throws Exception {
        // Given
        device.dropOff("PKG-1");
        OutboxReply.Prepared before = device.prepare();

        // When, Then
        assertProblem(ProblemType.UNAVAILABLE, () -> new TestDevice(device.database));
        device.close();
        device = new TestDevice(device.database);
        OutboxReply.Prepared after = device.prepare();
        assertThat(after.epoch()).isEqualTo(before.epoch());
        assertThat(after.runs().get(0).head()).isEqualTo(before.runs().get(0).head());
        assertThat(after.exchange()).isEqualTo(before.exchange() + 1);
    }
}
