package ghosthunter.hub.feed;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what the log tells of {@code entity} and of mapped tables: whole transactions, and those that come in blocks while they are under
 * way. What has committed goes into the batch; what was rolled back is never seen there. Pure; of one thread.
 */
final class Transactions implements PgOutputSink {
    /** The table that is followed. */
    static final String TABLE = "entity";

    /** Transactions under way that come in blocks; of more no change is kept. Each is of one session of the server. */
    static final int STREAMED_MAX = 16;

    private final FeedBatch batch;
    private final Map<String, List<String>> keys;
    private final Map<Integer, Columns> tables = new HashMap<>();
    private final Map<Integer, KeyColumns> mapped = new HashMap<>();
    private final Map<Integer, OpenTransaction> streamed = new HashMap<>();
    private @Nullable OpenTransaction current;
    private int currentXid;
    private boolean isWhole;

    /** @param keys of mapped tables the columns of their keys, by {@link Mapping#relation} */
    Transactions(FeedBatch batch, Map<String, List<String>> keys) {
        this.batch = batch;
        this.keys = Map.copyOf(keys);
    }

    /** Where the key of a mapped table is, as far as it is there. */
    private record KeyColumns(String relation, List<Integer> places) {
        @Nullable
        MappedKey key(List<@Nullable String> row) {
            List<String> values = places.stream()
                    .filter(place -> place >= 0)
                    .map(row::get)
                    .filter(Objects::nonNull)
                    .toList();
            return values.size() == places.size() ? new MappedKey(relation, values) : null;
        }
    }

    /** Where the columns are that matter. */
    private record Columns(int tenant, int type, int key, int audience, int version) {
        static Columns of(List<String> names) {
            return new Columns(
                    names.indexOf("tenant"),
                    names.indexOf("type"),
                    names.indexOf("key"),
                    names.indexOf("audience"),
                    names.indexOf("version"));
        }

        @Nullable
        EntityKey key(List<@Nullable String> row) {
            String ofTenant = row.get(tenant);
            String ofType = row.get(type);
            String ofKey = row.get(key);
            return ofTenant == null || ofType == null || ofKey == null ? null : new EntityKey(ofTenant, ofType, ofKey);
        }

        @Nullable
        EntityChange change(List<@Nullable String> row) {
            EntityKey entity = key(row);
            String to = row.get(audience);
            String number = row.get(version);
            return entity == null || to == null || number == null
                    ? null
                    : new EntityChange(entity, to, Long.parseLong(number));
        }
    }

    /** Whether the last message was not in the middle of a transaction that committed. */
    boolean isBetween() {
        return !isWhole;
    }

    @Override
    public void begin(int xid) {
        current = new OpenTransaction();
        currentXid = xid;
        isWhole = true;
    }

    @Override
    public void commit(long endLsn) {
        if (current != null) {
            current.endIn(batch, currentXid, endLsn);
        }
        current = null;
        isWhole = false;
    }

    @Override
    public void relation(int relation, String schema, String table, List<String> columns) {
        String name = schema + "." + table;
        List<String> key = keys.get(name);
        if (key != null) {
            mapped.put(
                    relation,
                    new KeyColumns(name, key.stream().map(columns::indexOf).toList()));
        } else if (table.equals(TABLE)) {
            tables.put(relation, Columns.of(columns));
        }
    }

    @Override
    public void row(int xid, int relation, @Nullable List<@Nullable String> old, @Nullable List<@Nullable String> now) {
        OpenTransaction transaction = current;
        Columns columns = tables.get(relation);
        KeyColumns key = mapped.get(relation);
        if (transaction != null && columns != null) {
            entity(transaction, xid, columns, old, now);
        } else if (transaction != null && key != null) {
            Stream.of(Optional.ofNullable(old), Optional.ofNullable(now))
                    .flatMap(Optional::stream)
                    .forEach(row -> add(transaction, xid, key.key(row)));
        }
    }

    private static void entity(
            OpenTransaction transaction,
            int xid,
            Columns columns,
            @Nullable List<@Nullable String> old,
            @Nullable List<@Nullable String> now) {
        if (old != null) {
            EntityKey before = columns.key(old);
            add(transaction, xid, before == null ? null : EntityChange.gone(before));
        }
        if (now != null) {
            add(transaction, xid, columns.change(now));
        }
    }

    private static void add(OpenTransaction transaction, int xid, @Nullable MappedKey row) {
        if (row == null) {
            transaction.forget();
        } else {
            transaction.add(xid, row);
        }
    }

    private static void add(OpenTransaction transaction, int xid, @Nullable EntityChange change) {
        if (change == null) {
            transaction.forget();
        } else {
            transaction.add(xid, change);
        }
    }

    @Override
    public void truncate(int xid, List<Integer> relations) {
        if (current != null && relations.stream().anyMatch(id -> tables.containsKey(id) || mapped.containsKey(id))) {
            current.forget();
        }
    }

    @Override
    public void message(int xid, boolean transactional, long lsn, String prefix) {
        if (!transactional) {
            batch.advance(lsn);
        }
    }

    @Override
    public void streamStart(int xid) {
        current = streamed.computeIfAbsent(xid, first -> new OpenTransaction());
        if (streamed.size() > STREAMED_MAX) {
            current.forget();
        }
    }

    @Override
    public void streamStop() {
        current = null;
    }

    @Override
    public void streamCommit(int xid, long endLsn) {
        OpenTransaction ended = streamed.remove(xid);
        if (ended != null) {
            ended.endIn(batch, xid, endLsn);
        }
    }

    @Override
    public void streamAbort(int xid, int subxid) {
        OpenTransaction concerned = streamed.get(xid);
        if (subxid == xid) {
            var unused = streamed.remove(xid);
        } else if (concerned != null) {
            concerned.rollBack(subxid);
        }
    }
}
