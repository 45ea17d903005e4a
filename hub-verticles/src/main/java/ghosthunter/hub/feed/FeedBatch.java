package ghosthunter.hub.feed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is fed in one go: transactions in the order of their commits, of each entity the last change alone. It takes whole
 * transactions and so may pass its limits by one. Of one thread.
 */
final class FeedBatch {
    /** Entities from which on it is full. */
    static final int ROWS_MAX = 5_000;

    /** Transactions from which on it is full. */
    static final int TRANSACTIONS_MAX = 2_000;

    /** A change and where it stands; the index begins at 1 in each transaction. */
    record Row(EntityChange change, long lsn, int index) {}

    private final Map<EntityKey, Row> rows = new LinkedHashMap<>();
    private final Map<String, Set<List<String>>> mapped = new LinkedHashMap<>();
    private final Set<Integer> xids = new LinkedHashSet<>();
    private long lsn;
    private boolean wantsHeal;

    /** A transaction that ends here, with the last change of each entity and the rows of mapped tables that it wrote. */
    void add(int xid, long endLsn, Collection<EntityChange> changes, Collection<MappedKey> written) {
        int index = 0;
        for (EntityChange change : changes) {
            index++;
            Row before = rows.remove(change.entity()); // Last in the order is what came last.
            requireLater(before, endLsn);
            rows.put(change.entity(), new Row(change, endLsn, index));
        }
        for (MappedKey row : written) {
            boolean unused = mapped.computeIfAbsent(row.relation(), first -> new LinkedHashSet<>())
                    .add(row.values());
        }
        if (index > 0 || !written.isEmpty()) {
            end(xid, endLsn);
        }
    }

    /** A transaction that ends here, of which is only known that it changed something: entities are compared as a whole. */
    void addUnknown(int xid, long endLsn) {
        end(xid, endLsn);
        wantsHeal = true;
    }

    private void end(int xid, long endLsn) {
        xids.add(xid);
        advance(endLsn);
    }

    private static void requireLater(@Nullable Row before, long endLsn) {
        if (before != null && Long.compareUnsigned(before.lsn(), endLsn) >= 0) {
            throw new IllegalStateException("transactions come in the order of their commits");
        }
    }

    /** All that committed before this position is in here. */
    void advance(long reached) {
        lsn = Math.max(lsn, reached);
    }

    boolean isEmpty() {
        return lsn == 0;
    }

    /** Whether it has changes, and not only a position. */
    boolean hasNews() {
        return !xids.isEmpty();
    }

    /** Whether nothing may be added. */
    boolean isFull() {
        int inMapped = mapped.values().stream().mapToInt(Set::size).sum();
        return wantsHeal || rows.size() + inMapped >= ROWS_MAX || xids.size() >= TRANSACTIONS_MAX;
    }

    /** Rows of mapped tables that were written, by {@link Mapping#relation}. */
    Map<String, Set<List<String>>> mapped() {
        return mapped;
    }

    /** Whether entities must be compared as a whole at {@link #lsn}. */
    boolean wantsHeal() {
        return wantsHeal;
    }

    /** Up to where it reaches, 0 while it is empty. */
    long lsn() {
        return lsn;
    }

    /** The transactions in it, the lower halves of their ids. */
    Set<Integer> xids() {
        return xids;
    }

    List<Row> rows() {
        return new ArrayList<>(rows.values());
    }

    void clear() {
        rows.clear();
        mapped.clear();
        xids.clear();
        lsn = 0;
        wantsHeal = false;
    }
}
