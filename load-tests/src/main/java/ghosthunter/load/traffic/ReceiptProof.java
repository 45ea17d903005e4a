package ghosthunter.load.traffic;

import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.VerifyKey;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Checks receipts as a locker does, but after the clock was stopped. */
public final class ReceiptProof {
    private final String hub;
    private final VerifyKey key;

    private ReceiptProof(String hub, VerifyKey key) {
        this.hub = hub;
        this.key = key;
    }

    /**
     * For the receipts of one hub.
     *
     * @param hubKeys the body of {@code GET /v1/hub-keys}
     */
    public static ReceiptProof of(byte[] hubKeys) {
        JsonFields json = JsonFields.parse("the hub's keys", hubKeys);
        String current = json.text("current");
        List<VerifyKey> keys =
                json.objects("keys", Integer.MAX_VALUE, fields -> VerifyKey.ofFields(fields.object("jwk")));
        return new ReceiptProof(
                json.text("hub"),
                keys.stream()
                        .filter(key -> key.kid().equals(current))
                        .findFirst()
                        .orElseThrow());
    }

    /** The id of the hub. */
    public String hub() {
        return hub;
    }

    /** A body that acknowledges this shipment. */
    public boolean holds(Shipment shipment, Buffer body) {
        String text = body.toString();
        int end = text.indexOf('\n');
        Jws jws = Jws.parse(end < 0 ? text : text.substring(0, end), Receipt.TYP);
        Receipt receipt = Receipt.ofJson(jws.payload());
        return jws.verifies(key)
                && receipt.hub().equals(hub)
                && receipt.statement().equals(shipment.statement())
                && receipt.lanes().stream().allMatch(lane -> acknowledges(lane, shipment))
                && (shipment.changes() == 0 || !receipt.lanes().isEmpty());
    }

    private static boolean acknowledges(Receipt.LaneReceipt lane, Shipment shipment) {
        return (lane.verdict() == Verdict.APPENDED || lane.verdict() == Verdict.KNOWN)
                && lane.durable().equals(shipment.head());
    }
}
