package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.exchange.Exchange;
import ghosthunter.codecs.exchange.Receipt;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.hub.directory.Certifier;
import ghosthunter.hub.directory.Enrollment;
import ghosthunter.hub.identity.HubIdentity;
import ghosthunter.hub.ledger.Outcome;
import ghosthunter.hub.pull.Page;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the hub signs: receipts and certificates. Always with the key of the moment: keys rotate while the hub runs.
 *
 * @param identity who the hub is at the moment
 * @param clock the hub's clock
 */
public record HubSeal(Supplier<HubIdentity> identity, InstantSource clock) implements Certifier {
    /** The {@code typ} of a certificate. */
    public static final String CERTIFICATE_TYP = "gh-certificate";

    /** Leaves the time of the next exchange to the device. */
    private static final long NEXT_SYNC_S = 0;

    /** The hub's id, to which statements are addressed. */
    public String hub() {
        return identity.get().hub();
    }

    /** The key it signs with now. */
    public SigningKey key() {
        return identity.get().key();
    }

    @Override
    public String certify(DeviceRef device, VerifyKey deviceKey) {
        byte[] payload = new JsonObject()
                .put("hub", hub())
                .put("tenant", device.tenant().value())
                .put("device", device.device().value())
                .put("kid", deviceKey.kid())
                .put("jwk", deviceKey.jwk())
                .put("issued_at", clock.instant().toString())
                .encode()
                .getBytes(StandardCharsets.UTF_8);
        return Jws.sign(CERTIFICATE_TYP, payload, key()).text();
    }

    /** A device checks the certificate with the key that it pins, and that is the current one. */
    @Override
    public String current(DeviceRef device, VerifyKey deviceKey, String certificate) {
        String kid = Jws.parse(certificate, CERTIFICATE_TYP).kid();
        return kid.equals(key().verifyKey().kid()) ? certificate : certify(device, deviceKey);
    }

    /** The answer to a device whose key was let in. */
    JsonObject answer(Enrollment enrollment) {
        return new JsonObject()
                .put("hub", hub())
                .put("tenant", enrollment.device().tenant().value())
                .put("device", enrollment.device().device().value())
                .put("kid", enrollment.kid())
                .put("hub_key", key().verifyKey().jwk())
                .put("certificate", enrollment.certificate());
    }

    /**
     * The answer to an exchange: one line with the signed receipt, and what the device pulls. t2 is read here, the last thing
     * before signing.
     *
     * @param page null when nothing follows
     */
    Buffer answer(ExchangeBody.Arrived arrived, Outcome.Committed committed, @Nullable Page page) {
        Exchange exchange = arrived.exchange();
        Statement statement = exchange.statement();
        HubIdentity now = identity.get();
        Receipt receipt = new Receipt(
                now.hub(),
                statement.device(),
                statement.epoch(),
                statement.exchange(),
                Exchange.statementHash(exchange.jws()),
                committed.lanes(),
                Instant.ofEpochMilli(arrived.receivedAtMs()),
                Instant.ofEpochMilli(committed.recordedAtMs()),
                Math.max(arrived.receivedAtMs(), clock.millis()),
                NEXT_SYNC_S,
                now.next().verifyKey(),
                page == null ? null : page.down());
        Buffer answer = Buffer.buffer(
                        Jws.sign(Receipt.TYP, receipt.toJson(), now.key()).text())
                .appendByte((byte) '\n');
        return page == null ? answer : answer.appendBuffer(page.lines());
    }
}
