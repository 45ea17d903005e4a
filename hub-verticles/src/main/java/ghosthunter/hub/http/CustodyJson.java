package ghosthunter.hub.http;

import ghosthunter.hub.custody.Custody;
import io.vertx.core.json.JsonObject;

/** The timeline of a package as JSON. What is not known is absent. */
final class CustodyJson {
    private CustodyJson() {}

    static JsonObject write(Custody custody) {
        return new JsonObject()
                .put("tenant", custody.tenant().value())
                .put("tracking_id", custody.trackingId())
                .put("steps", DirectoryJson.array(custody.steps(), CustodyJson::step));
    }

    private static JsonObject step(Custody.Step step) {
        JsonObject json = new JsonObject()
                .put("step", step.kind().wire())
                .put("op", step.op())
                .put("at", step.at().toString())
                .put("error_ms", step.errorMs())
                .put("clock_state", step.clockState().wire())
                .put("source", step.source().wire());
        DirectoryJson.putInstant(json, "device_time", step.deviceTime());
        if (!step.detail().isEmpty()) {
            json.put("detail", step.detail());
        }
        return json.put("ledger", ref(step.ref()));
    }

    private static JsonObject ref(Custody.LedgerRef ref) {
        JsonObject json = new JsonObject()
                .put("device", ref.device().value())
                .put("epoch", ref.epoch().toString())
                .put("lane", ref.lane().wire())
                .put("seq", ref.seq())
                .put("hash", ref.hash().toString())
                .put("exchange", ref.exchange());
        DirectoryJson.putKnown(json, "untrusted", ref.untrusted() ? true : null);
        return DirectoryJson.putKnown(
                json,
                "statement",
                ref.statement() == null ? null : ref.statement().toString());
    }
}
