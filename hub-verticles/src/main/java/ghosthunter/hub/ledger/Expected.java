package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.TenantId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for a write of the centre when its entity is locked. Where it does not, nothing of the submission is recorded:
 * who writes at the centre can be told at once, and look again.
 *
 * @param version the current version of the entity; 0: there is none, or it is deleted
 * @param pending a conflict of it that still waits for a person, or null
 * @param judged what comes is recorded even if it is refused, as who wrote it knows beforehand; else it must be taken, too
 */
public record Expected(
        String type, String key, long version, @Nullable UUID pending, boolean judged) {
    /** What comes must be taken. */
    public Expected(String type, String key, long version, @Nullable UUID pending) {
        this(type, key, version, pending, false);
    }

    Key.OfEntity entity(TenantId tenant) {
        return new Key.OfEntity(tenant, type, key);
    }
}
