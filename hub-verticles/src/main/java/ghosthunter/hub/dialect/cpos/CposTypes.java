package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.entity.AudienceRule;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.EntityType.Fields;
import ghosthunter.codecs.entity.PolicyName;
import ghosthunter.codecs.entity.RuleName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What terminals sync, by the names on the wire, and what the hub keeps of shops and people. */
public final class CposTypes {
    /** What every type of this dialect begins with. */
    static final String PREFIX = "cpos-";

    static final String STORE = PREFIX + "store";
    static final String BRANCH = PREFIX + "branch";
    static final String TERMINAL = PREFIX + "terminal";
    static final String USER = PREFIX + "user";

    /** Its keys are taken names, such as {@code terminal:T-01}, so that each is taken once. */
    static final String NAME = PREFIX + "name";

    /** Its keys are ids of conflicts that somebody has seen to. */
    static final String RESOLUTION = PREFIX + "resolution";

    /** The seven types that every terminal pulls, in this order. */
    static final List<String> PULLED =
            List.of("Product", "Customer", "InventoryItem", "SaleOrder", "Category", "Brand", "TaxCategory");

    private static final AudienceRule NOBODY = new AudienceRule(AudienceRule.Kind.GROUP, "cpos.nobody");
    private static final AudienceRule STORES = new AudienceRule(AudienceRule.Kind.GROUP_OF_FIELD, Scope.STORE_FIELD);
    private static final Map<String, EntityType> SYNCED = synced();

    private static final List<String> KEPT = List.of(STORE, BRANCH, TERMINAL, USER, NAME, RESOLUTION);

    /** All types of this dialect. */
    public static final List<EntityType> ALL = Stream.concat(
                    SYNCED.values().stream(), KEPT.stream().map(CposTypes::kept))
            .toList();

    private CposTypes() {}

    /** Whether entities of this type never leave the hub: who may do what in which store, and what was decided. */
    public static boolean isKept(String type) {
        return KEPT.contains(type);
    }

    /** Who is sent entities of a type, within the store of a terminal. */
    enum Scope {
        /** All terminals of the store. */
        STORE,
        /** Those of the branch. */
        BRANCH,
        /** The terminal's own, and those of the branch. */
        OWN_OR_BRANCH;

        static final String STORE_FIELD = "storeId";
        static final String BRANCH_FIELD = "branchId";
        static final String TERMINAL_FIELD = "terminalId";
        static final String LOCATION_FIELD = "locationId";

        /** The scope of a type on the wire. */
        static Scope of(String wire) {
            return switch (wire) {
                case "InventoryItem" -> BRANCH;
                case "SaleOrder" -> OWN_OR_BRANCH;
                default -> STORE;
            };
        }
    }

    /** The type of the core for a name on the wire; empty: nothing of that name is synced. */
    static Optional<String> ofWire(String wire) {
        return Optional.ofNullable(SYNCED.get(wire)).map(EntityType::name);
    }

    /** The name on the wire of a type of the core; of one that is not synced the name itself. */
    static String toWire(String type) {
        return SYNCED.entrySet().stream()
                .filter(entry -> entry.getValue().name().equals(type))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(type);
    }

    private static Map<String, EntityType> synced() {
        Map<String, EntityType> types = new LinkedHashMap<>();
        Fields product = fields(List.of(), List.of("name", "price", "cost", "isActive"));
        Fields customer = fields(List.of("loyaltyPoints", "totalSpent", "totalOrders"), List.of());
        put(types, "Product", Lane.MEDIUM, PolicyName.TERMINAL_WINS, product);
        put(types, "Customer", Lane.MEDIUM, PolicyName.CENTRAL_WINS, customer);
        put(types, "InventoryItem", Lane.HIGH, PolicyName.CENTRAL_WINS, Fields.NONE);
        put(types, "SaleOrder", Lane.CRITICAL, PolicyName.TERMINAL_WINS, paid(), RuleName.PAID_BEATS_UNPAID);
        put(types, "Payment", Lane.CRITICAL, PolicyName.TERMINAL_WINS, Fields.NONE);
        for (String medium : List.of("ProductVariant", "ReturnOrder", "ReturnItem", "OrderItem", "Location", "Shift")) {
            put(types, medium, Lane.MEDIUM, PolicyName.LAST_WRITER_WINS, Fields.NONE);
        }
        for (String low : List.of("Category", "Brand", "TaxCategory")) {
            put(types, low, Lane.LOW, PolicyName.LAST_WRITER_WINS, Fields.NONE);
        }
        return types;
    }

    private static void put(
            Map<String, EntityType> types,
            String wire,
            Lane lane,
            PolicyName policy,
            Fields fields,
            RuleName... rules) {
        List<RuleName> all =
                Stream.concat(Stream.of(RuleName.EXACT_BASE), Stream.of(rules)).toList();
        String name = PREFIX + wire.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
        types.put(wire, type(name, lane, policy, STORES, all, fields));
    }

    private static EntityType kept(String name) {
        return type(name, Lane.HIGH, PolicyName.LAST_WRITER_WINS, NOBODY, List.of(), Fields.NONE);
    }

    private static EntityType type(
            String name, Lane lane, PolicyName policy, AudienceRule audience, List<RuleName> rules, Fields fields) {
        return new EntityType(
                name, lane, policy, audience, rules, fields, false, EntityType.CONFIDENCE_MIN_DEFAULT, null, null);
    }

    private static Fields fields(List<String> max, List<String> central) {
        return new Fields(max, central, List.of(), Fields.NONE.count(), Fields.NONE.payment(), Fields.NONE.reason());
    }

    private static Fields paid() {
        return new Fields(List.of(), List.of(), List.of(), Fields.NONE.count(), "paymentStatus", Fields.NONE.reason());
    }
}
