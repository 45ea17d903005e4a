package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which rows of entities a group must lock or read.
 *
 * @param entities to lock
 * @param bases versions that devices saw; read where they are not the current ones
 * @param mayOversell of the entities, those whose stock may go below zero: who moved it is read
 * @param conflicts to lock
 */
record EntityNeeds(
        Set<Key.OfEntity> entities,
        Set<Key.Version> bases,
        Set<Key.OfEntity> mayOversell,
        Set<Key.Conflict> conflicts) {
    static EntityNeeds none() {
        return new EntityNeeds(
                new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
    }

    boolean add(TenantId tenant, Change change, EntityType type) {
        Key.OfEntity of = new Key.OfEntity(tenant, change.type(), change.key());
        if (change.base() > 0) {
            bases.add(new Key.Version(of, change.base()));
        }
        if (Counters.mayOversell(type)) {
            mayOversell.add(of);
        }
        return entities.add(of);
    }

    /** What must hold for a write of the centre is looked at under the locks. */
    void expect(TenantId tenant, List<Expected> all) {
        for (Expected expected : all) {
            entities.add(expected.entity(tenant));
            if (expected.pending() != null) {
                conflicts.add(new Key.Conflict(tenant, expected.pending()));
            }
        }
    }
}
