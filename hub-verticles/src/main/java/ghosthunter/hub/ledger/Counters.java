package ghosthunter.hub.ledger;

import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.entity.PolicyName;
import io.vertx.core.json.JsonObject;

/** What makes an entity a stock. */
public final class Counters {
    private Counters() {}

    /** Whether its changes are movements of stock. */
    public static boolean isCounter(EntityType type) {
        return type.policy() == PolicyName.COUNTER;
    }

    static boolean mayOversell(EntityType type) {
        return isCounter(type) && type.negative();
    }

    /** The stock that an entity tells, as a whole number. */
    public static long stock(EntityType type, JsonObject data) {
        return data.getValue(type.fields().count()) instanceof Number count ? count.longValue() : 0;
    }
}
