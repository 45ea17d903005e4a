package ghosthunter.hub.merge;

import static ghosthunter.hub.merge.Meetings.json;
import static ghosthunter.hub.merge.Meetings.seeded;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.EntityType.Fields;
import ghosthunter.codecs.entity.PolicyName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One fact after the other of each policy. */
class PolicyTest {
    @Test
    void theLaterWriteWinsAsAWhole() {
        // Given
        Meetings hub = seeded(PolicyName.LAST_WRITER_WINS, "{\"x\":1}");
        Decision first = hub.meets("A", 5, 1, "UPDATE", "{\"x\":2,\"y\":1}");

        // When
        Decision earlier = hub.meets("B", 4, 1, "UPDATE", "{\"x\":3}");
        Decision later = hub.meets("C", 6, 1, "UPDATE", "{\"x\":4}");

        // Then
        assertThat(first.clean()).isTrue();
        assertThat(earlier.result().outcome()).isEqualTo("current");
        assertThat(later.result().outcome()).isEqualTo("incoming");
        assertThat(later.next().data()).isEqualTo(json("{\"x\":4}"));
    }

    @Test
    void aTieGoesByTheNameOfTheDevice() {
        // Given
        Meetings hub = seeded(PolicyName.LAST_WRITER_WINS, "{\"x\":1}");
        Decision unused = hub.meets("B", 5, 1, "UPDATE", "{\"x\":2}");

        // Then
        assertThat(hub.meets("A", 5, 1, "UPDATE", "{\"x\":3}").result().outcome())
                .isEqualTo("current");
        assertThat(hub.meets("C", 5, 1, "UPDATE", "{\"x\":4}").result().outcome())
                .isEqualTo("incoming");
    }

    @Test
    void aSlowClockLosesNothingToWhatItsDeviceHadSeen() {
        // Given
        Meetings hub = seeded(PolicyName.LAST_WRITER_WINS, "{\"x\":1}");
        Decision first = hub.meets("A", 60, 1, "UPDATE", "{\"x\":2}");
        Decision slow = hub.meets("B", 5, 2, "UPDATE", "{\"x\":3}");

        // When
        Decision late = hub.meets("C", 30, 1, "UPDATE", "{\"x\":4}");

        // Then
        assertThat(first.clean() && slow.clean()).isTrue();
        assertThat(late.result().outcome()).isEqualTo("current");
        assertThat(late.next().data()).isEqualTo(json("{\"x\":3}"));
    }

    @Test
    void aTerminalWinsOverTheCentreEvenIfItWroteEarlier() {
        // Given
        Meetings hub = seeded(PolicyName.TERMINAL_WINS, "{\"x\":1}");
        Decision unused = hub.meets(Incoming.HUB, 9, 1, "UPDATE", "{\"x\":2}");

        // When
        Decision terminal = hub.meets("TILL-1", 1, 1, "UPDATE", "{\"x\":3}");
        Decision centre = hub.meets(Incoming.HUB, 10, 2, "UPDATE", "{\"x\":4}");

        // Then
        assertThat(terminal.result().outcome()).isEqualTo("incoming");
        assertThat(centre.result().outcome()).isEqualTo("current");
        assertThat(centre.next().data()).isEqualTo(json("{\"x\":3}"));
    }

    @Test
    void whatTheCentreHoldsStaysButForTheCentreItself() {
        // Given
        Meetings hub = seeded(PolicyName.CENTRAL_WINS, "{\"x\":1}");
        Decision first = hub.meets("A", 1, 1, "UPDATE", "{\"x\":2}");

        // When
        Decision device = hub.meets("B", 9, 1, "UPDATE", "{\"x\":3}");
        Decision centre = hub.meets(Incoming.HUB, 0, 1, "UPDATE", "{\"x\":4}");

        // Then
        assertThat(first.clean()).isTrue();
        assertThat(device.result().outcome()).isEqualTo("current");
        assertThat(centre.result().outcome()).isEqualTo("incoming");
    }

    @Test
    void theLaterWriteOfEachFieldWins() {
        // Given
        Meetings hub = seeded(PolicyName.FIELD_MERGE, "{\"x\":1,\"y\":1,\"z\":1}");
        Decision unused = hub.meets("A", 5, 1, "UPDATE", "{\"x\":2,\"y\":2,\"z\":1}");

        // When
        Decision decision = hub.meets("B", 4, 1, "UPDATE", "{\"x\":3,\"y\":1}");

        // Then
        assertThat(decision.result().outcome()).isEqualTo("merged");
        assertThat(decision.next().data()).isEqualTo(json("{\"x\":2,\"y\":2}"));
        assertThat(decision.conflict()).isTrue();
    }

    @Test
    void anEditThatIsLaterThanTheDeletionRevives() {
        // Given
        Meetings hub = seeded(PolicyName.FIELD_MERGE, "{\"x\":1,\"y\":1}");
        Decision deleted = hub.meets("A", 5, 1, "DELETE", "{}");

        // When
        Decision earlier = hub.meets("B", 4, 1, "PATCH", "{\"x\":2}");
        Decision later = hub.meets("C", 6, 1, "PATCH", "{\"y\":2}");

        // Then
        assertThat(deleted.next().deleted()).isTrue();
        assertThat(earlier.next().deleted()).isTrue();
        assertThat(later.next().deleted()).isFalse();
        assertThat(later.next().data()).isEqualTo(json("{\"x\":2,\"y\":2}"));
    }

    @Test
    void whatWasDeletedCanBeMadeAnew() {
        for (PolicyName policy : List.of(
                PolicyName.FIELD_MERGE, PolicyName.THREE_WAY, PolicyName.LAST_WRITER_WINS, PolicyName.COUNTER)) {
            // Given
            Meetings hub = seeded(policy, "{\"x\":1,\"count\":0}");
            Decision deleted = hub.meets("A", 5, 1, "DELETE", "{}");

            // When
            Decision made = hub.meets("B", 1, 2, "CREATE", "{\"x\":1,\"count\":0}");

            // Then
            assertThat(deleted.next().deleted()).as(policy.word()).isTrue();
            assertThat(made.next().deleted()).as(policy.word()).isFalse();
            assertThat(made.next().data()).isEqualTo(json("{\"x\":1,\"count\":0}"));
        }
    }

    @Test
    void whatOneSideAloneChangedIsTaken() {
        // Given
        Meetings hub = seeded(PolicyName.THREE_WAY, "{\"x\":1,\"y\":1,\"gone\":1,\"same\":1}");
        Decision unused = hub.meets("A", 1, 1, "UPDATE", "{\"x\":2,\"y\":1,\"gone\":1,\"same\":2}");

        // When
        Decision decision = hub.meets("B", 2, 1, "UPDATE", "{\"x\":1,\"y\":2,\"same\":2,\"new\":1}");

        // Then
        assertThat(decision.next().data()).isEqualTo(json("{\"x\":2,\"y\":2,\"same\":2,\"new\":1}"));
        assertThat(decision.result().ground()).isEqualTo(new Ground(1, "three-way", 1));
    }

    @Test
    void whatBothChangedAtTheSameTimeGoesToAPerson() {
        // Given
        Meetings hub = seeded(PolicyName.THREE_WAY, "{\"x\":1,\"y\":1}");
        Decision unused = hub.meets("A", 1, 1, "UPDATE", "{\"x\":2,\"y\":1}");

        // When
        Decision decision = hub.meets("B", 1, 1, "UPDATE", "{\"x\":3,\"y\":2}");

        // Then
        assertThat(decision.result()).isInstanceOfSatisfying(MergeResult.Pending.class, pending -> {
            assertThat(pending.ground().tier()).isEqualTo(3);
            assertThat(pending.reason()).contains("[x]");
            assertThat(pending.proposal().data()).isEqualTo(json("{\"x\":3,\"y\":2}"));
        });
        assertThat(decision.next().data()).isEqualTo(json("{\"x\":2,\"y\":1}"));
    }

    @Test
    void theHeuristicsDecideWhatTheyAreSureOf() {
        // Given
        Meetings hub = seeded(PolicyName.THREE_WAY, "{\"x\":1,\"y\":1}");
        Decision unused = hub.meets("A", 1, 1, "UPDATE", "{\"x\":2,\"y\":1}");

        // When
        Decision decision = hub.meets("B", 24 * 60 * 3, 1, "UPDATE", "{\"x\":3,\"y\":2}");

        // Then
        assertThat(decision.next().data()).isEqualTo(json("{\"x\":3,\"y\":2}"));
        assertThat(decision.result().ground().tier()).isEqualTo(2);
        assertThat(decision.result().ground().rule()).isEqualTo("causality+recency");
        assertThat(decision.result().ground().confidence()).isBetween(0.8, 1.0);
    }

    @Test
    void theOwnEarlierWriteOfADeviceIsNoOtherSide() {
        // Given
        Meetings hub = seeded(PolicyName.THREE_WAY, "{\"x\":1,\"y\":1}");
        Decision other = hub.meets("B", 1, 1, "UPDATE", "{\"x\":1,\"y\":2}");
        Decision first = hub.meets("A", 1, 1, "UPDATE", "{\"x\":2,\"y\":1}");

        // When
        Decision second = hub.meets("A", 2, 1, "UPDATE", "{\"x\":3,\"y\":1}");

        // Then
        assertThat(other.clean()).isTrue();
        assertThat(first.result().outcome()).isEqualTo("merged");
        assertThat(second.next().data()).isEqualTo(json("{\"x\":3,\"y\":2}"));
    }

    @Test
    void withoutTheBaseOnlyFieldsThatDifferAreAConflict() {
        // Given
        Meetings hub = seeded(PolicyName.THREE_WAY, "{\"x\":1,\"y\":1}");
        Decision unused = hub.meets("A", 1, 1, "UPDATE", "{\"x\":1,\"y\":1,\"z\":1}");
        hub.forget();

        // When
        Decision agreed = hub.meets("B", 1, 1, "UPDATE", "{\"x\":1,\"w\":1}");
        hub.forget();
        Decision disputed = hub.meets("C", 1, 1, "UPDATE", "{\"x\":2}");

        // Then
        assertThat(agreed.next().data()).isEqualTo(json("{\"x\":1,\"y\":1,\"z\":1,\"w\":1}"));
        assertThat(disputed.result()).isInstanceOf(MergeResult.Pending.class);
    }

    @Test
    void aDeletionOfWhatNobodyChangedIsNoConflict() {
        // Given
        Meetings hub = seeded(PolicyName.THREE_WAY, "{\"x\":1}");
        Decision touched = hub.meets("A", 1, 1, "UPDATE", "{\"x\":1}");

        // When
        Decision decision = hub.meets("B", 2, 1, "DELETE", "{}");

        // Then
        assertThat(touched.clean()).isTrue();
        assertThat(decision.next().deleted()).isTrue();
    }

    @Test
    void aFieldOfTheMaxPolicyNeverFalls() {
        // Given
        Fields fields = new Fields(List.of("points"), List.of(), List.of(), "count", "p", "r");
        EntityType type = Meetings.type(PolicyName.MAX, fields, false, null);
        Meetings hub = seeded(type, "{\"points\":10,\"name\":\"a\"}");
        Decision raised = hub.meets("A", 5, 1, "UPDATE", "{\"points\":30,\"name\":\"b\"}");

        // When
        Decision earlier = hub.meets("B", 4, 1, "UPDATE", "{\"points\":31.5,\"name\":\"c\"}");
        Decision clean = hub.meets("C", 6, 3, "UPDATE", "{\"points\":1,\"name\":\"d\"}");

        // Then
        assertThat(raised.clean()).isTrue();
        assertThat(earlier.next().data()).isEqualTo(json("{\"points\":31.5,\"name\":\"b\"}"));
        assertThat(clean.next().data()).isEqualTo(json("{\"points\":31.5,\"name\":\"d\"}"));
        assertThat(clean.next().epoch()).isNull();
    }

    @Test
    void whatIsAppendedOnceIsNeverChangedAndAnotherOneIsKeptAsAConflict() {
        // Given
        Meetings hub = seeded(PolicyName.APPEND_ONLY, "{\"text\":\"hello\"}");

        // When
        Decision other = hub.meets("A", 1, 0, "CREATE", "{\"text\":\"bye\"}");
        Decision update = hub.meets("A", 2, 1, "UPDATE", "{\"text\":\"bye\"}");
        Decision delete = hub.meets("A", 3, 1, "DELETE", "{}");

        // Then
        assertThat(other.result())
                .isInstanceOfSatisfying(
                        MergeResult.Pending.class,
                        pending -> assertThat(pending.proposal().data()).isEqualTo(json("{\"text\":\"bye\"}")));
        assertThat(other.conflict()).isTrue();
        assertThat(update.result()).isInstanceOf(MergeResult.Rejected.class);
        assertThat(delete.result()).isInstanceOf(MergeResult.Rejected.class);
        assertThat(hub.state().data()).isEqualTo(json("{\"text\":\"hello\"}"));
    }

    @Test
    void whatCameFirstButWasRejectedKeepsItsKeyFree() {
        for (PolicyName policy : PolicyName.values()) {
            // Given
            Meetings hub = Meetings.of(policy);
            Decision rejected = hub.meets("A", 1, 0, "EXPLODE", "{}");

            // When
            Decision made = hub.meets("A", 2, 0, "CREATE", "{\"count\":1}");

            // Then
            assertThat(rejected.next().deleted()).isTrue();
            assertThat(made.clean()).as(policy.word()).isTrue();
            assertThat(made.next().data()).isEqualTo(json("{\"count\":1}"));
            assertThat(made.next().deleted()).isFalse();
        }
    }

    @Test
    void whatIsMadeAnewHasNothingOfWhatWasDeleted() {
        for (PolicyName policy : List.of(PolicyName.FIELD_MERGE, PolicyName.THREE_WAY, PolicyName.COUNTER)) {
            // Given
            Meetings hub = seeded(policy, "{\"old\":1,\"count\":0}");
            Decision deleted = hub.meets("A", 5, 1, "DELETE", "{}");

            // When
            Decision made = hub.meets("B", 6, 2, "CREATE", "{\"new\":1,\"count\":0}");

            // Then
            assertThat(deleted.next().deleted()).isTrue();
            assertThat(made.next().data()).as(policy.word()).isEqualTo(json("{\"new\":1,\"count\":0}"));
        }
    }

    @Test
    void whoeverSaysTheSameEarlierDoesNotTakeOverTheRun() {
        // Given
        Meetings hub = seeded(PolicyName.LAST_WRITER_WINS, "{\"x\":1}");
        Decision later = hub.meets("A", 10, 1, "UPDATE", "{\"x\":2}");
        Decision same = hub.meets("B", 5, 1, "UPDATE", "{\"x\":2}");

        // When
        Decision earlier = hub.meets("B", 6, 1, "UPDATE", "{\"x\":3}");

        // Then
        assertThat(later.clean()).isTrue();
        assertThat(same.conflict()).isFalse();
        assertThat(earlier.next().data()).isEqualTo(json("{\"x\":2}"));
    }

    @Test
    void aPersonDecidesEveryConflictOfAManualType() {
        // Given
        Meetings hub = seeded(PolicyName.MANUAL, "{\"x\":1}");
        Decision clean = hub.meets("A", 1, 1, "UPDATE", "{\"x\":2}");

        // When
        Decision decision = hub.meets("B", 24 * 60 * 9, 1, "UPDATE", "{\"x\":3}");

        // Then
        assertThat(clean.result().outcome()).isEqualTo("incoming");
        assertThat(decision.result().outcome()).isEqualTo("pending");
        assertThat(decision.result())
                .isInstanceOfSatisfying(
                        MergeResult.Pending.class,
                        pending -> assertThat(pending.suggestion()).startsWith("take the change"));
        assertThat(decision.next().data()).isEqualTo(json("{\"x\":2}"));
    }
}
