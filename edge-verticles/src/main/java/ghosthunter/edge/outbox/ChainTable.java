package ghosthunter.edge.outbox;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.id.Hash;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements on {@code outbox} and {@code lane_head}. Those on outbox go by its primary key (lane, seq). */
final class ChainTable {
    private static final String ROW = """
            SELECT lane, seq, record_no, change_id, type, op, package_id, line, hash, recorded_at, attempts
            FROM outbox
            """;

    private final Sqlite sqlite;

    ChainTable(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    /** The lanes that have a change, most urgent first. */
    Future<List<LaneState>> lanes() {
        return sqlite.list(ChainTable::laneState, """
                SELECT lane, seq, hash, acked_seq, safe_seq, base_seq, base_hash FROM lane_head ORDER BY lane DESC""");
    }

    /** One lane; the genesis of the store's epoch where it has no change yet. */
    Future<LaneState> lane(StoreRow store, Lane lane) {
        return sqlite.first(ChainTable::laneState, """
                        SELECT lane, seq, hash, acked_seq, safe_seq, base_seq, base_hash
                        FROM lane_head WHERE lane = ?""", lane.weight())
                .map(found ->
                        found.orElseGet(() -> LaneState.empty(Chain.genesis(store.device(), store.epoch(), lane))));
    }

    /** Keeps the ends of a lane. */
    Future<Void> saveLane(LaneState lane) {
        return sqlite.update(
                        """
                        INSERT INTO lane_head (lane, seq, hash, acked_seq, safe_seq, base_seq, base_hash)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (lane) DO UPDATE
                        SET seq = excluded.seq, hash = excluded.hash, acked_seq = excluded.acked_seq,
                            safe_seq = excluded.safe_seq, base_seq = excluded.base_seq, base_hash = excluded.base_hash""",
                        lane.lane().weight(),
                        lane.head().seq(),
                        lane.head().hash().bytes(),
                        lane.ackedSeq(),
                        lane.safeSeq(),
                        lane.base().seq(),
                        lane.base().hash().bytes())
                .mapEmpty();
    }

    /** Forgets all lanes: a new epoch starts. */
    Future<Void> forgetLanes() {
        return sqlite.update("DELETE FROM lane_head").mapEmpty();
    }

    /** Adds rows. */
    Future<Void> insert(List<OutboxRow> rows) {
        return sqlite.updateAll("""
                INSERT INTO outbox (lane, seq, record_no, change_id, type, op, package_id, line, hash, recorded_at,
                                    attempts)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", rows.stream().map(ChainTable::tuple).toList());
    }

    /** The rows behind {@code afterSeq}, at most {@code countMax} of them. */
    Future<List<OutboxRow>> rows(Lane lane, long afterSeq, int countMax) {
        return sqlite.list(
                ChainTable::row,
                ROW + "WHERE lane = ? AND seq > ? ORDER BY seq LIMIT ?",
                lane.weight(),
                afterSeq,
                countMax);
    }

    /**
     * The last seq behind {@code afterSeq} up to which the lines fit; {@code afterSeq} where not even one does. SQLite tells
     * a blob's length without reading it.
     */
    Future<Long> lastFitting(Lane lane, long afterSeq, int countMax, long bytesMax) {
        return sqlite.first(row -> row.getLong(0), """
                        SELECT coalesce(max(seq), ?)
                        FROM (SELECT seq, sum(length(line) + 1) OVER (ORDER BY seq) AS bytes
                              FROM outbox WHERE lane = ? AND seq > ? ORDER BY seq LIMIT ?)
                        WHERE bytes <= ?""", afterSeq, lane.weight(), afterSeq, countMax, bytesMax)
                .map(found -> found.orElse(afterSeq));
    }

    /** What a batch needs of the rows behind {@code afterSeq} up to {@code lastSeq}. */
    Future<List<Pending>> pending(Lane lane, long afterSeq, long lastSeq) {
        return sqlite.list(
                row -> new Pending(line((byte[]) row.getValue(0)), Hash.of((byte[]) row.getValue(1))),
                "SELECT line, hash FROM outbox WHERE lane = ? AND seq > ? AND seq <= ? ORDER BY seq",
                lane.weight(),
                afterSeq,
                lastSeq);
    }

    /** How many of each type are behind {@code afterSeq}; reads the rows. */
    Future<List<Map.Entry<String, Long>>> typesBehind(Lane lane, long afterSeq) {
        return sqlite.list(
                row -> Map.entry(row.getString(0), row.getLong(1)),
                "SELECT type, count(*) FROM outbox WHERE lane = ? AND seq > ? GROUP BY type",
                lane.weight(),
                afterSeq);
    }

    /**
     * A change on its way out.
     *
     * @param line the verbatim line, or null where the bytes cannot even be one
     * @param hash the head of the chain after it, as it was recorded
     */
    record Pending(@Nullable Line line, Hash hash) {}

    /** How often the change was sent. */
    Future<Long> attempts(Lane lane, long seq) {
        return sqlite.first(
                        row -> row.getLong(0),
                        "SELECT attempts FROM outbox WHERE lane = ? AND seq = ?",
                        lane.weight(),
                        seq)
                .map(found -> found.orElse(0L));
    }

    /** The hash of the chain after {@code seq}, as it was recorded; nothing where that row is not retained. */
    Future<Optional<Hash>> hashAt(LaneState lane, long seq) {
        if (seq == lane.head().seq()) {
            return Future.succeededFuture(Optional.of(lane.head().hash()));
        }
        if (seq == lane.base().seq()) {
            return Future.succeededFuture(Optional.of(lane.base().hash()));
        }
        return sqlite.first(
                row -> Columns.hash(row, "hash"),
                "SELECT hash FROM outbox WHERE lane = ? AND seq = ?",
                lane.lane().weight(),
                seq);
    }

    /** Counts an attempt on a stretch of a lane. */
    Future<Void> countAttempt(Lane lane, long fromSeq, long toSeq, Instant at) {
        return sqlite.update("""
                        UPDATE outbox SET attempts = attempts + 1, last_attempt_at = ?
                        WHERE lane = ? AND seq BETWEEN ? AND ?""", Columns.text(at), lane.weight(), fromSeq, toSeq)
                .mapEmpty();
    }

    /** Marks a stretch of a lane as acknowledged; what was so before keeps its time. */
    Future<Void> acknowledge(Lane lane, long fromSeq, long toSeq, Instant at) {
        return sqlite.update("""
                        UPDATE outbox SET acked_at = ?
                        WHERE lane = ? AND seq BETWEEN ? AND ? AND acked_at IS NULL""", Columns.text(at), lane.weight(), fromSeq, toSeq)
                .mapEmpty();
    }

    /** Takes the acknowledgement of everything from {@code fromSeq} on back. */
    Future<Void> unacknowledge(Lane lane, long fromSeq) {
        return sqlite.update(
                        "UPDATE outbox SET acked_at = NULL WHERE lane = ? AND seq >= ? AND acked_at IS NOT NULL",
                        lane.weight(),
                        fromSeq)
                .mapEmpty();
    }

    /** The newest row, up to {@code lastSeq} and of the oldest {@code countMax}, such that it and all before it are old. */
    Future<Optional<OutboxRow>> lastFreeable(LaneState lane, long lastSeq, Instant recordedBefore, int countMax) {
        return sqlite.first(
                ChainTable::row,
                ROW + """
                WHERE lane = ?1 AND seq <= ?2 AND recorded_at < ?3
                  AND seq < (SELECT coalesce(min(seq), ?2 + 1)
                             FROM outbox WHERE lane = ?1 AND seq <= ?2 AND recorded_at >= ?3)
                ORDER BY seq DESC LIMIT 1""",
                lane.lane().weight(),
                Math.min(lastSeq, lane.base().seq() + countMax),
                Columns.text(recordedBefore));
    }

    /** Frees the rows up to a seq. */
    Future<Integer> free(Lane lane, long toSeq) {
        return sqlite.update("DELETE FROM outbox WHERE lane = ? AND seq <= ?", lane.weight(), toSeq);
    }

    /** Puts all rows out of the way, under negative numbers, so that they can be chained anew. */
    Future<Void> putAside() {
        return sqlite.update("UPDATE outbox SET seq = -seq").mapEmpty();
    }

    /** The rows put aside behind {@code afterSeq} (positive, as it was). */
    Future<List<OutboxRow>> aside(Lane lane, long afterSeq, int countMax) {
        return sqlite.list(
                ChainTable::row,
                ROW + "WHERE lane = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
                lane.weight(),
                -afterSeq,
                countMax);
    }

    /** Gives rows that were put aside their new place; they are pending again. */
    Future<Void> putBack(List<Long> asideSeqs, List<OutboxRow> rows) {
        List<Tuple> tuples = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            OutboxRow row = rows.get(i);
            tuples.add(Tuple.from(new Object[] {
                row.seq(),
                row.hash().bytes(),
                row.changeId(),
                bytes(row),
                row.lane().weight(),
                asideSeqs.get(i)
            }));
        }
        return sqlite.updateAll("""
                UPDATE outbox SET seq = ?, hash = ?, change_id = ?, line = ?, acked_at = NULL
                WHERE lane = ? AND seq = ?""", tuples);
    }

    /** Frees the rows of a lane that are still aside. */
    Future<Void> freeAside(Lane lane) {
        return sqlite.update("DELETE FROM outbox WHERE lane = ? AND seq < 0", lane.weight())
                .mapEmpty();
    }

    /** The retained changes of one package, in order. */
    Future<List<PackageChange>> ofPackage(long packageId) {
        return sqlite.list(
                row -> new PackageChange(
                        Lane.ofWeight(row.getInteger("lane")),
                        row.getLong("record_no"),
                        row.getString("op"),
                        Columns.instant(row, "recorded_at"),
                        Columns.instantOrNull(row, "acked_at")),
                "SELECT lane, record_no, op, recorded_at, acked_at FROM outbox WHERE package_id = ? ORDER BY record_no",
                packageId);
    }

    /** What custody needs of a retained change. */
    record PackageChange(
            Lane lane,
            long recordNo,
            String op,
            Instant recordedAt,
            @Nullable Instant ackedAt) {}

    private static Tuple tuple(OutboxRow row) {
        return Tuple.from(new Object[] {
            row.lane().weight(),
            row.seq(),
            row.recordNo(),
            row.changeId(),
            row.type(),
            row.op(),
            row.packageId(),
            bytes(row),
            row.hash().bytes(),
            Columns.text(row.recordedAt()),
            row.attempts()
        });
    }

    private static byte[] bytes(OutboxRow row) {
        return Objects.requireNonNull(row.line(), "only sound rows are written").bytes();
    }

    private static @Nullable Line line(byte[] bytes) {
        try {
            return Line.of(bytes);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static OutboxRow row(Row row) {
        return new OutboxRow(
                Lane.ofWeight(row.getInteger("lane")),
                row.getLong("seq"),
                row.getLong("record_no"),
                row.getString("change_id"),
                row.getString("type"),
                row.getString("op"),
                row.getLong("package_id"),
                line(Columns.bytes(row, "line")),
                Columns.hash(row, "hash"),
                Columns.instant(row, "recorded_at"),
                row.getLong("attempts"));
    }

    private static LaneState laneState(Row row) {
        Lane lane = Lane.ofWeight(row.getInteger("lane"));
        return new LaneState(
                new Head(lane, row.getLong("seq"), Columns.hash(row, "hash")),
                row.getLong("acked_seq"),
                row.getLong("safe_seq"),
                new Head(lane, row.getLong("base_seq"), Columns.hash(row, "base_hash")));
    }
}
