package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.id.Hash;
import ghosthunter.edge.outbox.OutboxReply.PackageRow;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statements on {@code package} and {@code idempotency}. They go by the unique keys unless said otherwise. */
final class PackageTable {
    private static final String ROW = """
            SELECT id, tracking_id, locker_id, status, compartment, drop_off_timestamp, sync_attempt_count,
                   last_sync_attempt, recorded_at, synced_at, picked_up_at
            FROM package
            """;

    private final Sqlite sqlite;

    PackageTable(Sqlite sqlite) {
        this.sqlite = sqlite;
    }

    /** What the firmware asked before under a key. */
    record Asked(Hash request, long packageId) {}

    Future<Optional<PackageRow>> byTrackingId(String trackingId) {
        return sqlite.first(PackageTable::row, ROW + "WHERE tracking_id = ?", trackingId);
    }

    /** The newest that lies in a compartment; reads backwards over the whole table where there is none. */
    Future<Optional<PackageRow>> inCompartment(String compartment) {
        return sqlite.first(
                PackageTable::row,
                ROW + "WHERE compartment = ? AND picked_up_at IS NULL ORDER BY id DESC LIMIT 1",
                compartment);
    }

    Future<PackageRow> byId(long id) {
        return sqlite.first(PackageTable::row, ROW + "WHERE id = ?", id)
                .map(found -> found.orElseThrow(() -> new IllegalStateException("no package row " + id)));
    }

    /** Newest first; by the primary key, or by the index of what is pending. */
    Future<List<PackageRow>> newest(boolean pendingOnly, int countMax) {
        String where = pendingOnly ? "WHERE status = 'pending' " : "";
        return sqlite.list(PackageTable::row, ROW + where + "ORDER BY id DESC LIMIT ?", countMax);
    }

    /** How many there are, and how many of them are pending; reads the whole table. */
    Future<OutboxReply.PackageCount> count() {
        return sqlite.first(
                        row -> new OutboxReply.PackageCount(row.getLong(0), row.getLong(1)),
                        "SELECT count(*), count(*) FILTER (WHERE status = 'pending') FROM package")
                .map(found -> found.orElse(new OutboxReply.PackageCount(0, 0)));
    }

    /** Adds a package; nothing where its tracking id is there already. */
    Future<Optional<PackageRow>> insert(
            String trackingId,
            DeviceId locker,
            String status,
            @Nullable String compartment,
            Instant droppedOffAt,
            Instant recordedAt) {
        return sqlite.first(
                PackageTable::row,
                """
                INSERT INTO package (tracking_id, locker_id, status, compartment, drop_off_timestamp, recorded_at)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (tracking_id) DO NOTHING
                RETURNING id, tracking_id, locker_id, status, compartment, drop_off_timestamp, sync_attempt_count,
                          last_sync_attempt, recorded_at, synced_at, picked_up_at""",
                trackingId,
                locker.value(),
                status,
                compartment,
                Columns.text(droppedOffAt),
                Columns.text(recordedAt));
    }

    Future<Void> markPickedUp(long id, Instant at) {
        return sqlite.update(
                        "UPDATE package SET picked_up_at = ?, status = 'pending' WHERE id = ?", Columns.text(at), id)
                .mapEmpty();
    }

    /** Counts an attempt on the packages of a stretch of a lane. */
    Future<Void> countAttempt(Lane lane, long fromSeq, long toSeq, Instant at) {
        return sqlite.update("""
                        UPDATE package SET sync_attempt_count = sync_attempt_count + 1, last_sync_attempt = ?
                        WHERE id IN (SELECT package_id FROM outbox WHERE lane = ? AND seq BETWEEN ? AND ?)""", Columns.text(at), lane.weight(), fromSeq, toSeq)
                .mapEmpty();
    }

    /**
     * The packages of a stretch up to which a lane is acknowledged, of which no change is pending any more; tells which they
     * are. All changes of a package are in one lane, so one that is pending lies behind the stretch: outbox_package tells
     * without a look at the rows.
     */
    Future<List<String>> markSynced(Lane lane, long fromSeq, long toSeq, Instant at) {
        return sqlite.list(row -> row.getString(0), """
                UPDATE package SET status = 'synced', synced_at = ?1
                WHERE status = 'pending'
                  AND id IN (SELECT package_id FROM outbox WHERE lane = ?2 AND seq BETWEEN ?3 AND ?4)
                  AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.package_id = package.id AND o.lane = ?2 AND o.seq > ?4)
                RETURNING tracking_id""", Columns.text(at), lane.weight(), fromSeq, toSeq);
    }

    /** The packages that have a pending change again: the hub asked for it once more. */
    Future<Void> markPending() {
        return sqlite.update("""
                UPDATE package SET status = 'pending'
                WHERE status = 'synced'
                  AND id IN (SELECT package_id FROM outbox WHERE acked_at IS NULL)""").mapEmpty();
    }

    Future<Optional<Asked>> asked(String key) {
        return sqlite.first(
                row -> new Asked(Columns.hash(row, "request"), row.getLong("package_id")),
                "SELECT request, coalesce(package_id, 0) AS package_id FROM idempotency WHERE key = ?",
                key);
    }

    Future<Void> remember(String key, Hash request, long packageId, Instant at) {
        return sqlite.update(
                        "INSERT INTO idempotency (key, request, package_id, at) VALUES (?, ?, ?, ?)",
                        key,
                        request.bytes(),
                        packageId,
                        Columns.text(at))
                .mapEmpty();
    }

    /**
     * What was asked before under a key, and what was answered.
     *
     * @param answerJson empty where it was about a package
     */
    record Answered(Hash request, String answerJson) {}

    Future<Optional<Answered>> answered(String key) {
        return sqlite.first(
                row -> new Answered(Columns.hash(row, "request"), row.getString("answer")),
                "SELECT request, coalesce(answer, '') AS answer FROM idempotency WHERE key = ?",
                key);
    }

    Future<Void> rememberAnswer(String key, Hash request, String answerJson, Instant at) {
        return sqlite.update(
                        "INSERT INTO idempotency (key, request, answer, at) VALUES (?, ?, ?, ?)",
                        key,
                        request.bytes(),
                        answerJson,
                        Columns.text(at))
                .mapEmpty();
    }

    /** Forgets the keys that are older than a time, and the oldest beyond a number. */
    Future<Void> forgetAsked(Instant before, int countMax) {
        return sqlite.update("DELETE FROM idempotency WHERE at < ?", Columns.text(before))
                .compose(old -> sqlite.update("""
                        DELETE FROM idempotency
                        WHERE rowid <= (SELECT rowid FROM idempotency ORDER BY rowid DESC LIMIT 1 OFFSET ?)""", countMax))
                .mapEmpty();
    }

    private static PackageRow row(Row row) {
        return new PackageRow(
                row.getLong("id"),
                row.getString("tracking_id"),
                row.getString("locker_id"),
                row.getString("status"),
                row.getString("compartment"),
                Columns.instant(row, "drop_off_timestamp"),
                row.getLong("sync_attempt_count"),
                Columns.instantOrNull(row, "last_sync_attempt"),
                Columns.instantOrNull(row, "picked_up_at"),
                Columns.instant(row, "recorded_at"),
                Columns.instantOrNull(row, "synced_at"));
    }
}
