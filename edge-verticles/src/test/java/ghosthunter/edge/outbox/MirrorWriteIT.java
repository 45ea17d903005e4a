package ghosthunter.edge.outbox;

import static ghosthunter.edge.outbox.OutboxIT.assertProblem;
import static ghosthunter.edge.outbox.Pages.news;
import static ghosthunter.edge.outbox.Pages.page;
import static ghosthunter.edge.outbox.Pages.state;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Writes to the mirror: what a program gets, and what is sent of it. */
final class MirrorWriteIT extends MirrorBase {
    private static final long SLOW_BYTES_PER_S = 2_000;

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
    void aNoticeIsDeletedWhenItWasReadAndNeverWritten() {
        // Given
        pulled(news("c1", state("notice", "n1", 1, "{\"kind\":\"rejected\"}")));

        // When
        OutboxReply.EntityWritten read = device.write("notice", "n1", new EntityEdit.Delete());

        // Then
        assertThat(read.lane()).isEqualTo(Lane.HIGH);
        assertThat(keys("notice")).isEmpty();
        assertThat(changes(device.prepare(), Lane.HIGH))
                .extracting(change -> change.op() + " " + change.base())
                .containsExactly("DELETE 1");
        assertProblem(ProblemType.NOT_FOUND, () -> device.write("notice", "n1", new EntityEdit.Delete()));
        assertProblem(ProblemType.INVALID_REQUEST, () -> device.write("notice", "n2", new EntityEdit.Put("{}")));
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
        OutboxReply.Prepared onTheAir = device.prepare();

        // When
        OutboxReply.Recorded unused = device.dropOff("PKG-1");
        OutboxReply.Settled unusedToo = device.acknowledge(onTheAir);
        OutboxReply.Prepared next = device.prepare();

        // Then
        assertThat(changes(onTheAir, Lane.BACKGROUND)).isNotEmpty();
        assertThat(changes(next, Lane.CRITICAL)).extracting(Change::key).contains("PKG-1");
        assertThat(secondsOnASlowLink(onTheAir) + secondsOnASlowLink(next)).isLessThan(15);
        assertThat(next.held()).isZero();
        int sent = changes(onTheAir, Lane.BACKGROUND).size()
                + changes(next, Lane.BACKGROUND).size();
        assertThat(next.waiting()).isEqualTo(Map.of("trace", 1_000L - sent));
    }

    /** Before compression. */
    private static long secondsOnASlowLink(OutboxReply.Prepared prepared) {
        return prepared.runs().stream()
                        .flatMap(run -> run.lines().stream())
                        .mapToLong(line -> line.sizeBytes() + 1L)
                        .sum()
                / SLOW_BYTES_PER_S;
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
        assertThat(prepared.waiting()).isEqualTo(Map.of("trace", 1L));
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
