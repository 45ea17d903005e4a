package ghosthunter.edge.outbox;

import static ghosthunter.edge.outbox.Pages.deleted;
import static ghosthunter.edge.outbox.Pages.gone;
import static ghosthunter.edge.outbox.Pages.news;
import static ghosthunter.edge.outbox.Pages.page;
import static ghosthunter.edge.outbox.Pages.state;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.edge.outbox.Pages.Page;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Receipts and pages from the hub meet what was written here, in any order. */
final class MirrorPullIT extends MirrorBase {
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
        var command = new OutboxCommand.ApplyPull(prepared.epoch(), null, first.down(), first.lines(), device.heard());
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
}
