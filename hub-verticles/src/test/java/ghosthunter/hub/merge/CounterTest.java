package ghosthunter.hub.merge;

import static ghosthunter.hub.merge.Meetings.json;
import static ghosthunter.hub.merge.Meetings.seeded;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.EntityType.Fields;
import ghosthunter.codecs.entity.PolicyName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What moves a stock, and what does not. */
class CounterTest {
    @Test
    void everyMoveOfACounterCounts() {
        // Given
        Meetings hub = seeded(PolicyName.COUNTER, "{\"count\":10,\"name\":\"tea\"}");

        // When
        Decision sold = hub.meets("A", 1, 1, "ADD", "{\"delta\":-3}");
        Decision counted = hub.meets("B", 0, 1, "SET", "{\"count\":12,\"seen\":10}");
        Decision renamed = hub.meets("C", 2, 1, "UPDATE", "{\"count\":10,\"name\":\"green tea\"}");

        // Then
        assertThat(sold.delta()).isEqualTo(-3);
        assertThat(counted.delta()).isEqualTo(2);
        assertThat(counted.conflict()).isFalse();
        assertThat(counted.next().epoch()).isNull();
        assertThat(renamed.delta()).isZero();
        assertThat(renamed.next().data()).isEqualTo(json("{\"count\":9,\"name\":\"green tea\"}"));
    }

    @Test
    void whatTwoDevicesOpenAStockWithIsAddedUp() {
        // Given
        Meetings hub = Meetings.of(PolicyName.COUNTER);

        // When
        Decision first = hub.meets("A", 1, 0, "CREATE", "{\"count\":5,\"name\":\"tea\"}");
        Decision second = hub.meets("B", 2, 0, "CREATE", "{\"count\":7,\"name\":\"tea\"}");

        // Then
        assertThat(first.delta()).isEqualTo(5);
        assertThat(second.delta()).isEqualTo(7);
        assertThat(second.next().data().getLong("count")).isEqualTo(12);
    }

    @Test
    void stockThatMayNotFallBelowZeroRejectsTheMoveAndSaysWhatIsThere() {
        // Given
        Meetings hub = seeded(PolicyName.COUNTER, "{\"count\":2}");

        // When
        Decision decision = hub.meets("A", 1, 1, "ADD", "{\"delta\":-5}");

        // Then
        assertThat(decision.result()).isInstanceOfSatisfying(MergeResult.Rejected.class, rejected -> {
            assertThat(rejected.reason()).contains("would fall to -3");
            assertThat(rejected.suggestion()).isEqualTo("take 2 at most, or restock first");
        });
        assertThat(decision.delta()).isZero();
        assertThat(decision.next().data()).isEqualTo(json("{\"count\":2}"));
    }

    @Test
    void stockThatMayFallBelowZeroDoes() {
        // Given
        EntityType type = Meetings.type(PolicyName.COUNTER, Fields.NONE, true, null);

        // When
        Decision decision = seeded(type, "{\"count\":2}").meets("A", 1, 1, "ADD", "{\"delta\":-5}");

        // Then
        assertThat(decision.next().data().getLong("count")).isEqualTo(-3);
    }

    @Test
    void whatIsNoWholeNumberIsNoMove() {
        Meetings hub = seeded(PolicyName.COUNTER, "{\"count\":2}");
        for (String data : List.of("{}", "{\"delta\":1.5}", "{\"delta\":\"1\"}", "{\"delta\":9223372036854775807}")) {
            assertThat(hub.meets("A", 1, 1, "ADD", data).result()).isInstanceOf(MergeResult.Rejected.class);
        }
        assertThat(hub.meets("A", 1, 1, "SET", "{\"count\":3}").result()).isInstanceOf(MergeResult.Rejected.class);
    }

    @Test
    void aDeletionThatDidNotKnowOfAMoveLosesToIt() {
        // Given
        Meetings deleteFirst = seeded(PolicyName.COUNTER, "{\"count\":2}");
        Meetings moveFirst = seeded(PolicyName.COUNTER, "{\"count\":2}");

        // When
        Decision delete = deleteFirst.meets("A", 1, 1, "DELETE", "{}");
        Decision thenMove = deleteFirst.meets("B", 2, 1, "ADD", "{\"delta\":1}");
        Decision move = moveFirst.meets("B", 2, 1, "ADD", "{\"delta\":1}");
        Decision thenDelete = moveFirst.meets("A", 3, 1, "DELETE", "{}");

        // Then
        assertThat(delete.next().deleted()).isTrue();
        assertThat(move.delta()).isEqualTo(1);
        assertThat(thenMove.next().deleted() || thenDelete.next().deleted()).isFalse();
        assertThat(thenMove.next().data()).isEqualTo(thenDelete.next().data());
    }
}
