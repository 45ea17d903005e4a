package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.hub.merge.Incoming;
import ghosthunter.hub.projection.Occurred;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * A change of an entity, read.
 *
 * @param entry its place in the ledger
 * @param id the change's id
 * @param base the version that the device saw
 * @param hlc no later than the hub can believe
 * @param occurred hub time
 */
record EntityStep(
        Key.Entry entry,
        Key.OfEntity of,
        EntityType type,
        UUID id,
        String op,
        JsonObject data,
        long base,
        long hlc,
        Occurred occurred) {
    DeviceRef device() {
        return entry.chain().device();
    }

    /** As it meets the entity, by a device of this kind that saw this version. */
    Incoming incoming(String kind, long seen) {
        return new Incoming(
                op,
                data,
                seen,
                hlc,
                device().device().value(),
                kind,
                entry.chain().epoch(),
                occurred.at(),
                occurred.errorMs());
    }

    /** What a hub decides is a change of its own. */
    boolean isOfHub() {
        return device().device().equals(Centre.DEVICE);
    }
}
