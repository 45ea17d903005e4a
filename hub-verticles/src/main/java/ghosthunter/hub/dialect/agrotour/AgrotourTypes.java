package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.entity.AudienceRule;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.PolicyName;
import ghosthunter.codecs.entity.RuleName;
import ghosthunter.hub.dialect.DialectSettings;
import java.util.List;

/** What Agrotour's clients sync, as entities. Nobody's locker is sent any of it: no device is in their group. */
public final class AgrotourTypes {
    /** Stock events that count, numbered: the number is the Lamport clock. Key: the operation's id. */
    static final String LOG = "agrotour-log";

    /** All else that clients wrote, numbered with them. */
    static final String RECORD_LOG = "agrotour-record-log";

    /** The last event of each product that counts: here events of two devices meet. */
    static final String MOVEMENT = "agrotour-movement";

    /** What there is of each product: the sum of its events. */
    static final String STOCK = "agrotour-stock";

    static final String PRODUCT = "agrotour-product";
    static final String PAYMENT = "agrotour-payment";

    /** Whose a stock keeping unit is. */
    static final String SKU = "agrotour-sku";

    /** What the shipped clients send: products, sales, visits, places, carts. Key: entity type and id. */
    static final String RECORD = "agrotour-record";

    /** The last order of a user with some body, and when it came. Key: a hash of both. */
    static final String LAST_ORDER = "agrotour-last-order";

    /** What a person decided of a conflict. Key: the conflict. */
    static final String RESOLUTION = "agrotour-resolution";

    /** Tokens that were logged out. Key: the SHA-256. */
    static final String REVOKED = "agrotour-revoked";

    /** The field that a stock counts. */
    static final String COUNT = "count";

    /** The flag with which a stock may fall below zero. */
    static final String NEGATIVE = "negative_stock";

    private AgrotourTypes() {}

    /** All of them, as the settings want them. */
    public static List<EntityType> of(DialectSettings.One settings) {
        boolean negative = settings.flags().contains(NEGATIVE);
        return List.of(
                type(LOG, PolicyName.APPEND_ONLY),
                type(RECORD_LOG, PolicyName.APPEND_ONLY),
                type(
                        MOVEMENT,
                        PolicyName.MANUAL,
                        List.of(RuleName.PAID_BEATS_UNPAID, RuleName.DECREMENT_BEATS_INCREMENT),
                        false),
                type(STOCK, PolicyName.COUNTER, List.of(), negative),
                type(PRODUCT, PolicyName.CENTRAL_WINS),
                type(PAYMENT, PolicyName.CENTRAL_WINS),
                type(SKU, PolicyName.CENTRAL_WINS),
                type(RECORD, PolicyName.CENTRAL_WINS),
                type(LAST_ORDER, PolicyName.CENTRAL_WINS),
                type(RESOLUTION, PolicyName.APPEND_ONLY),
                type(REVOKED, PolicyName.LAST_WRITER_WINS));
    }

    private static EntityType type(String name, PolicyName policy) {
        return type(name, policy, List.of(), false);
    }

    private static EntityType type(String name, PolicyName policy, List<RuleName> rules, boolean negative) {
        return new EntityType(
                name,
                Lane.MEDIUM,
                policy,
                new AudienceRule(AudienceRule.Kind.GROUP, "agrotour"),
                rules,
                EntityType.Fields.NONE,
                negative,
                EntityType.CONFIDENCE_MIN_DEFAULT,
                null,
                null);
    }
}
