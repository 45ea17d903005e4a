package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.time.Moment;
import org.jspecify.annotations.Nullable;

/**
 * A change that has no id and no place in a chain yet.
 *
 * @param happened when it happened, by the clocks of this device
 * @param base the version of the entity that this device saw, 0 for none
 * @param packageId the package row that it belongs to, or null
 */
record Draft(
        String type,
        String key,
        String op,
        Moment happened,
        long base,
        String dataJson,
        @Nullable Long packageId) {
    static Draft dropOff(String trackingId, @Nullable String compartment, Moment happened, long packageId) {
        return new Draft(
                EntityTypes.PACKAGE,
                trackingId,
                PackageFact.DROP_OFF,
                happened,
                0,
                PackageFact.dropOffJson(compartment, null, 0),
                packageId);
    }

    static Draft pickUp(String trackingId, Moment happened, long packageId) {
        return new Draft(EntityTypes.PACKAGE, trackingId, PackageFact.PICK_UP, happened, 0, "{}", packageId);
    }
}
