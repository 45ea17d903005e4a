package ghosthunter.hub.http;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.hub.directory.Locker;
import ghosthunter.hub.directory.LockerSummary;
import ghosthunter.hub.directory.PackageRow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the directory tells, as JSON. What is not known is absent. */
final class DirectoryJson {
    /** The kind of the finding that an exchange began beyond the hub's head. */
    private static final String GAP = "gap";

    private DirectoryJson() {}

    static JsonObject summary(LockerSummary locker) {
        JsonObject json = new JsonObject()
                .put("device", locker.device().value())
                .put("kind", locker.kind())
                .put("created_at", locker.createdAt().toString())
                .put("pending", locker.pending())
                .put("open_findings", locker.openFindings())
                .put("quarantined", locker.quarantined());
        putKnown(json, "group", locker.group());
        putInstant(json, "last_seen_at", locker.lastSeenAt());
        return putKnown(json, "battery_pct", locker.batteryPct());
    }

    static JsonObject locker(Locker locker) {
        JsonObject json = summary(locker.summary())
                .put("chains", array(locker.chains(), DirectoryJson::chain))
                .put("keys", array(locker.keys(), DirectoryJson::key))
                .put("gaps", gaps(locker.findings()))
                .put("findings", array(locker.findings(), DirectoryJson::finding));
        return putKnown(
                json, "epoch", locker.epoch() == null ? null : locker.epoch().toString());
    }

    static JsonObject packageRow(PackageRow row) {
        JsonObject json = new JsonObject()
                .put("id", row.id())
                .put("tracking_id", row.trackingId())
                .put("locker_id", row.lockerId())
                .put("status", row.status())
                .put("drop_off_timestamp", row.dropOffTimestamp().toString())
                .put("server_received_at", row.serverReceivedAt().toString())
                .put("last_sync_attempt", row.lastSyncAttempt());
        putInstant(json, "sync_attempt_timestamp", row.syncAttemptTimestamp());
        putKnown(json, "compartment", row.compartment());
        putInstant(json, "picked_up_at", row.pickedUpAt());
        putInstant(json, "occurred_at", row.occurredAt());
        putKnown(json, "occurred_error_ms", row.occurredErrorMs());
        return putKnown(
                json,
                "clock_state",
                row.clockState() == null ? null : row.clockState().wire());
    }

    @CanIgnoreReturnValue
    static JsonObject putInstant(JsonObject json, String name, @Nullable Instant value) {
        return putKnown(json, name, value == null ? null : value.toString());
    }

    @CanIgnoreReturnValue
    static JsonObject putKnown(JsonObject json, String name, @Nullable Object value) {
        return value == null ? json : json.put(name, value);
    }

    static <T> JsonArray array(List<T> items, Function<T, JsonObject> write) {
        JsonArray array = new JsonArray();
        items.forEach(item -> array.add(write.apply(item)));
        return array;
    }

    private static JsonObject chain(Locker.ChainState chain) {
        return new JsonObject()
                .put("epoch", chain.epoch().toString())
                .put("lane", chain.head().lane().wire())
                .put("seq", chain.head().seq())
                .put("hash", chain.head().hash().toString())
                .put("safe_seq", chain.safeSeq());
    }

    private static JsonObject key(Locker.KeyState key) {
        JsonObject json = new JsonObject()
                .put("kid", key.kid())
                .put("enrolled_at", key.enrolledAt().toString());
        putInstant(json, "confirmed_at", key.confirmedAt());
        putInstant(json, "retired_at", key.retiredAt());
        putInstant(json, "admitted_until", key.admittedUntil());
        return putInstant(json, "revoked_at", key.revokedAt());
    }

    private static long gaps(List<Locker.Finding> findings) {
        return findings.stream().filter(finding -> finding.kind().equals(GAP)).count();
    }

    private static JsonObject finding(Locker.Finding finding) {
        return new JsonObject()
                .put("kind", finding.kind())
                .put("subject", finding.subject())
                .put("detail", finding.detail())
                .put("count", finding.count())
                .put("first_at", finding.firstAt().toString())
                .put("last_at", finding.lastAt().toString());
    }
}
