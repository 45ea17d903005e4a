package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.exchange.DownLine;
import ghosthunter.edge.outbox.OutboxReply.Entities;
import ghosthunter.edge.outbox.OutboxReply.EntityCount;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements on {@code entity}. They go by its primary key (type, key) unless said otherwise. */
final class EntityTable {
    private static final String OWN = "own-";
    private static final String ROW = "SELECT type, key, version, data, visible, pending FROM entity ";

    /** Pending changes of the row, by the index outbox_entity alone. */
    private static final String PENDING = """
            (SELECT count(*) FROM outbox o
             WHERE o.type = entity.type AND o.entity_key = entity.key AND o.acked_at IS NULL)""";

    /** The entities of a stretch of a lane. */
    private static final String OF_STRETCH = """
            (type, key) IN (SELECT type, entity_key FROM outbox
                            WHERE lane = ? AND seq BETWEEN ? AND ? AND entity_key IS NOT NULL)""";

    private final Sqlite sqlite;

    EntityTable(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    Future<Optional<EntityRow>> find(String type, String key) {
        return sqlite.first(EntityTable::row, ROW + "WHERE type = ? AND key = ?", type, key);
    }

    /**
     * The entities of a type that are there, behind a key, by the index entity_visible: at most {@code countMax}, and no more
     * than {@code bytesMax} of data, but one in any case.
     */
    Future<Entities> visible(String type, String afterKey, int countMax, long bytesMax) {
        return sqlite.list(row -> Map.entry(row(row), row.getLong("found")), """
                        SELECT type, key, version, data, visible, pending, found
                        FROM (SELECT *, count(*) OVER () AS found, row_number() OVER page AS place,
                                     sum(octet_length(data)) OVER page AS bytes
                              FROM (SELECT type, key, version, data, visible, pending FROM entity
                                    WHERE type = ?1 AND visible = 1 AND key > ?2 ORDER BY key LIMIT ?3 + 1)
                              WINDOW page AS (ORDER BY key))
                        WHERE place <= ?3 AND (place = 1 OR bytes <= ?4) ORDER BY key""", type, afterKey, countMax, bytesMax)
                .map(found -> page(found.stream().map(Map.Entry::getKey).toList(), found));
    }

    private static Entities page(List<EntityRow> rows, List<Map.Entry<EntityRow, Long>> found) {
        boolean isLast = rows.isEmpty() || found.get(0).getValue() == rows.size();
        return new Entities(rows, isLast ? null : rows.get(rows.size() - 1).key());
    }

    /** How many there are of each type; reads the index entity_visible. */
    Future<List<EntityCount>> counts() {
        return sqlite.list(
                row -> new EntityCount(
                        row.getString("type"), row.getLong("total"), row.getLong("synced"), row.getLong("pending")),
                """
                SELECT e.type, e.total, coalesce(p.pending, 0) AS pending, e.total - coalesce(p.visible, 0) AS synced
                FROM (SELECT type, sum(visible) AS total FROM entity GROUP BY type) e
                LEFT JOIN (SELECT type, count(*) AS pending, sum(visible) AS visible
                           FROM entity WHERE pending > 0 GROUP BY type) p ON p.type = e.type
                ORDER BY e.type""");
    }

    /** The device's own write, one change of which was just appended. */
    Future<Void> write(String type, String key, String dataJson, boolean deleted) {
        return sqlite.update("""
                        INSERT INTO entity (type, key, local_data, local_deleted, pending) VALUES (?, ?, ?, ?, 1)
                        ON CONFLICT (type, key) DO UPDATE
                        SET local_data = excluded.local_data, local_deleted = excluded.local_deleted,
                            pending = pending + 1""", type, key, dataJson, deleted ? 1 : 0).mapEmpty();
    }

    /** Says which entity a change belongs to. */
    Future<Void> own(Lane lane, long seq, String key) {
        return sqlite.update("UPDATE outbox SET entity_key = ? WHERE lane = ? AND seq = ?", key, lane.weight(), seq)
                .mapEmpty();
    }

    /**
     * A stretch of a lane was acknowledged: an entity of which nothing is pending any more shows what the hub has, and that is
     * what was written here until the hub says otherwise.
     *
     * @param seenIn the scan under way, which may have passed the entity before the hub had it; else {@link #ownIn}
     */
    Future<Void> acknowledged(Lane lane, long fromSeq, long toSeq, String seenIn) {
        return isAnyPending().compose(any -> any ? settle(lane, fromSeq, toSeq, seenIn) : Future.succeededFuture());
    }

    /** In place of a scan: the state is this device's own word, which it knows since this exchange that the hub has. */
    static String ownIn(long exchange) {
        return OWN + exchange;
    }

    private Future<Void> settle(Lane lane, long fromSeq, long toSeq, String seenIn) {
        int weight = lane.weight();
        return sqlite.update(
                        "UPDATE entity SET pending = " + PENDING + " WHERE pending > 0 AND " + OF_STRETCH,
                        weight,
                        fromSeq,
                        toSeq)
                .compose(counted -> sqlite.update(
                        "DELETE FROM entity WHERE gone = 1 AND pending = 0 AND " + OF_STRETCH, weight, fromSeq, toSeq))
                .compose(removed -> sqlite.update("""
                        UPDATE entity
                        SET server_data = local_data, deleted = local_deleted, local_data = NULL, local_deleted = 0,
                            scan_id = ?
                        WHERE pending = 0 AND local_data IS NOT NULL AND\s""" + OF_STRETCH, seenIn, weight, fromSeq, toSeq))
                .mapEmpty();
    }

    /** Whether a change of any entity waits for its acknowledgement; by the index entity_pending. */
    Future<Boolean> isAnyPending() {
        return sqlite.first(row -> true, "SELECT 1 FROM entity WHERE pending > 0 LIMIT 1")
                .map(Optional::isPresent);
    }

    /** All retained changes were chained anew: they are pending once more. What is shown is what the hub will say. */
    Future<Void> chainedAnew() {
        return sqlite.update("UPDATE entity SET pending = " + PENDING + """
                 WHERE (type, key) IN (SELECT type, entity_key FROM outbox
                                       WHERE entity_key IS NOT NULL AND acked_at IS NULL)""").mapEmpty();
    }

    /** The hub lost changes that it had acknowledged: they are pending once more, and what they made stands until then. */
    Future<Void> rewound() {
        return sqlite.update("""
                        UPDATE entity
                        SET local_deleted = CASE WHEN local_data IS NULL THEN deleted ELSE local_deleted END,
                            local_data = coalesce(local_data, server_data)
                        WHERE pending = 0
                          AND (type, key) IN (SELECT type, entity_key FROM outbox
                                              WHERE entity_key IS NOT NULL AND acked_at IS NULL)""").compose(kept -> chainedAnew());
    }

    /**
     * What the hub says of entities. A lower version never replaces a higher one, but the first word of a scan counts in any
     * case: a hub that was restored from a dump counts from lower again.
     *
     * @param scanId the scan that they are of, or null for news
     */
    Future<Void> say(List<DownLine> lines, @Nullable String scanId) {
        List<Tuple> rows = lines.stream()
                .map(line -> Tuple.from(new Object[] {
                    line.type(),
                    line.key(),
                    line.version(),
                    line.dataJson(),
                    line.kind() == DownLine.Kind.DELETED ? 1 : 0,
                    scanId
                }))
                .toList();
        return sqlite.updateAll("""
                INSERT INTO entity (type, key, version, server_data, deleted, scan_id) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (type, key) DO UPDATE
                SET version = excluded.version, server_data = excluded.server_data, deleted = excluded.deleted,
                    gone = 0, scan_id = excluded.scan_id
                WHERE excluded.version > version OR excluded.scan_id <> coalesce(scan_id, '')""", rows);
    }

    /** These are no more for this device; what is pending of one keeps its row until the hub has it. */
    Future<Void> remove(List<DownLine> lines) {
        List<Tuple> keys =
                lines.stream().map(line -> Tuple.of(line.type(), line.key())).toList();
        return sqlite.updateAll("DELETE FROM entity WHERE type = ? AND key = ? AND pending = 0", keys)
                .compose(removed -> sqlite.updateAll("""
                        UPDATE entity SET gone = 1, version = 0, server_data = NULL, deleted = 0
                        WHERE type = ? AND key = ?""", keys));
    }

    /**
     * A scan begins. What the hub has of this device since the exchange that brought its first page may be too new for it.
     */
    Future<Void> beginScan(String scanId, long exchange) {
        return sqlite.update("UPDATE entity SET scan_id = ? WHERE scan_id = ?", scanId, ownIn(exchange))
                .mapEmpty();
    }

    /**
     * A scan has ended: what the hub once said and the scan did not bring is gone. Of what is pending a hub that lost changes
     * knows nothing yet. Reads the whole table.
     *
     * @return how many were spared: the hub acknowledged them before the scan, and no word of it came since. Its feed may lag, or
     *     they are gone: another scan tells
     */
    Future<Integer> endScan(String scanId) {
        String unseen = " AND (scan_id IS NULL OR scan_id <> ? AND (deleted = 1 OR scan_id NOT LIKE '" + OWN + "%'))";
        return sqlite.update("DELETE FROM entity WHERE pending = 0" + unseen, scanId)
                .compose(removed -> sqlite.update("""
                        UPDATE entity SET gone = 1, version = 0, server_data = NULL, deleted = 0
                        WHERE version > 0 AND NOT EXISTS (SELECT 1 FROM pull_state WHERE reread = 1)""" + unseen, scanId))
                .compose(marked -> sqlite.update("UPDATE entity SET scan_id = NULL WHERE scan_id LIKE '" + OWN + "%'"));
    }

    private static EntityRow row(Row row) {
        return new EntityRow(
                row.getString("type"),
                row.getString("key"),
                row.getLong("version"),
                row.getString("data"),
                row.getLong("visible") == 1,
                row.getLong("pending"));
    }
}
