package ghosthunter.hub.merge;

import static ghosthunter.hub.merge.Meetings.change;
import static ghosthunter.hub.merge.Meetings.json;
import static ghosthunter.hub.merge.Meetings.seeded;
import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntitySchema;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.EntityType.Fields;
import ghosthunter.codecs.entity.MappedTable;
import ghosthunter.codecs.entity.PolicyName;
import ghosthunter.codecs.entity.RuleName;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every policy: runs, versions, rules before them, patches, schemas. */
class MergeTest {
    @Test
    void theFirstWriteMakesVersionOneAndStartsARun() {
        // When
        Decision decision = Meetings.of(PolicyName.LAST_WRITER_WINS).meets("A", 0, 0, "CREATE", "{\"x\":1}");

        // Then
        assertThat(decision.next().version()).isEqualTo(1);
        assertThat(decision.next().runFrom()).isEqualTo(1);
        assertThat(decision.next().epoch())
                .isEqualTo(change("A", 0, 0, "CREATE", "{}").epoch());
        assertThat(decision.result()).isInstanceOf(MergeResult.IncomingWins.class);
        assertThat(decision.clean()).isTrue();
        assertThat(decision.conflict()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = PolicyName.class,
            names = {"APPEND_ONLY", "COUNTER"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatADeviceWritesOfflineOneAfterTheOtherIsCleanWhileNobodyElseWrites(PolicyName policy) {
        // Given
        Meetings hub = seeded(policy, "{\"x\":1}");

        // When
        Decision first = hub.meets("A", 1, 1, "UPDATE", "{\"x\":2}");
        Decision second = hub.meets("A", 2, 1, "UPDATE", "{\"x\":3,\"y\":1}");

        // Then
        assertThat(first.clean()).isTrue();
        assertThat(second.clean()).isTrue();
        assertThat(second.conflict()).isFalse();
        assertThat(second.next().data()).isEqualTo(json("{\"x\":3,\"y\":1}"));
        assertThat(second.next().version()).isEqualTo(3);
        assertThat(second.next().runFrom()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE", "PATCH", "DELETE"})
    void ofATypeWithATableNeitherADeviceNorTheCentreWritesOneAndBothHearWhy(String op) {
        // Given
        EntityType plain = EntityType.of("delivery", PolicyName.CENTRAL_WINS);
        EntityType mapped = new EntityType(
                plain.name(),
                plain.lane(),
                plain.policy(),
                plain.audience(),
                plain.rules(),
                plain.fields(),
                plain.negative(),
                plain.confidenceMin(),
                null,
                new MappedTable("shop", "deliveries", TenantId.DEFAULT, List.of(), List.of()));
        Meetings hub = new Meetings(mapped);

        // When, then
        for (String writer : List.of("A", Incoming.HUB)) {
            assertThat(hub.meets(writer, 1, 0, op, "{}").result())
                    .isInstanceOfSatisfying(
                            MergeResult.Rejected.class,
                            rejected -> assertThat(rejected.reason())
                                    .isEqualTo(
                                            "a delivery is written in the table shop.deliveries of the centre alone"));
        }
    }

    @Test
    void aWriteOfAnotherDeviceBreaksTheRun() {
        // Given
        Meetings hub = seeded(PolicyName.CENTRAL_WINS, "{\"x\":1}");
        Decision first = hub.meets("A", 1, 1, "UPDATE", "{\"x\":2}");
        Decision between = hub.meets(Incoming.HUB, 2, 2, "UPDATE", "{\"x\":9}");

        // When
        Decision second = hub.meets("A", 3, 1, "UPDATE", "{\"x\":3}");

        // Then
        assertThat(first.clean() && between.clean()).isTrue();
        assertThat(second.clean()).isFalse();
        assertThat(second.result()).isInstanceOf(MergeResult.CurrentStays.class);
    }

    @Test
    void whatALosingDeviceWritesIsToldItByANewVersionOfTheHub() {
        // Given
        Meetings hub = seeded(PolicyName.CENTRAL_WINS, "{\"x\":1}");
        Decision unused = hub.meets(Incoming.HUB, 0, 1, "UPDATE", "{\"x\":2}");

        // When
        Decision lost = hub.meets("A", 9, 1, "UPDATE", "{\"x\":3}");

        // Then
        assertThat(lost.conflict()).isTrue();
        assertThat(lost.next().version()).isEqualTo(3);
        assertThat(lost.next().epoch()).isNull();
        assertThat(lost.next().data()).isEqualTo(json("{\"x\":2}"));
        assertThat(lost.next().device()).isEqualTo(Incoming.HUB);
    }

    @Test
    void whoWonMayGoOnWithoutAnotherConflict() {
        // Given
        Meetings hub = seeded(PolicyName.TERMINAL_WINS, "{\"x\":1}");
        Decision central = hub.meets(Incoming.HUB, 0, 1, "UPDATE", "{\"x\":2}");
        Decision won = hub.meets("A", 1, 1, "UPDATE", "{\"x\":3}");

        // When
        Decision next = hub.meets("A", 2, 1, "UPDATE", "{\"x\":4}");

        // Then
        assertThat(central.clean()).isTrue();
        assertThat(won.result()).isInstanceOf(MergeResult.IncomingWins.class);
        assertThat(next.clean()).isTrue();
        assertThat(next.next().data()).isEqualTo(json("{\"x\":4}"));
    }

    @ParameterizedTest
    @EnumSource(
            value = PolicyName.class,
            names = {"COUNTER"},
            mode = EnumSource.Mode.EXCLUDE)
    void equalChangesOnBothSidesAreNoConflict(PolicyName policy) {
        // Given
        Meetings hub = Meetings.of(policy);
        Decision unused = hub.meets("A", 1, 0, "CREATE", "{\"x\":2}");

        // When
        Decision same = hub.meets("B", 2, 0, "CREATE", "{\"x\":2}");

        // Then
        assertThat(same.conflict()).isFalse();
        assertThat(same.next().data()).isEqualTo(json("{\"x\":2}"));
    }

    @Test
    void aPatchIsOneOfWhatTheDeviceSaw() {
        // Given
        Meetings hub = seeded(PolicyName.LAST_WRITER_WINS, "{\"a\":{\"b\":1,\"c\":2},\"d\":[1,2],\"e\":1}");

        // When
        Decision decision =
                hub.meets("A", 1, 1, "PATCH", "{\"a\":{\"b\":9,\"c\":null},\"d\":[3],\"e\":null,\"f\":{\"g\":null}}");

        // Then
        assertThat(decision.next().data()).isEqualTo(json("{\"a\":{\"b\":9},\"d\":[3],\"f\":{}}"));
    }

    @Test
    void aPatchInARunGoesOnTopOfTheOneBefore() {
        // Given
        Meetings hub = seeded(PolicyName.LAST_WRITER_WINS, "{\"x\":1}");
        Decision unused = hub.meets("A", 1, 1, "PATCH", "{\"y\":2}");

        // When
        Decision second = hub.meets("A", 2, 1, "PATCH", "{\"z\":3}");

        // Then
        assertThat(second.next().data()).isEqualTo(json("{\"x\":1,\"y\":2,\"z\":3}"));
    }

    @Test
    void aPatchThatWinsAfterAWriteThatLostIsNewsToItsDevice() {
        // Given
        Meetings hub = Meetings.of(PolicyName.LAST_WRITER_WINS);
        Decision other = hub.meets("B", 5, 0, "CREATE", "{\"x\":1}");
        Decision lost = hub.meets("A", 1, 0, "CREATE", "{\"x\":2,\"y\":2}");

        // When
        Decision won = hub.meets("A", 8, 0, "PATCH", "{\"x\":3}");

        // Then
        assertThat(other.clean()).isTrue();
        assertThat(lost.result()).isInstanceOf(MergeResult.CurrentStays.class);
        assertThat(won.result()).isInstanceOf(MergeResult.IncomingWins.class);
        assertThat(won.next().data()).isEqualTo(json("{\"x\":3}"));
        assertThat(won.next().epoch()).isNull();
    }

    @Test
    void dataThatBreakTheSchemaAreRejectedWithTheReason() {
        // Given
        EntitySchema schema = EntitySchema.of(
                json("{\"type\":\"object\",\"required\":[\"x\"],\"properties\":{\"x\":{\"type\":\"integer\"}}}"));
        Meetings hub = seeded(Meetings.type(PolicyName.LAST_WRITER_WINS, Fields.NONE, false, schema), "{\"x\":1}");

        // When
        Decision decision = hub.meets("A", 1, 1, "PATCH", "{\"x\":\"much\"}");

        // Then
        assertThat(decision.result()).isInstanceOfSatisfying(MergeResult.Rejected.class, rejected -> {
            assertThat(rejected.reason()).contains("#/x");
            assertThat(rejected.suggestion()).isNotEmpty();
        });
        assertThat(decision.conflict()).isTrue();
        assertThat(decision.next().version()).isEqualTo(2);
        assertThat(decision.next().epoch()).isNull();
        assertThat(decision.next().data()).isEqualTo(json("{\"x\":1}"));
    }

    @Test
    void aRejectedFirstWriteLeavesATombstoneSoThatTheDeviceHearsOfIt() {
        // When
        Decision decision = Meetings.of(PolicyName.LAST_WRITER_WINS).meets("A", 1, 0, "ADD", "{\"delta\":1}");

        // Then
        assertThat(decision.result()).isInstanceOf(MergeResult.Rejected.class);
        assertThat(decision.next().version()).isEqualTo(1);
        assertThat(decision.next().deleted()).isTrue();
    }

    @Test
    void whatAPersonDecidedHoldsWhateverTheClocksSay() {
        // Given
        Meetings hub = seeded(PolicyName.FIELD_MERGE, "{\"x\":1}");
        Decision late = hub.meets("A", 900, 1, "UPDATE", "{\"x\":2}");

        // When
        Decision resolved = hub.meets(Incoming.HUB, 1, 1, "RESOLVE", "{\"conflict\":\"c-1\",\"data\":{\"x\":3}}");

        // Then
        assertThat(late.clean()).isTrue();
        assertThat(resolved.next().data()).isEqualTo(json("{\"x\":3}"));
        assertThat(resolved.next().epoch()).isNull();
        assertThat(resolved.next().clocks().get("x"))
                .isGreaterThan(late.next().clocks().get("x"));
        assertThat(resolved.conflict()).isFalse();
    }

    @Test
    void nobodyButTheHubResolves() {
        Decision decision = seeded(PolicyName.MANUAL, "{\"x\":1}").meets("A", 1, 1, "RESOLVE", "{\"data\":{}}");
        assertThat(decision.result()).isInstanceOf(MergeResult.Rejected.class);
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE, {\"payment_status\":\"PENDING\"}, {\"payment_status\":\"PAID\"}, PAID",
        "UPDATE, {\"payment_status\":\"PAID\"}, {\"payment_status\":\"CANCELLED\"}, PAID",
    })
    void paidBeatsUnpaidWhoeverWroteLater(String op, String here, String there, String status) {
        // Given
        Meetings hub = seeded(PolicyName.CENTRAL_WINS, "{\"n\":1}", RuleName.PAID_BEATS_UNPAID);
        Decision unused = hub.meets(Incoming.HUB, 5, 1, "UPDATE", here);

        // When
        Decision decision = hub.meets("A", 4, 1, op, there);

        // Then
        assertThat(decision.next().data().getString("payment_status")).isEqualTo(status);
        assertThat(decision.result().ground()).isEqualTo(new Ground(1, "paid-beats-unpaid", 1));
    }

    @Test
    void anExactTypeTakesWhatNamesTheCurrentVersionWithAllItsFieldsAndNothingElse() {
        // Given
        Fields fields = new Fields(List.of("points"), List.of("price"), List.of(), "count", "paid", "reason");
        Meetings hub = new Meetings(Meetings.type(PolicyName.TERMINAL_WINS, fields, false, null, RuleName.EXACT_BASE));
        Decision unused = hub.meets("A", 0, 0, "CREATE", "{\"points\":9,\"price\":1}");

        // When
        Decision clean = hub.meets("A", 1, 1, "UPDATE", "{\"points\":5,\"price\":2}");
        Decision ownButStale = hub.meets("A", 2, 1, "UPDATE", "{\"points\":3,\"price\":3}");

        // Then
        assertThat(clean.clean()).isTrue();
        assertThat(clean.next().data()).isEqualTo(new JsonObject("{\"points\":5,\"price\":2}"));
        assertThat(ownButStale.clean()).isFalse();
        assertThat(ownButStale.next().data()).isEqualTo(new JsonObject("{\"points\":5,\"price\":2}"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void aStalePatchOfAnExactTypeChangesWhatItNamesAlone(long base) {
        // Given
        Meetings hub =
                new Meetings(Meetings.type(PolicyName.TERMINAL_WINS, Fields.NONE, false, null, RuleName.EXACT_BASE));
        Decision made = hub.meets("A", 0, 0, "CREATE", "{\"status\":\"OPEN\",\"total\":5}");
        Decision completed = hub.meets("A", 1, made.next().version(), "PATCH", "{\"status\":\"COMPLETED\"}");

        // When
        Decision stale = hub.meets("B", 2, base, "PATCH", "{\"note\":\"gift\"}");

        // Then
        assertThat(completed.clean()).isTrue();
        assertThat(stale.clean()).isFalse();
        assertThat(stale.next().data())
                .isEqualTo(new JsonObject("{\"status\":\"COMPLETED\",\"total\":5,\"note\":\"gift\"}"));
    }

    @Test
    void aSaleBeatsARestockButNotAnotherReason() {
        // Given
        Meetings hub = seeded(PolicyName.MANUAL, "{}", RuleName.SALE_BEATS_RESTOCK);
        Decision unused = hub.meets("A", 1, 1, "UPDATE", "{\"reason\":\"RESTOCK\"}");

        // When
        Decision sale = hub.meets("B", 0, 1, "UPDATE", "{\"reason\":\"SALE\"}");
        Decision damage = hub.meets("C", 0, 1, "UPDATE", "{\"reason\":\"DAMAGE\"}");

        // Then
        assertThat(sale.result()).isInstanceOf(MergeResult.IncomingWins.class);
        assertThat(damage.result()).isInstanceOf(MergeResult.Pending.class);
    }

    @Test
    void aDecrementBeatsAnEarlierIncrementButNoIncrementBeatsADecrement() {
        // Given
        Meetings hub = seeded(PolicyName.MANUAL, "{}", RuleName.DECREMENT_BEATS_INCREMENT);
        Decision unused = hub.meets("A", 1, 1, "UPDATE", "{\"operation\":\"INCREMENT\"}");

        // When
        Decision decrement = hub.meets("B", 0, 1, "UPDATE", "{\"operation\":\"DECREMENT\"}");
        Decision increment = hub.meets("C", 0, 1, "UPDATE", "{\"operation\":\"INCREMENT\"}");

        // Then
        assertThat(decrement.result()).isInstanceOf(MergeResult.IncomingWins.class);
        assertThat(increment.result()).isInstanceOf(MergeResult.Pending.class);
    }

    @ParameterizedTest
    @CsvSource({"DELETE_LOSES_TO_EDIT, false", "DELETE_BEATS_EDIT, true"})
    void aRuleDecidesBetweenDeletionAndEditInEitherOrder(RuleName rule, boolean deleted) {
        for (PolicyName policy : new PolicyName[] {PolicyName.MANUAL, PolicyName.THREE_WAY}) {
            // Given
            Meetings editFirst = seeded(policy, "{\"x\":1}", rule);
            Meetings deleteFirst = seeded(policy, "{\"x\":1}", rule);

            // When
            Decision edit = editFirst.meets("A", 1, 1, "UPDATE", "{\"x\":2}");
            Decision thenDelete = editFirst.meets("B", 2, 1, "DELETE", "{}");
            Decision delete = deleteFirst.meets("B", 2, 1, "DELETE", "{}");
            Decision thenEdit = deleteFirst.meets("A", 1, 1, "UPDATE", "{\"x\":2}");

            // Then
            assertThat(edit.clean() && delete.clean()).isTrue();
            assertThat(thenDelete.next().deleted()).isEqualTo(deleted);
            assertThat(thenEdit.next().deleted()).isEqualTo(deleted);
            assertThat(thenDelete.next().visible()).isEqualTo(thenEdit.next().visible());
        }
    }

    @Test
    void fieldsOfTheCentreAreItsOwnAlsoInACleanWrite() {
        // Given
        Fields fields = new Fields(List.of(), List.of("price"), List.of("shelf"), "count", "p", "r");
        EntityType type = Meetings.type(PolicyName.TERMINAL_WINS, fields, false, null);
        Meetings hub = seeded(type, "{\"price\":10,\"name\":\"tea\"}");

        // When
        Decision device = hub.meets("A", 1, 1, "UPDATE", "{\"price\":1,\"name\":\"green tea\",\"shelf\":4}");
        Decision centre = hub.meets(Incoming.HUB, 2, 2, "UPDATE", "{\"price\":11,\"name\":\"tea\",\"shelf\":7}");

        // Then
        assertThat(device.next().data()).isEqualTo(json("{\"price\":10,\"name\":\"green tea\",\"shelf\":4}"));
        assertThat(device.next().epoch()).isNull();
        assertThat(centre.next().data()).isEqualTo(json("{\"price\":11,\"name\":\"tea\",\"shelf\":4}"));
    }

    @Test
    void aDecisionNeverChangesItsArguments() {
        // Given
        EntityState current =
                Meetings.seeded(PolicyName.FIELD_MERGE, "{\"x\":{\"y\":1}}").state();
        Incoming incoming = change("A", 1, 1, "PATCH", "{\"x\":{\"y\":2}}");
        JsonObject before = current.data().copy();
        JsonObject patch = incoming.data().copy();

        // When
        Decision decision = Merge.decide(EntityType.of("thing", PolicyName.FIELD_MERGE), null, current, incoming);
        decision.next().data().getJsonObject("x").put("z", 3);

        // Then
        assertThat(current.data()).isEqualTo(before);
        assertThat(incoming.data()).isEqualTo(patch);
    }
}
