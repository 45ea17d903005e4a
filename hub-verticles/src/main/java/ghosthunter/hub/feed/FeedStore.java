package ghosthunter.hub.feed;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the feed, through the one session that holds the lock of it: when that session ends, its lock and its right to
 * write end together. Every method is one transaction. Blocks; of one thread.
 */
final class FeedStore {
    private final Session session;

    FeedStore(Session session) {
        this.session = session;
    }

    /**
     * How far the feed is.
     *
     * @param mode {@code stream} or {@code poll}
     * @param lsn all that committed before is fed
     * @param fedBelow for the poller: all below is fed; null if it never polled
     * @param healed false while a comparison of all entities is due
     * @param same whether its positions are of this server
     */
    record State(String mode, long lsn, @Nullable String fedBelow, boolean healed, boolean same) {}

    /** What the poller sees. */
    record Look(String till, boolean news) {}

    /** Whether this session is the one that feeds, from now until it ends. */
    boolean lock() throws SQLException {
        return "t".equals(session.text(FeedSql.LOCK));
    }

    Optional<State> state() throws SQLException {
        return Optional.ofNullable(session.first(
                FeedSql.STATE,
                row -> new State(
                        row.getString("mode"),
                        row.getLong("lsn"),
                        row.getString("fed_below"),
                        row.getBoolean("healed"),
                        row.getBoolean("same"))));
    }

    XidSnapshot snapshot() throws SQLException {
        return XidSnapshot.parse(String.valueOf(session.text(FeedSql.SNAPSHOT)));
    }

    /** Writes a batch and returns how many entities it has. */
    long feed(FeedBatch batch) throws SQLException {
        List<FeedBatch.Row> rows = batch.rows();
        return session.number(
                FeedSql.FEED,
                array("text", rows, row -> row.change().entity().tenant()),
                array("text", rows, row -> row.change().entity().type()),
                array("text", rows, row -> row.change().entity().key()),
                array("text", rows, row -> row.change().audience()),
                array("bigint", rows, FeedBatch.Row::lsn),
                array("int", rows, FeedBatch.Row::index),
                array(
                        "bigint",
                        rows,
                        row -> row.change().audience() == null
                                ? null
                                : row.change().version()),
                batch.lsn());
    }

    private Object array(String type, List<FeedBatch.Row> rows, Function<FeedBatch.Row, @Nullable Object> value)
            throws SQLException {
        return session.array(type, rows.stream().map(value).toArray());
    }

    void advance(long lsn) throws SQLException {
        int unused = session.update(FeedSql.ADVANCE, lsn);
    }

    /** Before the slot is made anew. */
    void healIsDue() throws SQLException {
        int unused = session.update(FeedSql.HEAL_IS_DUE);
    }

    /**
     * Feeds every entity of which something else was fed than it is now, and moves no other.
     *
     * @param lsn the position for them, null: of now
     * @param mode from now on
     * @return how many
     */
    long heal(@Nullable Long lsn, String mode) throws SQLException {
        return session.longTransaction(() -> {
            int unused = session.update(FeedSql.FORGET_OTHER_SYSTEM);
            return session.number(FeedSql.HEAL, lsn, mode);
        });
    }

    Look look(String from) throws SQLException {
        Look look =
                session.first(FeedSql.POLL_LOOK, row -> new Look(row.getString("till"), row.getBoolean("news")), from);
        if (look == null) {
            throw new SQLException("a statement that always has a row has none");
        }
        return look;
    }

    long poll(String from, String till) throws SQLException {
        return session.number(FeedSql.POLL, from, till, till);
    }

    void pollAdvance(String till) throws SQLException {
        int unused = session.update(FeedSql.POLL_ADVANCE, till);
    }

    String removals() throws SQLException {
        return String.valueOf(session.text(FeedSql.REMOVALS));
    }

    void mark() throws SQLException {
        String unused = session.text(FeedSql.MARK);
    }

    void distances(long reached, String slot, FeedFigures figures) throws SQLException {
        var unused = session.first(
                FeedSql.DISTANCES,
                row -> {
                    figures.distances(row.getLong("lag"), row.getLong("kept"));
                    return true;
                },
                reached,
                slot);
    }
}
