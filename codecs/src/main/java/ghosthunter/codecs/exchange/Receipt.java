package ghosthunter.codecs.exchange;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.time.Timestamps;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the hub signs after the commit. PROTOCOL.md, "Receipt", has the table of its fields.
 *
 * @param hub the hub that signs
 * @param device the device that it answers
 * @param epoch the epoch of the statement
 * @param exchange the exchange that it answers
 * @param statement SHA-256 of the text of the statement's JWS
 * @param lanes every lane that was sent, and every other lane of that epoch that the hub holds
 * @param receivedAt hub's clock when the statement had arrived whole; also t1
 * @param recordedAt hub's clock after the commit
 * @param t2Ms hub's clock when this was signed, milliseconds since 1970; never before {@code receivedAt}
 * @param nextSyncS seconds after which the hub would like the next exchange; 0 leaves it to the device
 * @param nextKey the key with which the hub will sign when the one that signed this retires, or null when it does not say
 * @param down what follows for the device, or null when nothing was asked for or could be read
 */
public record Receipt(
        String hub,
        DeviceRef device,
        Epoch epoch,
        long exchange,
        Hash statement,
        List<LaneReceipt> lanes,
        Instant receivedAt,
        Instant recordedAt,
        long t2Ms,
        long nextSyncS,
        @Nullable VerifyKey nextKey,
        @Nullable Down down) {

    /** The {@code typ} of its JWS. */
    public static final String TYP = "gh-receipt";

    public Receipt {
        lanes = List.copyOf(lanes);
        // The hub's clock may step back while it works; a clock sample that runs backward would be refused.
        t2Ms = Math.max(t2Ms, receivedAt.toEpochMilli());
    }

    /** A receipt that does not say which key comes next, and which nothing follows. */
    public Receipt(
            String hub,
            DeviceRef device,
            Epoch epoch,
            long exchange,
            Hash statement,
            List<LaneReceipt> lanes,
            Instant receivedAt,
            Instant recordedAt,
            long t2Ms,
            long nextSyncS) {
        this(hub, device, epoch, exchange, statement, lanes, receivedAt, recordedAt, t2Ms, nextSyncS, null, null);
    }

    /**
     * What holds for one lane.
     *
     * @param verdict what became of what was sent
     * @param durable the hub's durable head
     * @param safeSeq up to here the oldest backup that the operator may restore holds the chain; the device may free it
     */
    public record LaneReceipt(Verdict verdict, Head durable, long safeSeq) {
        /** The lane. */
        public Lane lane() {
            return durable.lane();
        }
    }

    /** The payload that is signed. */
    public byte[] toJson() {
        JsonObject json = new JsonObject()
                .put("v", Statement.VERSION)
                .put("iss", hub)
                .put("tenant", device.tenant().value())
                .put("device", device.device().value())
                .put("epoch", epoch.toString())
                .put("exchange", exchange)
                .put("statement", statement.toString())
                .put("lanes", Statement.array(lanes, Receipt::laneJson))
                .put("received_at", receivedAt.toString())
                .put("recorded_at", recordedAt.toString())
                .put("t1", receivedAt.toEpochMilli())
                .put("t2", t2Ms)
                .put("next_sync_s", nextSyncS);
        if (nextKey != null) {
            json.put("next_key", nextKey.jwk());
        }
        if (down != null) {
            json.put("down", down.toJson());
        }
        return json.encode().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a payload.
     *
     * @throws ghosthunter.codecs.problem.ProblemException {@code malformed-body} with the path of what is wrong
     */
    public static Receipt ofJson(byte[] payload) {
        JsonFields json = JsonFields.parse("receipt", payload);
        if (json.natural("v") != Statement.VERSION) {
            throw json.broken("this device speaks version " + Statement.VERSION);
        }
        return new Receipt(
                json.value("iss", Statement::id),
                new DeviceRef(json.value("tenant", TenantId::new), json.value("device", DeviceId::new)),
                json.value("epoch", Epoch::parse),
                json.natural("exchange"),
                json.value("statement", Hash::parse),
                Statement.distinct(
                        json,
                        "lanes",
                        json.objects("lanes", Lane.values().length, Receipt::readLane),
                        LaneReceipt::lane),
                json.value("received_at", Timestamps::parse),
                json.value("recorded_at", Timestamps::parse),
                json.natural("t2", Timestamps.MS_MAX),
                json.natural("next_sync_s"),
                json.has("next_key") ? VerifyKey.ofFields(json.object("next_key")) : null,
                json.has("down") ? Down.ofFields(json.object("down")) : null);
    }

    private static JsonObject laneJson(LaneReceipt lane) {
        return Statement.headJson(lane.durable())
                .put("verdict", lane.verdict().wire())
                .put("safe", lane.safeSeq());
    }

    private static LaneReceipt readLane(JsonFields json) {
        Head durable = Statement.readHead(json);
        return new LaneReceipt(json.value("verdict", Verdict::ofWire), durable, json.natural("safe", durable.seq()));
    }
}
