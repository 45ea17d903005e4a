package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every ledger makes of writes that did not know of each other, one fact for each policy. */
abstract class PolicyConformance extends StockConformance {
    @Test
    void ofTwoConcurrentWritesTheLaterWinsAndTheOtherIsKept() {
        // Given
        Two two = two("profile", "{\"n\":1}", "{\"n\":2}");

        // When
        record(two.second().fresh());
        record(two.first().fresh());

        // Then
        Contents contents = contents();
        assertThat(contents.table("entity", "profile K", "| v3 |", "{n=2}")).hasSize(1);
        assertThat(contents.table("conflict", "profile K", "| current |", "{n=1}", "| 1 |"))
                .hasSize(1);
        assertThat(contents.table("entity", "notice ", "d:" + two.first().ref.device(), "kind=lost"))
                .hasSize(1);
        assertThat(contents.table("conflict_event")).hasSize(2);
    }

    @Test
    void aConcurrentDocumentThatWinsIsItsDevicesOwnRun() {
        // Given
        Two two = two("profile", "{\"n\":1}", "{\"n\":2}");
        two.second().write("profile", "K", "UPDATE", 1, "{\"n\":3}");

        // When
        record(two.first().fresh());
        record(two.second().fresh());

        // Then
        assertThat(contents()
                        .table(
                                "entity",
                                "profile K",
                                "| v4 |",
                                "{n=3}",
                                two.second().epoch.toString()))
                .hasSize(1);
        assertThat(contents().table("conflict", "| incoming |")).hasSize(1);
    }

    @Test
    void whatTheCentreHoldsStaysWhereItWins() {
        // Given
        TestLocker till = locker("TILL-1");
        till.write("parcel", "K", "CREATE", 0, "{\"n\":0}");
        record(till.fresh());
        record(centre("parcel", "K", "UPDATE", 1, "{\"n\":1}"));
        till.write("parcel", "K", "UPDATE", 1, "{\"n\":2}");

        // When
        record(till.fresh());

        // Then
        assertThat(contents().table("entity", "parcel K", "| v3 |", "{n=1}", "| null |"))
                .hasSize(1);
        assertThat(contents().table("conflict", "| current |")).hasSize(1);
    }

    @Test
    void whatADeviceWritesWinsOverTheCentreWhereItShall() {
        // Given
        TestLocker till = locker("TILL-1");
        till.write("order", "K", "CREATE", 0, "{\"n\":0}");
        record(till.fresh());
        till.write("order", "K", "UPDATE", 1, "{\"n\":2}");
        clock.advance(Duration.ofMinutes(1));
        record(centre("order", "K", "UPDATE", 1, "{\"n\":1}"));

        // When
        record(till.fresh());

        // Then
        assertThat(contents().table("entity", "order K", "| v3 |", "{n=2}")).hasSize(1);
    }

    @Test
    void fieldsThatDifferentDevicesChangedAreBothKept() {
        // Given
        Two two = two("setting", "{\"a\":1,\"b\":0}", "{\"a\":0,\"b\":2}", "{\"a\":0,\"b\":0}");

        // When
        record(two.first().fresh());
        record(two.second().fresh());

        // Then
        assertThat(contents().table("entity", "setting K", "| v3 |", "{a=1, b=2}", "| null |"))
                .hasSize(1);
        assertThat(contents().table("conflict", "| merged |")).hasSize(1);
    }

    @Test
    void aMessageIsWrittenOnce() {
        // Given
        Two two = two("message", "{\"text\":\"b\"}", "{\"text\":\"c\"}", "{\"text\":\"a\"}");

        // When
        record(two.first().fresh());
        record(two.second().fresh());

        // Then
        assertThat(contents().table("entity", "message K", "{text=a}")).hasSize(1);
    }

    @Test
    void whatNobodyMayDecideWaitsForAPerson() {
        // Given
        Two two = two("agreement", "{\"n\":1}", "{\"n\":2}");

        // When
        record(two.first().fresh());
        record(two.second().fresh());

        // Then
        Contents contents = contents();
        assertThat(contents.table("entity", "agreement K", "| v3 |", "{n=1}", "| null |"))
                .hasSize(1);
        assertThat(contents.table("conflict", "| pending |", "{n=1}", "{n=2}", "| 3 |"))
                .hasSize(1);
        assertThat(contents.table("entity", "kind=pending", "d:TILL-2")).hasSize(1);
    }

    /** Two devices that both saw version 1 of an entity. */
    record Two(TestLocker first, TestLocker second) {}

    Two two(String type, String first, String second) {
        return two(type, first, second, "{\"n\":0}");
    }

    /** What the second writes is the later. */
    private Two two(String type, String first, String second, String before) {
        TestLocker maker = locker("TILL-0");
        maker.write(type, "K", "CREATE", 0, before);
        record(maker.fresh());
        TestLocker one = locker("TILL-1");
        TestLocker other = locker("TILL-2");
        clock.advance(Duration.ofMinutes(1));
        one.write(type, "K", "UPDATE", 1, first);
        clock.advance(Duration.ofMinutes(1));
        other.write(type, "K", "UPDATE", 1, second);
        clock.advance(Duration.ofMinutes(1));
        return new Two(one, other);
    }

    @Test
    void whatIsToBeJudgedIsRecordedAsLongAsWhatWasSeenHolds() {
        // Given
        record(centre("agreement", "K", "CREATE", 0, "{\"n\":1}"));
        Submission.Unsigned stale = client("A", new Expected("agreement", "K", 0, null, true));
        Submission.Unsigned strict = client("B", new Expected("agreement", "K", 1, null));
        Submission.Unsigned judged = client("C", new Expected("agreement", "K", 1, null, true));

        // When
        List<Outcome> outcomes = Stream.of(stale, strict, judged)
                .map(submission -> await(ledger().commit(List.of(submission))).get(0))
                .toList();

        // Then
        assertThat(problem(outcomes.get(0))).contains("has version 1, not 0");
        assertThat(problem(outcomes.get(1))).contains("a person decides");
        assertThat(problem(outcomes.get(2))).isEqualTo("committed");
        assertThat(contents().table("conflict", "pending")).hasSize(1);
        assertThat(contents().table("ledger")).hasSize(2);
    }

    /** A client's write that saw nothing of what is there. */
    private Submission.Unsigned client(String device, Expected expected) {
        Line line = ChangeLine.write(
                        ids.next(),
                        expected.type(),
                        expected.key(),
                        "UPDATE",
                        clock.instant(),
                        "unknown",
                        0,
                        clock.millis() << 16,
                        0,
                        "{\"n\":2}")
                .line();
        DeviceRef ref = new DeviceRef(TenantId.DEFAULT, new DeviceId(device));
        return new Submission.Unsigned(ref, "test", List.of(line), clock.millis(), List.of(expected));
    }

    static String problem(Outcome outcome) {
        return outcome.fold(
                committed -> "committed",
                failed -> String.valueOf(failed.problem().detail()));
    }
}
