package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.entity.PackageFact;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change that has no id and no place in a chain yet.
 *
 * @param at the wall clock that it claims
 * @param now whether it happens now, so that the boot clock places it; what happened before this program ran has only its
 *     wall clock
 * @param packageId the package row that it belongs to, or null
 */
record Draft(
        String type,
        String key,
        String op,
        Instant at,
        String dataJson,
        boolean now,
        @Nullable Long packageId) {
    static Draft dropOff(String trackingId, @Nullable String compartment, Instant at, boolean now, long packageId) {
        return new Draft(
                EntityTypes.PACKAGE,
                trackingId,
                PackageFact.DROP_OFF,
                at,
                PackageFact.dropOffJson(compartment, null, 0),
                now,
                packageId);
    }

    static Draft pickUp(String trackingId, Instant at, boolean now, long packageId) {
        return new Draft(EntityTypes.PACKAGE, trackingId, PackageFact.PICK_UP, at, "{}", now, packageId);
    }
}
