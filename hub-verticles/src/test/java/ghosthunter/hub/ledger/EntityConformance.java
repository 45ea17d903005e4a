package ghosthunter.hub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.EntitySchema;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.PolicyName;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every ledger makes of what syncs both ways. */
abstract class EntityConformance extends PolicyConformance {
    static final LedgerSettings SETTINGS = LedgerSettings.DEFAULT.withEntities(new EntityCatalog(List.of(
            EntityType.of("profile", PolicyName.LAST_WRITER_WINS),
            EntityType.of("parcel", PolicyName.CENTRAL_WINS),
            EntityType.of("order", PolicyName.TERMINAL_WINS),
            EntityType.of("setting", PolicyName.FIELD_MERGE),
            EntityType.of("move", PolicyName.THREE_WAY),
            EntityType.of("message", PolicyName.APPEND_ONLY),
            EntityType.of("agreement", PolicyName.MANUAL),
            counter("stock", false),
            counter("credit", true),
            withSchema("product"))));

    private static EntityType counter(String name, boolean negative) {
        EntityType type = EntityType.of(name, PolicyName.COUNTER);
        return new EntityType(
                name,
                type.lane(),
                type.policy(),
                type.audience(),
                type.rules(),
                type.fields(),
                negative,
                type.confidenceMin(),
                null,
                null);
    }

    private static EntityType withSchema(String name) {
        EntityType type = EntityType.of(name, PolicyName.LAST_WRITER_WINS);
        JsonObject schema = new JsonObject()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("type", "object")
                .put("required", new JsonArray().add("price"))
                .put("properties", new JsonObject().put("price", new JsonObject().put("type", "integer")));
        return new EntityType(
                name,
                type.lane(),
                type.policy(),
                type.audience(),
                type.rules(),
                type.fields(),
                false,
                type.confidenceMin(),
                EntitySchema.of(schema),
                null);
    }

    @Test
    void changesOfOneKeyInOneGroupEachMakeAVersion() {
        // Given
        TestLocker till = locker("TILL-1");
        till.write("profile", "P-1", "CREATE", 0, "{\"name\":\"Ada\",\"age\":36}");
        till.write("profile", "P-1", "PATCH", 0, "{\"age\":37}");
        till.write("profile", "P-1", "PATCH", 0, "{\"age\":null}");

        // When
        record(till.fresh());

        // Then
        Contents contents = contents();
        assertThat(contents.table("entity", "profile P-1", "| v3 |", "{name=Ada}", "| * |"))
                .hasSize(1);
        assertThat(contents.table("entity_version")).hasSize(3);
        assertThat(contents.table("entity_version", "| v2 |", "age=37")).hasSize(1);
        assertThat(contents.table("conflict")).isEmpty();
    }

    @Test
    void aDeviceThatWritesOnOfflineIsInNobodysWay() {
        // Given
        TestLocker till = locker("TILL-1");
        till.write("profile", "P-1", "CREATE", 0, "{\"n\":1}");
        record(till.fresh());
        till.write("profile", "P-1", "UPDATE", 0, "{\"n\":2}");
        till.write("profile", "P-1", "UPDATE", 1, "{\"n\":3}");

        // When
        record(till.fresh());

        // Then
        assertThat(contents().table("entity", "| v3 |", "{n=3}", till.epoch.toString()))
                .hasSize(1);
        assertThat(contents().table("conflict")).isEmpty();
    }

    @Test
    void whoSawTheCurrentVersionGoesOnFromIt() {
        // Given
        TestLocker till = locker("TILL-1");
        TestLocker other = locker("TILL-2");
        till.write("profile", "P-1", "CREATE", 0, "{\"n\":1}");
        record(till.fresh());

        // When
        other.write("profile", "P-1", "UPDATE", 1, "{\"n\":2}");
        record(other.fresh());

        // Then
        assertThat(contents().table("entity", "| v2 |", "{n=2}", other.epoch.toString()))
                .hasSize(1);
        assertThat(contents().table("conflict")).isEmpty();
    }

    @Test
    void whatTheHubMadeOtherwiseIsNewsToItsDeviceAndWhatItTookIsNone() {
        // Given
        TestLocker till = locker("TILL-1");
        TestLocker other = locker("TILL-2");
        till.write("profile", "SAME", "CREATE", 0, "{\"n\":1}");
        till.write("parcel", "LOST", "CREATE", 0, "{\"n\":1}");
        record(centre("parcel", "LOST", "CREATE", 0, "{\"n\":2}"));
        Change bad = till.write("product", "BAD", "CREATE", 0, "{}");
        other.write("profile", "OTHER", "CREATE", 0, "{}");
        TestLocker bare = locker("TILL-3");
        bare.write("parcel", "LOST", "CREATE", 0, "{\"n\":3}");
        Line[] unsigned = bare.lines(Lane.MEDIUM).toArray(Line[]::new);

        // When
        List<Outcome> outcomes = commit(till.fresh(), other.fresh(), bare.unsigned(unsigned));

        // Then
        assertThat(news(outcomes.get(0)))
                .contains("parcel LOST", "product BAD", "notice " + bad.id())
                .doesNotContain("profile SAME")
                .hasSize(4);
        assertThat(news(outcomes.get(1))).isEmpty();
        assertThat(news(outcomes.get(2))).contains("parcel LOST").hasSize(2);
        assertThat(news(commit(till.all()).get(0))).as("what is known already").isEmpty();
    }

    private static List<String> news(Outcome outcome) {
        return outcome.fold(
                committed -> committed.news().stream()
                        .map(key -> key.type() + " " + key.key())
                        .toList(),
                failed -> List.of("failed"));
    }

    @Test
    void aPersonEndsAConflictOnce() {
        // Given
        Key.Conflict id = pending();
        assertThat(commit(resolution(id, 3, "{\"n\":2}")).get(0)).isInstanceOf(Outcome.Committed.class);
        Contents resolved = contents();

        // When
        Outcome again = commit(resolution(id, 4, "{\"n\":1}")).get(0);

        // Then
        assertThat(resolved.table("entity", "agreement K", "| v4 |", "{n=2}", "| null |"))
                .hasSize(1);
        assertThat(resolved.table("conflict", "| incoming |", "operator olga")).hasSize(1);
        assertThat(resolved.table("conflict_event", "| 3 |", "| resolved |")).hasSize(1);
        assertThat(problem(again)).contains("is decided already");
        assertThat(contents()).isEqualTo(resolved);
    }

    @Test
    void whoDecidesOverAnOldVersionChangesNothing() {
        // Given
        record(centre("profile", "P-1", "CREATE", 0, "{}"));
        Key.Conflict id = pending();
        Contents before = contents();

        // When
        Outcome stale = commit(resolution(id, 2, "{\"n\":2}")).get(0);

        // Then
        assertThat(problem(stale)).contains("has version 3, not 2");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void aDeviceEndsNoConflict() {
        // Given
        Key.Conflict id = pending();
        TestLocker till = locker("TILL-3");
        till.write("agreement", "K", "RESOLVE", 3, "{\"conflict\":\"" + id.id() + "\",\"use\":\"data\",\"data\":{}}");

        // When
        record(till.fresh());

        // Then
        assertThat(contents().table("quarantine", "the hub alone ends a conflict"))
                .hasSize(1);
        assertThat(contents().table("conflict", "| pending |")).hasSize(1);
    }

    @Test
    void whatTheSchemaDoesNotAllowIsRejectedAndTold() {
        // Given
        TestLocker till = locker("TILL-1");
        Change bad = till.write("product", "K", "CREATE", 0, "{\"price\":\"dear\"}");
        record(till.fresh());
        Contents refused = contents();
        till.write("product", "K", "CREATE", 0, "{\"price\":3}");

        // When
        record(till.fresh());

        // Then
        assertThat(refused.table("conflict", "product K", "| rejected |")).hasSize(1);
        assertThat(refused.table("entity", "product K", "| v1 |", "| true |", "d:TILL-1"))
                .hasSize(1);
        assertThat(refused.table("entity", "notice " + bad.id(), "kind=rejected", "d:TILL-1"))
                .hasSize(1);
        assertThat(contents().table("entity", "product K", "| v2 |", "{price=3}", "| false |", "| * |"))
                .hasSize(1);
        assertThat(contents().table("quarantine")).isEmpty();
    }

    @Test
    void aPatchBehindARefusedWriteIsNewsToItsDeviceWhichShowsBoth() {
        // Given
        TestLocker till = locker("TILL-1");
        till.write("product", "K", "CREATE", 0, "{\"price\":3}");
        record(till.fresh());
        till.write("product", "K", "UPDATE", 1, "{\"price\":\"dear\",\"name\":\"tea\"}");
        till.write("product", "K", "PATCH", 1, "{\"price\":4}");

        // When
        record(till.fresh());

        // Then
        assertThat(contents().table("entity", "product K", "| v3 |", "{price=4}"))
                .singleElement()
                .asString()
                .doesNotContain(till.epoch.toString());
    }

    @Test
    void aWriteOfTheCentreThatBreaksTheSchemaIsNotRecorded() {
        // When
        Outcome refused = commit(centre("product", "K", "CREATE", 0, "{\"price\":\"dear\"}"))
                .get(0);

        // Then
        assertThat(problem(refused)).contains("price");
        assertThat(contents().table("ledger")).isEmpty();
        assertThat(contents().table("entity")).isEmpty();
    }

    @Test
    void whatIsNoChangeOfAnEntityWaitsInQuarantine() {
        // Given
        TestLocker till = locker("TILL-1");
        till.write("profile", "A", "CREATE", 0, "{\"name\":\"a\\u0000b\"}");
        till.write("profile", "B", "EXPLODE", 0, "{}");
        till.write("profile", "C", "CREATE", 0, "{\"big\":1e999}");
        till.write("riddle", "D", "CREATE", 0, "{}");
        till.write("profile", "E", "CREATE", 0, "{}");

        // When
        record(till.fresh());

        // Then
        assertThat(contents().table("quarantine")).hasSize(4);
        assertThat(contents().table("entity")).hasSize(1);
        assertThat(contents().table("ledger")).hasSize(5);
    }

    @Test
    void aDeviceDeletesItsOwnNoticesAndNobodyElses() {
        // Given
        TestLocker till = locker("TILL-1");
        TestLocker other = locker("TILL-2");
        Change bad = till.write("product", "K", "CREATE", 0, "{}");
        record(till.fresh());
        other.write("notice", bad.id().toString(), "DELETE", 1, "{}");
        till.write("notice", bad.id().toString(), "DELETE", 1, "{}");

        // When
        record(other.fresh());
        Contents untouched = contents();
        record(till.fresh());

        // Then
        assertThat(untouched.table("entity", "notice ", "| false |")).hasSize(1);
        assertThat(contents().table("entity", "notice ", "| true |")).hasSize(1);
    }

    @Test
    void twoNodesThatBringOneKeyAtOnceMakeTwoVersions() {
        // Given
        TestLocker till = locker("TILL-1");
        TestLocker other = locker("TILL-2");
        for (int i = 0; i < 10; i++) {
            till.write("profile", "K-" + i, "CREATE", 0, "{\"n\":1}");
            other.write("profile", "K-" + (9 - i), "CREATE", 0, "{\"n\":2}");
        }

        // When
        Future<List<Outcome>> first = ledger().commit(List.of(till.fresh()));
        Future<List<Outcome>> second = otherNode().commit(List.of(other.fresh()));

        // Then
        assertThat(await(first).get(0)).isInstanceOf(Outcome.Committed.class);
        assertThat(await(second).get(0)).isInstanceOf(Outcome.Committed.class);
        assertThat(contents().table("entity", "profile K-", "| v2 |")).hasSize(10);
        assertThat(contents().table("conflict")).hasSize(10);
    }

    @Test
    void whatIsChainedAnewIsNoSecondVersion() {
        // Given
        TestLocker till = locker("TILL-1");
        till.write("stock", "K", "ADD", 0, "{\"delta\":5}");
        record(till.all());
        till.reopen("restored", true);

        // When
        record(till.all());

        // Then
        assertThat(contents().table("entity", "stock K", "| v1 |", "{count=5}")).hasSize(1);
    }

    /** A conflict of {@code agreement K}, version 3 now, that waits for a person. */
    private Key.Conflict pending() {
        Two two = two("agreement", "{\"n\":1}", "{\"n\":2}");
        record(two.first().fresh());
        record(two.second().fresh());
        Key.Chain chain = new Key.Chain(two.second().ref, two.second().epoch, Lane.MEDIUM);
        return EntityProjector.conflictId(chain.entry(1));
    }

    private Submission resolution(Key.Conflict id, long version, String winner) {
        JsonObject data = new JsonObject()
                .put("conflict", id.id().toString())
                .put("use", "incoming")
                .put("data", new JsonObject(winner))
                .put("by", "operator olga");
        return centre(new Expected("agreement", "K", version, id.id()), Centre.RESOLVE, data.encode());
    }
}
