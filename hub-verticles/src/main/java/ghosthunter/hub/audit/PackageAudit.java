package ghosthunter.hub.audit;

import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.hub.audit.AuditReport.Check;
import ghosthunter.hub.audit.AuditReport.Tally;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every drop-off in the ledger is a row of {@code packages}, and every row is what a replay of the ledger gives: who brought it,
 * when, and whether it was picked up. A row that the old server left has no change of its own until its locker repeats it.
 */
final class PackageAudit {
    /**
     * Rows beside the changes of their key, in the order in which they were applied. A change that waits in quarantine, or left
     * it for anything but the projection, was not applied.
     */
    static final String ROWS = """
            SELECT coalesce(p.tenant, l.tenant) AS tenant, coalesce(p.tracking_id, l.key) AS tracking_id,
                   p.id IS NOT NULL AS stored, p.locker_id, p.status, p.drop_off_timestamp, p.picked_up_at,
                   p.server_received_at, p.occurred_at IS NULL AS adopted,
                   l.device, l.op, l.at, l.received_at
            FROM packages p
            FULL JOIN (
                SELECT c.tenant, c.key, c.device, c.epoch, c.lane, c.seq, c.op, c.at, c.received_at,
                       coalesce(q.released_at, c.recorded_at) AS applied_at
                FROM ledger c
                LEFT JOIN quarantine q USING (tenant, device, epoch, lane, seq)
                WHERE c.type = 'package'
                  AND c.variant IS NOT NULL
                  AND (q.seq IS NULL OR q.released_as = 'projected')) AS l
                ON l.tenant = p.tenant AND l.key = p.tracking_id
            ORDER BY 1, 2, l.applied_at, l.device, l.epoch, l.lane DESC, l.seq
            """;

    private final Tally packages;
    private @Nullable Replay replay;

    PackageAudit(Progress progress) {
        this.packages = new Tally("packages", progress);
    }

    void row(ResultSet row) throws SQLException {
        String tenant = row.getString("tenant");
        String trackingId = row.getString("tracking_id");
        if (replay == null || !replay.isOf(tenant, trackingId)) {
            end();
            replay = new Replay(tenant, trackingId, row);
        }
        replay.apply(row);
    }

    void end() {
        if (replay != null) {
            packages.checked();
            String fault = replay.fault();
            if (fault != null) {
                packages.fault("package " + replay.tenant + "/" + replay.trackingId, fault);
            }
            replay = null;
        }
    }

    Check packages() {
        return packages.check();
    }

    /** One package: the row as it is stored, and as its changes say it should be. */
    private static final class Replay {
        private final String tenant;
        private final String trackingId;
        private final boolean stored;
        private final boolean adopted;
        private final @Nullable String lockerId;
        private final @Nullable String status;
        private final @Nullable Instant droppedOffAt;
        private final @Nullable Instant pickedUpAt;
        private final @Nullable Instant receivedAt;
        private @Nullable Instant firstReceivedAt;
        private @Nullable Instant dropOff;
        private @Nullable Instant received;
        private @Nullable Instant pickUp;

        Replay(String tenant, String trackingId, ResultSet row) throws SQLException {
            this.tenant = tenant;
            this.trackingId = trackingId;
            this.stored = row.getBoolean("stored");
            this.adopted = row.getBoolean("adopted");
            this.lockerId = row.getString("locker_id");
            this.status = row.getString("status");
            this.droppedOffAt = instant(row, "drop_off_timestamp");
            this.pickedUpAt = instant(row, "picked_up_at");
            this.receivedAt = instant(row, "server_received_at");
        }

        boolean isOf(String otherTenant, String otherTrackingId) {
            return tenant.equals(otherTenant) && trackingId.equals(otherTrackingId);
        }

        /** Of two lockers that report one package the first holds it; what the other says leaves the row alone. */
        void apply(ResultSet row) throws SQLException {
            boolean dropped = PackageFact.DROP_OFF.equals(row.getString("op"));
            if (dropped && firstReceivedAt == null) {
                firstReceivedAt = instant(row, "received_at");
            }
            if (!Objects.equals(lockerId, row.getString("device"))) {
                return;
            }
            if (dropped && dropOff == null) {
                dropOff = instant(row, "at");
                received = instant(row, "received_at");
            } else if (PackageFact.PICK_UP.equals(row.getString("op")) && pickUp == null) {
                pickUp = instant(row, "at");
            }
        }

        @Nullable
        String fault() {
            if (!stored) {
                return firstReceivedAt == null ? null : "was dropped off and recorded, and has no row";
            }
            String expectedStatus = pickUp == null ? "synced" : "picked_up";
            boolean untouched = adopted && dropOff == null && pickUp == null;
            if (!untouched && !expectedStatus.equals(status)) {
                return "has status " + status + ", its changes say " + expectedStatus;
            }
            if (!Objects.equals(pickUp, pickedUpAt)) {
                return "was picked up " + pickedUpAt + ", its changes say " + pickUp;
            }
            if (adopted) {
                return null;
            }
            if (dropOff == null) {
                return "has a row, and no change of locker " + lockerId + " says so";
            }
            boolean same = dropOff.equals(droppedOffAt) && Objects.equals(received, receivedAt);
            return same
                    ? null
                    : "was dropped off " + droppedOffAt + " and received " + receivedAt + ", its changes say " + dropOff
                            + " and " + received;
        }

        private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
            OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }
    }
}
