package ghosthunter.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.Reading;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Statement.EpochHeads;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.edge.outbox.OutboxReply.Prepared;
import ghosthunter.edge.outbox.OutboxReply.Settled;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a receipt does to the chains, on a real file: acknowledge, rewind, free, or begin anew. */
final class EpochIT {
    /** Frees at once what is safe, and pages often. */
    private static final OutboxLimits LIMITS = new OutboxLimits(Duration.ZERO, Duration.ofDays(7), 100, 100, 100, 2);

    @TempDir
    private Path directory;

    private TestDevice device;

    @BeforeEach
    void open() {
        device = new TestDevice(directory.resolve("locker.db"), TestDevice.DEVICE, LIMITS);
    }

    @AfterEach
    void close() {
        device.close();
    }

    private Prepared dropOffs(int count) {
        for (int i = 1; i <= count; i++) {
            OutboxReply.Recorded recorded = device.dropOff("PKG-" + i);
            assertThat(recorded.repeated()).isFalse();
            device.pass(Duration.ofSeconds(1));
        }
        return device.prepare();
    }

    private static Run run(Prepared prepared) {
        return prepared.runs().get(0);
    }

    private static List<Change> changes(Prepared prepared) {
        return run(prepared).lines().stream().map(EpochIT::change).toList();
    }

    private static Change change(Line line) {
        return ChangeLine.read(line).fold(Reading.Valid::change, poison -> {
            throw new AssertionError(poison.reason());
        });
    }

    private static JsonObject data(Change change) {
        return new JsonObject(change.dataJson());
    }

    private static LaneReceipt lane(Verdict verdict, Head durable) {
        return new LaneReceipt(verdict, durable, 0);
    }

    private static Head head(long seq, String of) {
        Head genesis = Chain.genesis(TestDevice.DEVICE, new Epoch(new java.util.UUID(7, 7)), Lane.CRITICAL);
        return new Head(Lane.CRITICAL, seq, Chain.append(genesis, Line.of(of)).hash());
    }

    private void assertChainIsWhole(Prepared prepared) throws Exception {
        assertThat(run(prepared).head()).isEqualTo(device.recomputed(prepared.epoch(), Lane.CRITICAL));
        assertThat(run(prepared).before()).isEqualTo(Chain.genesis(device.device, prepared.epoch(), Lane.CRITICAL));
    }

    @Test
    void onAForkEveryRetainedChangeIsChainedAnewWithItsBytes() throws Exception {
        // Given
        Prepared first = dropOffs(5);
        Settled acknowledged = device.acknowledge(first);
        assertThat(acknowledged.pending()).isZero();
        Prepared second = device.prepare();

        // When
        Settled settled = device.settle(second, lane(Verdict.FORK, head(6, "another history")));

        // Then
        assertThat(settled.newEpoch()).isNotNull().isNotEqualTo(first.epoch());
        assertThat(settled.pending()).isEqualTo(7);
        Prepared anew = device.prepare();
        assertThat(anew.epoch()).isEqualTo(settled.newEpoch());
        assertThat(anew.exchange()).isEqualTo(second.exchange() + 1);
        assertThat(run(anew).lines().subList(1, 7)).isEqualTo(run(first).lines());
        assertChainIsWhole(anew);
        Change open = changes(anew).get(0);
        assertThat(open.type() + " " + open.op() + " " + open.key()).isEqualTo("epoch OPEN " + anew.epoch());
        assertThat(data(open).getString("reason")).isEqualTo("fork");
        JsonObject previous = data(open).getJsonObject("previous");
        assertThat(previous.getString("epoch")).isEqualTo(first.epoch().toString());
        assertThat(previous.getJsonArray("heads").getJsonObject(0).getString("hash"))
                .isEqualTo(run(first).head().hash().toString());
        assertThat(anew.epochs()).extracting(EpochHeads::epoch).containsExactly(anew.epoch(), first.epoch());
        assertThat(anew.epochs().get(1).heads()).containsExactly(run(first).head());
        assertThat(device.query("SELECT DISTINCT status FROM package")).containsExactly("pending");
        assertThat(device.acknowledge(anew).synced()).containsExactly("PKG-1", "PKG-2", "PKG-3", "PKG-4", "PKG-5");
    }

    @Test
    void aHubThatHasMoreOfThisEpochMeansThatTheStoreIsAnOldCopy() {
        // Given
        Prepared prepared = dropOffs(2);

        // When
        Settled settled = device.settle(prepared, lane(Verdict.KNOWN, head(9, "what the copy does not know")));

        // Then
        assertThat(settled.newEpoch()).isNotNull();
        assertThat(data(changes(device.prepare()).get(0)).getString("reason")).isEqualTo("behind");
    }

    @Test
    void anotherHashAtTheHubsHeadIsAForkWhateverTheVerdict() {
        // Given
        Prepared prepared = dropOffs(2);

        // When
        Settled settled = device.settle(prepared, lane(Verdict.KNOWN, head(2, "another second change")));

        // Then
        assertThat(settled.newEpoch()).isNotNull();
        assertThat(data(changes(device.prepare()).get(0)).getString("reason")).isEqualTo("fork");
    }

    @Test
    void aHubThatLostGetsItAgainInTheSameEpoch() throws Exception {
        // Given
        Prepared first = dropOffs(3);
        Settled acknowledged = device.acknowledge(first);
        assertThat(acknowledged.synced()).hasSize(3);
        Prepared heartbeat = device.prepare();

        // When
        Settled settled = device.settle(heartbeat, lane(Verdict.GAP, run(first).headAt(2)));

        // Then
        assertThat(settled.rewound()).isTrue();
        assertThat(settled.newEpoch()).isNull();
        assertThat(settled.pending()).isEqualTo(2);
        assertThat(device.query("SELECT tracking_id, status FROM package ORDER BY id"))
                .containsExactly("PKG-1|synced", "PKG-2|pending", "PKG-3|pending");
        Prepared again = device.prepare();
        assertThat(again.epoch()).isEqualTo(first.epoch());
        assertThat(run(again).before()).isEqualTo(run(first).headAt(2));
        assertThat(run(again).lines()).isEqualTo(run(first).after(2).lines());
        assertThat(device.acknowledge(again).synced()).containsExactly("PKG-2", "PKG-3");
    }

    @Test
    void onlyWhatIsAcknowledgedAndSafeIsFreed() throws Exception {
        // Given
        Prepared prepared = dropOffs(4);
        device.pass(Duration.ofSeconds(1));

        // When
        Settled settled = device.settle(
                prepared, new LaneReceipt(Verdict.APPENDED, run(prepared).headAt(4), 3));

        // Then
        assertThat(settled.synced()).containsExactly("PKG-1", "PKG-2", "PKG-3");
        assertThat(device.query("SELECT seq FROM outbox ORDER BY seq")).containsExactly("4", "5");
        assertThat(device.query("SELECT seq, acked_seq, safe_seq, base_seq FROM lane_head"))
                .containsExactly("5|4|3|3");
        assertThat(run(device.prepare()).before()).isEqualTo(run(prepared).headAt(4));
        assertThat(device.ask(new OutboxCommand.ShowCustody("PKG-1"), OutboxReply.Custody.class)
                        .steps())
                .extracting(OutboxReply.CustodyStep::step)
                .contains("receipt-verified");
    }

    @Test
    void whatIsSafeButYoungStays() throws Exception {
        // Given
        device.close();
        device = new TestDevice(device.database);
        Prepared prepared = dropOffs(2);

        // When
        Settled settled = device.settle(
                prepared, new LaneReceipt(Verdict.APPENDED, run(prepared).head(), 3));

        // Then
        assertThat(settled.pending()).isZero();
        assertThat(device.query("SELECT count(*) FROM outbox")).containsExactly("3");
        device.pass(Duration.ofDays(31));
        Settled later = device.settle(
                device.prepare(), new LaneReceipt(Verdict.KNOWN, run(prepared).head(), 3));
        assertThat(later.pending()).isZero();
        assertThat(device.query("SELECT count(*) FROM outbox")).containsExactly("0");
    }

    @Test
    void whatNeitherSideHasIsDeclaredAsAHole() throws Exception {
        // Given
        Prepared prepared = dropOffs(4);
        device.pass(Duration.ofSeconds(1));
        Settled freed = device.settle(
                prepared, new LaneReceipt(Verdict.APPENDED, run(prepared).head(), 3));
        assertThat(freed.pending()).isZero();
        Prepared heartbeat = device.prepare();

        // When
        Settled settled =
                device.settle(heartbeat, lane(Verdict.GAP, run(prepared).headAt(1)));

        // Then
        assertThat(settled.newEpoch()).isNotNull();
        Prepared anew = device.prepare();
        JsonObject open = data(changes(anew).get(0));
        assertThat(open.getString("reason")).isEqualTo("hole");
        JsonObject hole = open.getJsonArray("holes").getJsonObject(0);
        assertThat(hole.getString("epoch")).isEqualTo(prepared.epoch().toString());
        assertThat(hole.getString("lane")).isEqualTo("critical");
        assertThat(hole.getLong("from")).isEqualTo(2);
        assertThat(hole.getLong("to")).isEqualTo(3);
        assertThat(hole.getString("hash"))
                .isEqualTo(run(prepared).headAt(3).hash().toString());
        assertThat(hole.getString("receipt")).isNotBlank();
        assertThat(run(anew).lines().subList(1, 3))
                .isEqualTo(run(prepared).after(3).lines());
        assertChainIsWhole(anew);
    }

    @Test
    void anEpochIsForgottenWhenNothingOfItIsRetained() throws Exception {
        // Given
        Prepared first = dropOffs(2);
        Settled forked = device.settle(first, lane(Verdict.FORK, head(1, "another history")));
        assertThat(forked.newEpoch()).isNotNull();
        Prepared second = device.prepare();
        assertThat(second.epochs()).hasSize(2);
        device.pass(Duration.ofSeconds(1));

        // When
        Settled settled = device.settle(
                second, new LaneReceipt(Verdict.APPENDED, run(second).head(), 4));

        // Then
        assertThat(settled.pending()).isZero();
        assertThat(device.prepare().epochs()).extracting(EpochHeads::epoch).containsExactly(second.epoch());
        assertThat(device.query("SELECT (SELECT count(*) FROM past_epoch), (SELECT count(*) FROM past_head)"))
                .containsExactly("0|0");
    }

    @Test
    void aDamagedLineIsReplacedByATombstoneAndTheFactStatedAgain() throws Exception {
        // Given
        Prepared before = dropOffs(3);
        device.sql("UPDATE outbox SET line = CAST('{\"id\":\"bit rot\"}' AS BLOB) WHERE seq = 3");

        // When
        Prepared after = device.prepare();

        // Then
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
        List<Change> changes = changes(after);
        assertThat(changes)
                .extracting(change -> change.type() + " " + change.op())
                .containsExactly(
                        "epoch OPEN",
                        "epoch TOMBSTONE",
                        "epoch OPEN",
                        "package CREATE",
                        "package CREATE",
                        "package CREATE");
        assertThat(data(changes.get(0)).getString("reason")).isEqualTo("damaged");
        assertThat(data(changes.get(1)).getMap())
                .containsEntry("lane", "critical")
                .containsEntry("seq", 3)
                .containsEntry("change", changes(before).get(2).id().toString())
                .containsEntry("epoch", before.epoch().toString());
        assertThat(changes.subList(3, 6)).extracting(Change::key).containsExactly("PKG-1", "PKG-2", "PKG-3");
        assertThat(changes.get(4).id()).isNotEqualTo(changes(before).get(2).id());
        assertThat(changes.get(4).at()).isEqualTo(changes(before).get(2).at());
        assertThat(run(after).line(4)).isEqualTo(run(before).line(2));
        assertChainIsWhole(after);
        assertThat(device.acknowledge(after).synced()).containsExactly("PKG-1", "PKG-2", "PKG-3");
    }

    @Test
    void aDamagedHashCostsNoChange() throws Exception {
        // Given
        Prepared before = dropOffs(3);
        device.sql("UPDATE outbox SET hash = zeroblob(32) WHERE seq = 2");

        // When
        Prepared after = device.prepare();

        // Then
        assertThat(run(after).lines().subList(1, 5)).isEqualTo(run(before).lines());
        assertChainIsWhole(after);
    }

    @Test
    void anotherIdentityGetsAChainOfItsOwn() throws Exception {
        // Given
        Prepared before = dropOffs(2);
        DeviceRef adopted = new DeviceRef(new TenantId("city"), TestDevice.DEVICE.device());

        // When
        OutboxReply.Done done = device.ask(new OutboxCommand.Adopt(adopted), OutboxReply.Done.class);

        // Then
        assertThat(done).isNotNull();
        Prepared after = device.prepare();
        assertThat(after.device()).isEqualTo(adopted);
        assertThat(run(after).before()).isEqualTo(Chain.genesis(adopted, after.epoch(), Lane.CRITICAL));
        assertThat(run(after).lines().subList(1, 4)).isEqualTo(run(before).lines());
        assertThat(data(changes(after).get(0)).getString("reason")).isEqualTo("adopted");
        OutboxReply.Done again = device.ask(new OutboxCommand.Adopt(adopted), OutboxReply.Done.class);
        assertThat(again).isNotNull();
        assertThat(device.prepare().epoch()).isEqualTo(after.epoch());
    }

    @Test
    void aLateReceiptOrOneOfAnotherEpochMovesNothing() throws Exception {
        // Given
        Prepared first = dropOffs(2);
        Prepared second = device.prepare();
        Settled settled = device.acknowledge(second);
        assertThat(settled.pending()).isZero();
        List<String> before = device.query("SELECT * FROM lane_head, store");

        // When
        Settled late = device.settle(first, lane(Verdict.GAP, run(first).headAt(1)));
        Settled foreign = device.settle(new Epoch(new java.util.UUID(1, 1)), 9, lane(Verdict.FORK, head(1, "x")));
        Settled future = device.settle(first.epoch(), 99, lane(Verdict.FORK, head(1, "x")));

        // Then
        assertThat(List.of(late, foreign, future)).allSatisfy(answer -> {
            assertThat(answer.newEpoch()).isNull();
            assertThat(answer.rewound()).isFalse();
            assertThat(answer.pending()).isZero();
        });
        assertThat(device.query("SELECT * FROM lane_head, store")).isEqualTo(before);
    }

    @Test
    void whatIsRememberedForTheFirmwareAndForCustodyIsBounded() throws Exception {
        // Given
        for (int i = 0; i < 120; i++) {
            var command = new OutboxCommand.DropOff("PKG-" + i, null, "key-" + i, device.moment());
            OutboxReply.Recorded recorded = device.ask(command, OutboxReply.Recorded.class);
            assertThat(recorded.repeated()).isFalse();
        }

        // When
        for (int i = 0; i < 110; i++) {
            Prepared prepared = device.prepare();
            OutboxReply.Done failed = device.ask(
                    new OutboxCommand.AttemptFailed(prepared.exchange(), "no route"), OutboxReply.Done.class);
            assertThat(failed).isNotNull();
        }

        // Then
        assertThat(device.query("SELECT count(*), min(key = 'key-19') FROM idempotency"))
                .containsExactly("100|0");
        assertThat(Integer.parseInt(device.query("SELECT count(*) FROM attempt").get(0)))
                .isBetween(100, 101);
        assertThat(device.query("SELECT DISTINCT sync_attempt_count FROM package"))
                .containsExactly("110");
        assertThat(device.query("SELECT DISTINCT attempts FROM outbox")).containsExactly("110");
        OutboxReply.FailedAttempt failure =
                Objects.requireNonNull(device.status().lastFailure());
        assertThat(failure.reason()).isEqualTo("no route");
    }
}
