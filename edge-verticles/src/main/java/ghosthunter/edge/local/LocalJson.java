package ghosthunter.edge.local;

import ghosthunter.codecs.chain.Head;
import ghosthunter.edge.outbox.OutboxReply;
import ghosthunter.edge.outbox.OutboxReply.PackageRow;
import ghosthunter.edge.sync.SyncReport;
import ghosthunter.edge.sync.SyncState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The bodies of the answers. What is not known is left out. */
final class LocalJson {
    private LocalJson() {}

    /** What a drop-off answers: only what never changes, so that a repeat gets the same. */
    static JsonObject droppedOff(PackageRow row) {
        JsonObject json = new JsonObject()
                .put("id", row.id())
                .put("tracking_id", row.trackingId())
                .put("locker_id", row.lockerId());
        if (row.compartment() != null) {
            json.put("compartment", row.compartment());
        }
        return json.put("drop_off_timestamp", row.dropOffTimestamp().toString())
                .put("recorded_at", row.recordedAt().toString());
    }

    /** What a pick-up answers. */
    static JsonObject pickedUp(PackageRow row) {
        return time(droppedOff(row), "picked_up_at", row.pickedUpAt());
    }

    static JsonObject packages(OutboxReply.Packages packages) {
        return new JsonObject().put("packages", array(packages.rows(), LocalJson::packageRow));
    }

    static JsonObject custody(OutboxReply.Custody custody) {
        return new JsonObject()
                .put("package", packageRow(custody.row()))
                .put("steps", array(custody.steps(), LocalJson::step));
    }

    static JsonObject status(OutboxReply.Status status, SyncState sync) {
        JsonObject json = new JsonObject()
                .put("device", status.device().device().value())
                .put("tenant", status.device().tenant().value())
                .put("enrolled", sync.enrolled())
                .put(
                        "packages",
                        new JsonObject()
                                .put("total", status.packages().total())
                                .put("pending", status.packages().pending()))
                .put(
                        "changes",
                        new JsonObject().put("recorded", status.recorded()).put("pending", status.pending()))
                .put("entities", array(status.entities(), LocalJson::entityCount))
                .put("epoch", status.epoch().toString())
                .put("epochs", status.epochs().size())
                .put("heads", array(status.epochs().get(0).heads(), LocalJson::head))
                .put("exchange", status.exchange());
        return time(json, "last_receipt_at", status.lastReceiptAt()).put("sync", sync(status, sync));
    }

    static JsonObject report(SyncReport report) {
        JsonObject json =
                new JsonObject().put("synced", new JsonArray(report.synced())).put("pending", report.pending());
        return report.error() == null ? json : json.put("error", report.error());
    }

    static JsonObject imported(OutboxReply.Imported imported) {
        return new JsonObject()
                .put("rows", imported.rows())
                .put("changes", imported.changes())
                .put("known", imported.known());
    }

    private static JsonObject entityCount(OutboxReply.EntityCount count) {
        return new JsonObject()
                .put("type", count.type())
                .put("total", count.total())
                .put("synced", count.synced())
                .put("pending", count.pending());
    }

    private static JsonObject head(Head head) {
        return new JsonObject()
                .put("lane", head.lane().wire())
                .put("seq", head.seq())
                .put("hash", head.hash().toString());
    }

    private static JsonObject sync(OutboxReply.Status status, SyncState sync) {
        JsonObject json = new JsonObject()
                .put("phase", sync.phase().name().toLowerCase(Locale.ROOT))
                .put("breaker", sync.breaker().name().toLowerCase(Locale.ROOT))
                .put("attempts", sync.attempts())
                .put("next_in_ms", sync.nextInMs());
        if (sync.lastError() != null) {
            return time(json.put("last_error", sync.lastError()), "last_error_at", sync.lastErrorAt());
        }
        OutboxReply.FailedAttempt stored = status.lastFailure();
        // The loop forgets with its process, the store does not; a receipt that came since is the newer news.
        return stored == null || sync.lastReceiptAt() != null
                ? json
                : time(json.put("last_error", stored.reason()), "last_error_at", stored.at());
    }

    private static JsonObject packageRow(PackageRow row) {
        JsonObject json = droppedOff(row).put("status", row.status()).put("sync_attempt_count", row.syncAttemptCount());
        time(json, "last_sync_attempt", row.lastSyncAttempt());
        time(json, "synced_at", row.syncedAt());
        return time(json, "picked_up_at", row.pickedUpAt());
    }

    private static JsonObject step(OutboxReply.CustodyStep step) {
        return new JsonObject()
                .put("step", step.step())
                .put("at", step.at().toString())
                .put("detail", step.detail());
    }

    @com.google.errorprone.annotations.CanIgnoreReturnValue
    private static JsonObject time(JsonObject json, String name, @Nullable Instant at) {
        return at == null
                ? json
                : json.put(name, at.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    private static <T> JsonArray array(List<T> items, Function<T, JsonObject> write) {
        JsonArray array = new JsonArray();
        items.forEach(item -> array.add(write.apply(item)));
        return array;
    }
}
