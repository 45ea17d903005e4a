package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.hub.merge.EntityState;
import java.util.Map;
import java.util.Set;

/**
 * The rows of entities that a group needs, as they stand under its locks.
 *
 * @param entities the asked ones
 * @param versions the asked ones that are not current
 * @param sellers who moved the stock of an asked entity since it was last not below zero
 * @param conflicts the asked ones
 */
record EntityView(
        Map<Key.OfEntity, EntityRow.Entity> entities,
        Map<Key.Version, EntityState> versions,
        Map<Key.OfEntity, Set<DeviceRef>> sellers,
        Map<Key.Conflict, EntityRow.Locked> conflicts) {}
