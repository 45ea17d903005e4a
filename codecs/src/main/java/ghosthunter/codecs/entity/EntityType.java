package ghosthunter.codecs.entity;

import ghosthunter.codecs.change.Lane;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One type of what syncs both ways, as {@code conf/entities.yaml} says. Immutable.
 *
 * @param name the type, {@code [a-z][a-z0-9_-]{0,31}}
 * @param lane the lane of all its changes
 * @param policy how concurrent writes become one state
 * @param audience who is sent its entities
 * @param rules what decides a conflict before the policy is asked, in this order
 * @param fields which fields have a part of their own
 * @param negative whether a counter may fall below zero
 * @param confidenceMin how sure the heuristics must be to decide without a person, 0 to 1
 * @param schema what its data look like, or null: any object
 * @param table a table of the tenant's own schema whose rows they are, or null: they are changed here
 */
public record EntityType(
        String name,
        Lane lane,
        PolicyName policy,
        AudienceRule audience,
        List<RuleName> rules,
        Fields fields,
        boolean negative,
        double confidenceMin,
        @Nullable EntitySchema schema,
        @Nullable MappedTable table) {
    /** How sure the heuristics must be where the catalog does not say. */
    public static final double CONFIDENCE_MIN_DEFAULT = 0.8;

    public EntityType {
        rules = List.copyOf(rules);
    }

    /**
     * Fields with a part of their own.
     *
     * @param max those that never fall
     * @param central those that the centre alone writes once they are set
     * @param terminal those that devices alone write once they are set
     * @param count the one that a counter counts
     * @param payment the one that says whether it is paid, for {@link RuleName#PAID_BEATS_UNPAID}
     * @param reason the one that says why stock moved, for {@link RuleName#SALE_BEATS_RESTOCK}
     */
    public record Fields(
            List<String> max,
            List<String> central,
            List<String> terminal,
            String count,
            String payment,
            String reason) {
        /** No field but the usual names. */
        public static final Fields NONE =
                new Fields(List.of(), List.of(), List.of(), "count", "payment_status", "reason");

        public Fields {
            max = List.copyOf(max);
            central = List.copyOf(central);
            terminal = List.copyOf(terminal);
        }
    }

    /** A type with this policy for everybody in lane medium, and nothing special. */
    public static EntityType of(String name, PolicyName policy) {
        return new EntityType(
                name,
                Lane.MEDIUM,
                policy,
                new AudienceRule(AudienceRule.Kind.ALL, ""),
                List.of(),
                Fields.NONE,
                false,
                CONFIDENCE_MIN_DEFAULT,
                null,
                null);
    }

    /** Why no device and no operator writes one of this type, in words; empty where they may. Both ends ask this first of all. */
    public Optional<String> refusesWrites() {
        return Optional.ofNullable(table)
                .map(at -> "a " + name + " is written in the table " + at + " of the centre alone");
    }

    /** Whether a write is taken as it is if its base is the current version, and only then, see {@link RuleName#EXACT_BASE}. */
    public boolean isExact() {
        return rules.contains(RuleName.EXACT_BASE);
    }

    /** What whole data of this type break, in words; empty if they are fine. Both ends ask this before they take a write. */
    public Optional<String> violation(JsonObject data) {
        return schema == null ? Optional.empty() : schema.violation(data);
    }
}
