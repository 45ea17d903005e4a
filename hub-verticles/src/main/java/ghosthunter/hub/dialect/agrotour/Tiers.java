package ghosthunter.hub.dialect.agrotour;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What becomes of two events of one product that did not know of each other. The rules of the type {@link AgrotourTypes#MOVEMENT}
 * say the same under the lock; this says it in the words of the contract. Pure.
 *
 * <p>Its second tier, the lower Lamport number first, is none here: a number is given when an event is taken, so a new one is never
 * lower.
 */
final class Tiers {
    /** Events whose numbers lie so far apart knew of each other. */
    static final long WINDOW = 100;

    private static final String PAID = "PAID";

    private Tiers() {}

    /**
     * A resolution.
     *
     * @param newWins whether the new event counts; nominal where a person has to approve
     */
    record Resolution(String method, String reason, double confidence, boolean newWins, boolean approval) {
        JsonObject json() {
            return new JsonObject()
                    .put("method", method)
                    .put("reason", reason)
                    .put("confidence", confidence)
                    .put("requires_approval", approval);
        }
    }

    /**
     * How a new event meets the last one that counts.
     *
     * @param number the one that the new event would get
     * @param last the last event of the product, with the number that it got
     * @return empty where they are not concurrent: one device's own, or far apart
     */
    static Optional<Resolution> meet(JsonObject event, long number, JsonObject last) {
        boolean sameDevice = event.getString("device_id").equals(last.getString("device_id"));
        boolean near = number - last.getLong("lamport_ts", 0L) < WINDOW;
        return sameDevice || !near ? Optional.empty() : Optional.of(resolve(event, last));
    }

    /** Who wins, and why. */
    static Resolution resolve(JsonObject event, JsonObject existing) {
        boolean paid = PAID.equalsIgnoreCase(event.getString("payment_status"));
        boolean existingPaid = PAID.equalsIgnoreCase(existing.getString("payment_status"));
        if (paid && !existingPaid) {
            return byRule("Paid sale has absolute priority", 1, true);
        }
        if (existingPaid && !paid) {
            return byRule("Existing operation is a paid sale", 1, false);
        }
        if (is("DECREMENT", event) && is("INCREMENT", existing)) {
            return byRule("Sales take priority over restocks", 0.95, true);
        }
        return new Resolution("MANUAL", "Ambiguous conflict - requires producer decision", 0.5, true, true);
    }

    private static Resolution byRule(String reason, double confidence, boolean newWins) {
        return new Resolution("HARDCODED", reason, confidence, newWins, false);
    }

    private static boolean is(String operation, JsonObject event) {
        return operation.equalsIgnoreCase(event.getString("operation"));
    }
}
