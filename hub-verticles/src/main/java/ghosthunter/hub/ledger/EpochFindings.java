package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.hub.projection.EpochFact;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** What the opening of an epoch means for an operator: nothing for a device's first, a finding for every later one. */
final class EpochFindings {
    private EpochFindings() {}

    static void raise(Findings findings, DeviceRef device, EpochFact fact, Instant at) {
        if (!fact.reason().equals(EpochFact.CREATED)) {
            JsonObject detail = new JsonObject().put("reason", Findings.clean(fact.reason()));
            if (fact.previous() != null) {
                detail.put("previous", Findings.clean(fact.previous()));
            }
            findings.raise(FindingKind.EPOCH_OPENED, device, fact.epoch(), detail, at);
        }
        if (fact.hole() != null) {
            findings.raise(FindingKind.LOST_AT_HUB, device, fact.epoch(), hole(fact.hole()), at);
        }
    }

    private static JsonObject hole(EpochFact.Hole hole) {
        JsonObject detail = new JsonObject()
                .put("epoch", Findings.clean(hole.epoch()))
                .put("lane", Findings.clean(hole.lane()))
                .put("from", hole.from())
                .put("to", hole.to())
                .put("hash", Findings.clean(hole.hash()));
        if (hole.receipt() != null) {
            detail.put("receipt", Findings.clean(hole.receipt()));
        }
        return detail;
    }
}
