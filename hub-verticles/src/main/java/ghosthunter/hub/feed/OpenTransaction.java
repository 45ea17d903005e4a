package ghosthunter.hub.feed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A transaction whose end has not come. Changes are kept by the subtransaction that made them, for each may be rolled back alone.
 * Beyond a limit they are dropped, and all that is known is that there were some.
 */
final class OpenTransaction {
    /** Changes that are kept, about 200 bytes each. */
    static final int CHANGES_MAX = 20_000;

    private record Change(int xid, EntityChange change) {}

    private final List<Change> changes = new ArrayList<>();
    private boolean unknown;

    void add(int xid, EntityChange change) {
        if (unknown) {
            return;
        }
        changes.add(new Change(xid, change));
        if (changes.size() > CHANGES_MAX) {
            forget();
        }
    }

    /** What it does cannot be told change by change. */
    void forget() {
        unknown = true;
        changes.clear();
    }

    void rollBack(int subxid) {
        changes.removeIf(change -> change.xid() == subxid);
    }

    /** It has committed. */
    void endIn(FeedBatch batch, int xid, long endLsn) {
        if (unknown) {
            batch.addUnknown(xid, endLsn);
        } else {
            batch.add(xid, endLsn, folded());
        }
    }

    private Collection<EntityChange> folded() {
        Map<EntityKey, EntityChange> last = new LinkedHashMap<>();
        for (Change change : changes) {
            var unused = last.remove(change.change().entity());
            last.put(change.change().entity(), change.change());
        }
        return last.values();
    }
}
