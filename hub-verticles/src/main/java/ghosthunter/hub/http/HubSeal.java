package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.exchange.Exchange;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.hub.directory.Certifier;
import ghosthunter.hub.ledger.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What the hub signs: receipts and certificates.
 *
 * @param hub the hub's id, to which statements are addressed
 * @param key the key it signs with now
 * @param clock the hub's clock
 */
public record HubSeal(String hub, SigningKey key, InstantSource clock) implements Certifier {
    /** The {@code typ} of a certificate. */
    public static final String CERTIFICATE_TYP = "gh-certificate";

    /** Leaves the time of the next exchange to the device. */
    private static final long NEXT_SYNC_S = 0;

    @Override
    public String certify(DeviceRef device, VerifyKey deviceKey) {
        byte[] payload = new JsonObject()
                .put("hub", hub)
                .put("tenant", device.tenant().value())
                .put("device", device.device().value())
                .put("kid", deviceKey.kid())
                .put("jwk", deviceKey.jwk())
                .put("issued_at", clock.instant().toString())
                .encode()
                .getBytes(StandardCharsets.UTF_8);
        return Jws.sign(CERTIFICATE_TYP, payload, key).text();
    }

    /** The answer to an exchange: one line with the signed receipt. t2 is read here, the last thing before signing. */
    Buffer receipt(ExchangeBody.Arrived arrived, Outcome.Committed committed) {
        Exchange exchange = arrived.exchange();
        Statement statement = exchange.statement();
        Receipt receipt = new Receipt(
                hub,
                statement.device(),
                statement.epoch(),
                statement.exchange(),
                Exchange.statementHash(exchange.jws()),
                committed.lanes(),
                Instant.ofEpochMilli(arrived.receivedAtMs()),
                Instant.ofEpochMilli(committed.recordedAtMs()),
                Math.max(arrived.receivedAtMs(), clock.millis()),
                NEXT_SYNC_S);
        return Buffer.buffer(Jws.sign(Receipt.TYP, receipt.toJson(), key).text())
                .appendByte((byte) '\n');
    }
}
