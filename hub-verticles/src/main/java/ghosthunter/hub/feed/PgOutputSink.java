package ghosthunter.hub.feed;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes what {@link PgOutputDecoder} reads, message by message. Where a transaction is named, 0 is the one between
 * {@link #begin} and {@link #commit}, and another number a (sub)transaction within a streamed block. Transactions are the lower
 * 32 bits of their ids.
 */
interface PgOutputSink {
    /** A transaction that committed follows as a whole. */
    void begin(int xid);

    /** It ends here: just behind its commit in the log. */
    void commit(long endLsn);

    /** What a number of a table stands for from now on; the columns are those of its rows, in order. */
    void relation(int relation, String schema, String table, List<String> columns);

    /**
     * A row was inserted, updated or deleted.
     *
     * @param old its key before, the other columns null; null unless the row is gone or its key has changed
     * @param now the row, null if it is gone
     */
    void row(int xid, int relation, @Nullable List<@Nullable String> old, @Nullable List<@Nullable String> now);

    /** Tables were emptied. */
    void truncate(int xid, List<Integer> relations);

    /** Somebody called {@code pg_logical_emit_message}. */
    void message(int xid, boolean transactional, long lsn, String prefix);

    /** A block of a transaction that is still under way. */
    void streamStart(int xid);

    /** The block ends; others, and whole transactions, may follow. */
    void streamStop();

    /** A transaction that came in blocks has committed. */
    void streamCommit(int xid, long endLsn);

    /** A part of it was rolled back, or all: then {@code subxid} is {@code xid}. */
    void streamAbort(int xid, int subxid);
}
