package ghosthunter.edge.outbox;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.time.Moment;
import ghosthunter.edge.outbox.ReceiptDecision.Hole;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The changes that speak about the chain itself. PROTOCOL.md, "Epochs", has their fields. */
final class EpochChange {
    private EpochChange() {}

    /** Why an epoch was opened. */
    enum Reason {
        /** The file is new. */
        CREATED,
        /** The device was enrolled under another identity. */
        ADOPTED,
        /** A stored change was damaged. */
        DAMAGED,
        /** See {@link ReceiptDecision.Reason#HOLE}. */
        HOLE,
        /** See {@link ReceiptDecision.Reason#BEHIND}. */
        BEHIND,
        /** See {@link ReceiptDecision.Reason#FORK}. */
        FORK;

        static Reason of(ReceiptDecision.Reason reason) {
            return valueOf(reason.name());
        }

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The first change of an epoch: its reason, its predecessor with its heads, and what is missing. */
    static Draft open(
            Epoch epoch,
            Reason reason,
            @Nullable StoreRow previous,
            List<LaneState> lanes,
            List<Hole> holes,
            Moment now) {
        JsonObject data = new JsonObject().put("reason", reason.wire());
        if (previous != null) {
            JsonArray heads = new JsonArray();
            lanes.forEach(lane -> heads.add(json(lane.head())));
            data.put(
                    "previous",
                    new JsonObject().put("epoch", previous.epoch().toString()).put("heads", heads));
            if (!holes.isEmpty()) {
                JsonArray array = new JsonArray();
                holes.forEach(hole -> array.add(json(hole, previous)));
                data.put("holes", array);
            }
        }
        return draft(epoch, "OPEN", now, data);
    }

    /** Stands for a change whose bytes were damaged. */
    static Draft tombstone(Epoch epoch, @Nullable StoreRow previous, OutboxRow row, Moment now) {
        JsonObject data = new JsonObject()
                .put("lane", row.lane().wire())
                .put("seq", row.seq())
                .put("hash", row.hash().toString())
                .put("change", row.changeId());
        if (previous != null) {
            data.put("epoch", previous.epoch().toString());
        }
        return draft(epoch, "TOMBSTONE", now, data);
    }

    private static Draft draft(Epoch epoch, String op, Moment now, JsonObject data) {
        return new Draft(EntityTypes.EPOCH, epoch.toString(), op, now, 0, data.encode(), null);
    }

    private static JsonObject json(Head head) {
        return new JsonObject()
                .put("lane", head.lane().wire())
                .put("seq", head.seq())
                .put("hash", head.hash().toString());
    }

    private static JsonObject json(Hole hole, StoreRow previous) {
        JsonObject json = new JsonObject()
                .put("epoch", previous.epoch().toString())
                .put("lane", hole.lane().wire())
                .put("from", hole.from())
                .put("to", hole.to())
                .put("hash", hole.hash().toString());
        Statement.Verified verified = previous.verified();
        Hash receipt = verified == null ? null : verified.receipt();
        return receipt == null ? json : json.put("receipt", receipt.toString());
    }
}
