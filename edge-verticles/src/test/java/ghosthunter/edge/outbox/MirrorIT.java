package ghosthunter.edge.outbox;

import static ghosthunter.edge.outbox.OutboxIT.assertProblem;
import static ghosthunter.edge.outbox.Pages.deleted;
import static ghosthunter.edge.outbox.Pages.gone;
import static ghosthunter.edge.outbox.Pages.news;
import static ghosthunter.edge.outbox.Pages.page;
import static ghosthunter.edge.outbox.Pages.state;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Reading;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.edge.outbox.Pages.Page;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mirror of what the hub keeps, in a real file: local writes, receipts and pages from the hub, in any order. */
final class MirrorIT {
    @TempDir
    Path directory;

    private TestDevice device;

    @BeforeEach
    void open() {
        device = new TestDevice(directory.resolve("locker.db"));
    }

    @AfterEach
    void close() {
        device.close();
    }

    private void write(String type, String key, EntityEdit edit) {
        OutboxReply.EntityWritten unused = device.write(type, key, edit);
    }

    private void put(String key, String dataJson) {
        write("profile", key, new EntityEdit.Put(dataJson));
    }

    private EntityRow shown(String type, String key) {
        return device.ask(new OutboxCommand.ShowEntity(type, key), OutboxReply.Entity.class)
                .row();
    }

    private String data(String key) {
        return String.valueOf(shown("profile", key).dataJson());
    }

    private List<String> keys(String type) {
        return device.ask(new OutboxCommand.ListEntities(type, "", 100), OutboxReply.Entities.class).rows().stream()
                .map(EntityRow::key)
                .toList();
    }

    private OutboxReply.Pulled pull(Page page) {
        OutboxReply.Prepared prepared = device.prepare();
        return device.ask(
                new OutboxCommand.ApplyPull(prepared.epoch(), prepared.cursor(), page.down(), page.lines()),
                OutboxReply.Pulled.class);
    }

    private void pulled(Page page) {
        assertThat(pull(page).applied()).isTrue();
    }

    private void acknowledgeAll() {
        OutboxReply.Settled settled = device.acknowledge(device.prepare());
        assertThat(settled.pending()).isZero();
    }

    private static List<Change> changes(OutboxReply.Prepared prepared, Lane lane) {
        return run(prepared, lane).lines().stream()
                .map(line -> ChangeLine.read(line).fold(Reading.Valid::change, poison -> {
                    throw new AssertionError(poison.reason());
                }))
                .toList();
    }

    private static Run run(OutboxReply.Prepared prepared, Lane lane) {
        return prepared.runs().stream()
                .filter(run -> run.lane() == lane)
                .findFirst()
                .orElseThrow();
    }

    private void assertNotThere(String type, String key) {
        assertProblem(ProblemType.NOT_FOUND, () -> shown(type, key));
    }

    @Test
    void aWriteCountsAtOnceAndIsAChangeWithTheVersionThatWasSeen() {
        // Given
        pulled(news("c1", state("profile", "ada", 7, "{\"name\":\"Ada\",\"age\":36}")));

        // When
        write("profile", "ada", new EntityEdit.Patch("{\"age\":null,\"city\":\"London\"}"));
        put("bob", "{\"name\":\"Bob\"}");

        // Then
        assertThat(new JsonObject(data("ada")))
                .isEqualTo(new JsonObject().put("name", "Ada").put("city", "London"));
        assertThat(shown("profile", "ada").pending()).isEqualTo(1);
        assertThat(keys("profile")).containsExactly("ada", "bob");
        List<Change> changes = changes(device.prepare(), Lane.MEDIUM);
        assertThat(changes).extracting(Change::op).containsExactly("PATCH", "CREATE");
        assertThat(changes).extracting(Change::base).containsExactly(7L, 0L);
        assertThat(changes)
                .extracting(Change::dataJson)
                .containsExactly("{\"age\":null,\"city\":\"London\"}", "{\"name\":\"Bob\"}");
    }

    @Test
    void whatWasAcknowledgedIsShownUntilTheHubSaysOtherwise() {
        // Given
        put("ada", "{\"n\":1}");
        OutboxReply.Prepared first = device.prepare();
        put("ada", "{\"n\":2}");

        // When
        OutboxReply.Settled settled = device.acknowledge(first);
        EntityRow between = shown("profile", "ada");
        acknowledgeAll();

        // Then
        assertThat(settled.pendingLanes()).containsExactly(Lane.MEDIUM);
        assertThat(between.pending()).isEqualTo(1);
        assertThat(shown("profile", "ada")).isEqualTo(new EntityRow("profile", "ada", 0, "{\"n\":2}", true, 0));
        assertThat(device.status().entities()).containsExactly(new OutboxReply.EntityCount("profile", 1, 1, 0));
        pulled(news("c1", state("profile", "ada", 3, "{\"n\":3}")));
        assertThat(data("ada")).isEqualTo("{\"n\":3}");
    }

    @Test
    void aPendingWriteSurvivesAPageAndBothConvergeAfterTheReceipt() {
        // Given
        pulled(news("c1", state("profile", "ada", 1, "{\"n\":1}")));
        put("ada", "{\"n\":2}");

        // When
        pulled(news("c2", state("profile", "ada", 2, "{\"n\":20}")));
        String pending = data("ada");
        long base = shown("profile", "ada").version();
        acknowledgeAll();
        String acknowledged = data("ada");
        pulled(news("c3", state("profile", "ada", 3, "{\"n\":22}")));

        // Then
        assertThat(pending).isEqualTo("{\"n\":2}");
        assertThat(base).isEqualTo(2);
        assertThat(acknowledged).isEqualTo("{\"n\":2}");
        assertThat(data("ada")).isEqualTo("{\"n\":22}");
    }

    @Test
    void aPageCountsWholeOrNotAtAll() throws Exception {
        // Given
        pulled(news("c1", state("profile", "ada", 1, "{\"n\":1}")));
        Page whole = news("c2", state("profile", "ada", 2, "{\"n\":2}"), state("profile", "bob", 1, "{}"));
        byte[] bytes = whole.lines().getBytes();
        Page cut = new Page(whole.down(), Buffer.buffer(bytes).getBuffer(0, bytes.length - 10));
        bytes[bytes.length - 3] ^= 1;
        Page other = new Page(whole.down(), Buffer.buffer(bytes));

        // When
        OutboxReply.Pulled ofCut = pull(cut);
        OutboxReply.Pulled ofOther = pull(other);
        String before = data("ada");
        String cursor = String.valueOf(device.prepare().cursor());
        OutboxReply.Pulled ofWhole = pull(whole);

        // Then
        assertThat(ofCut).isEqualTo(new OutboxReply.Pulled(false, 0, true)).isEqualTo(ofOther);
        assertThat(before).isEqualTo("{\"n\":1}");
        assertThat(cursor).isEqualTo("c1");
        assertThat(ofWhole).isEqualTo(new OutboxReply.Pulled(true, 2, false));
        assertThat(keys("profile")).containsExactly("ada", "bob");
        assertThat(device.prepare().cursor()).isEqualTo("c2");
    }

    @Test
    void aLowerVersionNeverReplacesAHigherInNews() {
        // Given
        pulled(news("c1", state("profile", "ada", 5, "{\"n\":5}"), deleted("profile", "bob", 4)));

        // When
        pulled(news("c2", state("profile", "ada", 4, "{\"n\":4}"), state("profile", "bob", 3, "{}")));

        // Then
        assertThat(data("ada")).isEqualTo("{\"n\":5}");
        assertNotThere("profile", "bob");
    }

    @Test
    void aScanOfAHubThatWasRestoredCountsFromLowerAgain() {
        // Given
        pulled(news("c1", state("profile", "ada", 5, "{\"n\":5}")));

        // When
        pulled(page("s1", "scan-1", true, state("profile", "ada", 4, "{\"n\":4}")));

        // Then
        assertThat(data("ada")).isEqualTo("{\"n\":4}");
    }

    @Test
    void aPageThatComesTwiceOrLateChangesNothing() {
        // Given
        Page first = news("c1", state("profile", "ada", 1, "{\"n\":1}"));
        OutboxReply.Prepared prepared = device.prepare();
        var command = new OutboxCommand.ApplyPull(prepared.epoch(), null, first.down(), first.lines());
        assertThat(device.ask(command, OutboxReply.Pulled.class).lines()).isEqualTo(1);
        pulled(news("c2", gone("profile", "ada")));

        // When
        OutboxReply.Pulled again = device.ask(command, OutboxReply.Pulled.class);

        // Then
        assertThat(again.lines()).isZero();
        assertNotThere("profile", "ada");
        assertThat(device.prepare().cursor()).isEqualTo("c2");
    }

    @Test
    void aScanGoesOnAfterAKillAndRemovesWhatItDidNotBring() {
        // Given
        pulled(news(
                "c1", state("profile", "a", 1, "{}"), state("profile", "m", 1, "{}"), state("profile", "z", 1, "{}")));
        put("new", "{\"here\":true}");
        pulled(page("s1", "scan-1", false, state("profile", "a", 1, "{}")));

        // When
        device.close();
        device = new TestDevice(directory.resolve("locker.db"));
        List<String> during = keys("profile");
        String cursor = String.valueOf(device.prepare().cursor());
        acknowledgeAll();
        pulled(page("s2", "scan-1", true, state("profile", "z", 2, "{}")));

        // Then
        assertThat(during).containsExactly("a", "m", "new", "z");
        assertThat(cursor).isEqualTo("s1");
        assertThat(keys("profile")).containsExactly("a", "new", "z");
    }

    @Test
    void whatTheHubJustAcknowledgedIsNotRemovedByAScanOfAFeedThatLags() {
        // Given
        pulled(news("c1"));
        put("earlier", "{}");
        acknowledgeAll();
        put("now", "{}");
        acknowledgeAll();
        OutboxReply.Prepared stated = device.prepare();

        // When
        pulled(page("s1", "scan-1", true));
        List<String> spared = keys("profile");
        String cursor = device.prepare().cursor();
        pulled(page("s2", "scan-2", true, state("profile", "now", 1, "{}")));

        // Then
        assertThat(stated.cursor()).isEqualTo("c1");
        assertThat(spared).containsExactly("earlier", "now");
        assertThat(cursor).isNull();
        assertThat(keys("profile")).containsExactly("now");
        assertThat(device.prepare().cursor()).isEqualTo("s2");
    }

    @Test
    void whatIsPendingOutlivesTheScanThatDoesNotBringItUntilTheHubHasIt() {
        // Given
        pulled(news("c1", state("profile", "left", 4, "{}")));
        put("left", "{\"mine\":1}");
        put("fresh", "{}");

        // When
        pulled(page("s1", "scan-1", true));
        List<String> during = keys("profile");
        acknowledgeAll();

        // Then
        assertThat(during).containsExactly("fresh", "left");
        assertThat(keys("profile")).containsExactly("fresh");
    }

    @Test
    void whatIsGoneIsRemovedAndWhatIsDeletedLeavesATombstone() throws Exception {
        // Given
        pulled(news("c1", state("profile", "ada", 1, "{}"), state("profile", "bob", 1, "{}")));

        // When
        pulled(news("c2", gone("profile", "ada"), deleted("profile", "bob", 2)));

        // Then
        assertThat(keys("profile")).isEmpty();
        assertThat(device.query("SELECT key, version, deleted FROM entity")).containsExactly("bob|2|1");
        put("bob", "{\"back\":1}");
        assertThat(changes(device.prepare(), Lane.MEDIUM)).singleElement().satisfies(change -> {
            assertThat(change.op()).isEqualTo("CREATE");
            assertThat(change.base()).isEqualTo(2);
        });
    }

    @Test
    void whatLeavesTheAudienceWhileAWriteIsPendingGoesWithItsReceipt() {
        // Given
        pulled(news("c1", state("profile", "ada", 1, "{}")));
        put("ada", "{\"mine\":1}");

        // When
        pulled(news("c2", gone("profile", "ada")));
        String pending = data("ada");
        acknowledgeAll();

        // Then
        assertThat(pending).isEqualTo("{\"mine\":1}");
        assertNotThere("profile", "ada");
    }

    @Test
    void aDeletionIsOneHereAtOnceAndStaysOneAfterTheReceipt() {
        // Given
        pulled(news("c1", state("profile", "ada", 1, "{\"n\":1}")));

        // When
        write("profile", "ada", new EntityEdit.Delete());

        // Then
        assertNotThere("profile", "ada");
        assertProblem(ProblemType.NOT_FOUND, () -> write("profile", "ada", new EntityEdit.Delete()));
        acknowledgeAll();
        assertNotThere("profile", "ada");
    }

    @Test
    void aCounterMovesByWhatHappenedHere() {
        // Given
        pulled(news("c1", state("stock", "apple", 3, "{\"on_hand\":10,\"branch\":\"B\"}")));

        // When
        write("stock", "apple", new EntityEdit.Add(-3));
        write("stock", "apple", new EntityEdit.Count(9));
        write("stock", "pear", new EntityEdit.Add(-1));

        // Then
        assertThat(new JsonObject(shown("stock", "apple").dataJson()).getLong("on_hand"))
                .isEqualTo(9);
        assertThat(new JsonObject(shown("stock", "pear").dataJson()).getLong("on_hand"))
                .isEqualTo(-1);
        List<Change> changes = changes(device.prepare(), Lane.HIGH);
        assertThat(changes).extracting(Change::op).containsExactly("ADD", "SET", "ADD");
        assertThat(changes)
                .extracting(Change::dataJson)
                .containsExactly("{\"delta\":-3}", "{\"count\":9,\"seen\":7}", "{\"delta\":-1}");
        assertThat(changes).extracting(Change::base).containsExactly(3L, 3L, 0L);
    }

    @Test
    void aNewEpochReadsEverythingAnew() {
        // Given
        put("ada", "{\"mine\":1}");
        acknowledgeAll();
        pulled(news("c1", state("profile", "ada", 2, "{\"mine\":1}")));
        OutboxReply.Prepared prepared = device.prepare();

        // When
        OutboxReply.Settled settled = device.settle(
                prepared,
                prepared.runs().stream()
                        .map(run -> new LaneReceipt(Verdict.FORK, run.head(), 0))
                        .toArray(LaneReceipt[]::new));

        // Then
        assertThat(settled.newEpoch()).isNotNull();
        assertThat(device.prepare().cursor()).isNull();
        assertThat(shown("profile", "ada").pending()).isEqualTo(1);
        pulled(page("s1", "scan-1", true, state("profile", "ada", 3, "{\"theirs\":1}")));
        acknowledgeAll();
        assertThat(data("ada")).isEqualTo("{\"theirs\":1}");
    }

    @Test
    void whatAHubLostIsShownUntilItHasItAgainAndThenEverythingIsReadAnew() {
        // Given
        put("ada", "{\"n\":1}");
        Run lost = run(device.prepare(), Lane.MEDIUM);
        acknowledgeAll();
        pulled(news("c1", state("profile", "ada", 1, "{\"n\":1}")));

        // When
        OutboxReply.Settled settled = device.settle(device.prepare(), new LaneReceipt(Verdict.GAP, lost.before(), 0));
        pulled(page("s1", "scan-1", true));
        EntityRow meanwhile = shown("profile", "ada");
        acknowledgeAll();

        // Then
        assertThat(settled.rewound()).isTrue();
        assertThat(meanwhile.pending()).isEqualTo(1);
        assertThat(meanwhile.dataJson()).isEqualTo("{\"n\":1}");
        assertThat(device.prepare().cursor()).isNull();
    }

    @Test
    void theSameKeyAndRequestGetTheFirstAnswerAndAnotherRequestAConflict() {
        // Given
        var first = new OutboxCommand.WriteEntity(
                "profile", "ada", new EntityEdit.Put("{\"n\":1}"), "key-1", device.moment());
        OutboxReply.EntityWritten written = device.ask(first, OutboxReply.EntityWritten.class);
        put("ada", "{\"n\":2}");

        // When
        OutboxReply.EntityWritten again = device.ask(first, OutboxReply.EntityWritten.class);

        // Then
        assertThat(again.repeated()).isTrue();
        assertThat(again.answerJson()).isEqualTo(written.answerJson());
        assertThat(data("ada")).isEqualTo("{\"n\":2}");
        assertProblem(
                ProblemType.CONFLICT,
                () -> device.ask(
                        new OutboxCommand.WriteEntity(
                                "profile", "bob", new EntityEdit.Put("{\"n\":1}"), "key-1", device.moment()),
                        OutboxReply.EntityWritten.class));
        assertProblem(
                ProblemType.CONFLICT,
                () -> device.ask(
                        new OutboxCommand.DropOff("PKG-1", null, "key-1", device.moment()),
                        OutboxReply.Recorded.class));
    }

    @Test
    void whatTheCatalogDoesNotAllowLeavesNothingBehind() throws Exception {
        // Given
        write("note", "n1", new EntityEdit.Put("{}"));
        List<String> before = device.query("SELECT record_no, (SELECT count(*) FROM entity) FROM store");

        // When, Then
        assertProblem(ProblemType.INVALID_REQUEST, () -> write("parcel", "p", new EntityEdit.Put("{}")));
        assertProblem(ProblemType.INVALID_REQUEST, () -> write("package", "p", new EntityEdit.Put("{}")));
        assertProblem(ProblemType.INVALID_REQUEST, () -> write("stock", "p", new EntityEdit.Put("{}")));
        assertProblem(ProblemType.INVALID_REQUEST, () -> write("profile", "p", new EntityEdit.Add(1)));
        assertProblem(ProblemType.INVALID_REQUEST, () -> write("trace", "t", new EntityEdit.Put("{\"n\":\"one\"}")));
        assertProblem(ProblemType.CONFLICT, () -> write("note", "n1", new EntityEdit.Put("{}")));
        assertProblem(ProblemType.CONFLICT, () -> write("note", "n1", new EntityEdit.Delete()));
        assertProblem(ProblemType.NOT_FOUND, () -> write("profile", "p", new EntityEdit.Patch("{}")));
        assertThat(device.query("SELECT record_no, (SELECT count(*) FROM entity) FROM store"))
                .isEqualTo(before);
    }

    @Test
    void aThousandBackgroundChangesNeverDelayACriticalOne() {
        // Given
        for (int i = 0; i < 1_000; i++) {
            write("trace", "t" + i, new EntityEdit.Put("{\"n\":" + i + "}"));
        }
        OutboxReply.Recorded unused = device.dropOff("PKG-1");

        // When
        OutboxReply.Prepared small = device.prepare(16 << 10, Lane.values());

        // Then
        assertThat(changes(small, Lane.CRITICAL)).extracting(Change::key).contains("PKG-1");
        assertThat(changes(small, Lane.BACKGROUND)).hasSizeBetween(1, 100);
        assertThat(small.held()).isZero();
    }

    @Test
    void aLaneThatIsNotSentIsStatedAtItsAcknowledgedHead() {
        // Given
        write("trace", "t1", new EntityEdit.Put("{\"n\":1}"));
        acknowledgeAll();
        write("trace", "t2", new EntityEdit.Put("{\"n\":2}"));
        put("ada", "{}");

        // When
        OutboxReply.Prepared prepared = device.prepare(1 << 20, Lane.MEDIUM);

        // Then
        assertThat(prepared.runs()).extracting(Run::lane).containsExactly(Lane.CRITICAL, Lane.MEDIUM, Lane.BACKGROUND);
        assertThat(run(prepared, Lane.BACKGROUND).lines()).isEmpty();
        assertThat(run(prepared, Lane.BACKGROUND).before().seq()).isEqualTo(1);
        assertThat(prepared.held()).isEqualTo(1);
        assertThat(prepared.pending()).isEqualTo(2);
    }

    @Test
    void aListGoesByKeysInPages() {
        // Given
        List<String> expected = new ArrayList<>();
        for (int i = 10; i < 35; i++) {
            put("k" + i, "{}");
            expected.add("k" + i);
        }

        // When
        List<String> listed = new ArrayList<>();
        String after = "";
        while (after != null) {
            var page = device.ask(new OutboxCommand.ListEntities("profile", after, 10), OutboxReply.Entities.class);
            page.rows().forEach(row -> listed.add(row.key()));
            after = page.after();
        }

        // Then
        assertThat(listed).isEqualTo(expected);
    }

    @Test
    void theStatementsOfEveryWriteGoByTheirIndexes() throws Exception {
        assertThat(
                        plan(
                                "SELECT count(*) FROM outbox o WHERE o.type = 'a' AND o.entity_key = 'b' AND o.acked_at IS NULL"))
                .contains("COVERING INDEX outbox_entity");
        assertThat(plan("SELECT 1 FROM entity WHERE pending > 0 LIMIT 1")).contains("entity_pending");
        assertThat(plan("SELECT * FROM entity WHERE type = 'a' AND visible = 1 AND key > 'k' ORDER BY key LIMIT 9"))
                .contains("entity_visible")
                .doesNotContain("TEMP B-TREE");
    }

    private String plan(String sql) throws Exception {
        return String.join("\n", device.query("EXPLAIN QUERY PLAN " + sql));
    }
}
