package ghosthunter.hub.feed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A transaction whose end has not come. Changes are kept by the subtransaction that made them, for each may be rolled back alone.
 * Beyond a limit they are dropped, and all that is known is that there were some.
 */
final class OpenTransaction {
    /** Changes that are kept, about 200 bytes each. */
    static final int CHANGES_MAX = 20_000;

    /** What a (sub)transaction did: one of the two is there. */
    private record Change(
            int xid,
            @Nullable EntityChange change,
            @Nullable MappedKey row) {}

    private final List<Change> changes = new ArrayList<>();
    private boolean unknown;

    void add(int xid, EntityChange change) {
        add(new Change(xid, change, null));
    }

    void add(int xid, MappedKey row) {
        add(new Change(xid, null, row));
    }

    private void add(Change change) {
        if (unknown) {
            return;
        }
        changes.add(change);
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
            batch.add(
                    xid,
                    endLsn,
                    folded(),
                    changes.stream().map(Change::row).filter(Objects::nonNull).toList());
        }
    }

    private Collection<EntityChange> folded() {
        Map<EntityKey, EntityChange> last = new LinkedHashMap<>();
        for (Change made : changes) {
            EntityChange change = made.change();
            if (change != null) {
                var unused = last.remove(change.entity());
                last.put(change.entity(), change);
            }
        }
        return last.values();
    }
}
