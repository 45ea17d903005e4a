package ghosthunter.hub.directory;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.time.ClockState;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Rows to records. */
final class DirectoryRows {
    private DirectoryRows() {}

    static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }

    static LockerSummary summary(Row row) {
        Short batteryPct = row.getShort("battery_pct");
        return new LockerSummary(
                new DeviceId(row.getString("device")),
                row.getString("kind"),
                row.getString("device_group"),
                instant(row, "created_at"),
                instantOrNull(row, "last_seen_at"),
                row.getLong("pending"),
                batteryPct == null ? null : (Integer) (int) batteryPct,
                row.getLong("open_findings"),
                row.getLong("quarantined"));
    }

    static @Nullable Epoch epoch(Row row) {
        return row.getUUID("epoch") == null ? null : new Epoch(row.getUUID("epoch"));
    }

    static Locker.ChainState chain(Row row) {
        Head head = new Head(
                Lane.ofWeight(row.getShort("lane")),
                row.getLong("seq"),
                Hash.of(row.getBuffer("hash").getBytes()));
        return new Locker.ChainState(new Epoch(row.getUUID("epoch")), head, row.getLong("safe_seq"));
    }

    static Locker.KeyState key(Row row) {
        return new Locker.KeyState(
                row.getString("kid"),
                instant(row, "enrolled_at"),
                instantOrNull(row, "confirmed_at"),
                instantOrNull(row, "retired_at"),
                instantOrNull(row, "revoked_at"),
                instantOrNull(row, "admitted_until"));
    }

    static Locker.Finding finding(Row row) {
        return new Locker.Finding(
                row.getString("kind"),
                row.getString("subject"),
                row.getJsonObject("detail"),
                row.getLong("count"),
                instant(row, "first_at"),
                instant(row, "last_at"));
    }

    static PackageRow packageRow(Row row) {
        String clockState = row.getString("clock_state");
        return new PackageRow(
                row.getLong("id"),
                row.getString("tracking_id"),
                row.getString("locker_id"),
                row.getString("status"),
                row.getString("compartment"),
                instant(row, "drop_off_timestamp"),
                instantOrNull(row, "sync_attempt_timestamp"),
                instant(row, "server_received_at"),
                row.getLong("last_sync_attempt"),
                instantOrNull(row, "picked_up_at"),
                instantOrNull(row, "occurred_at"),
                row.getLong("occurred_error_ms"),
                clockState == null ? null : ClockState.ofWire(clockState));
    }

    static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static @Nullable Instant instantOrNull(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
