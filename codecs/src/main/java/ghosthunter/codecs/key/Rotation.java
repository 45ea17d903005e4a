package ghosthunter.codecs.key;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * A device asks to replace its key: a JWS signed by the old key, and in it the proof that the device holds the new one. Both name
 * the hub and the device, so that neither can be used elsewhere. PROTOCOL.md, "Rotation".
 *
 * @param hub the hub that it is meant for
 * @param by the {@code kid} of the old key
 * @param next the new key
 */
public record Rotation(String hub, DeviceRef device, String by, VerifyKey next) {
    /** The {@code typ} of the request. */
    public static final String TYP = "gh-rotate";

    /** The {@code typ} of the proof inside. */
    public static final String PROOF_TYP = "gh-rotate-proof";

    /** The media type of the request. */
    public static final String MEDIA_TYPE = "application/jose";

    /** Signs the request with both keys. */
    public static Jws sign(String hub, DeviceRef device, SigningKey old, SigningKey next) {
        JsonObject proof = subject(hub, device).put("by", old.verifyKey().kid());
        JsonObject request = subject(hub, device)
                .put("jwk", next.verifyKey().jwk())
                .put("proof", Jws.sign(PROOF_TYP, utf8(proof), next).text());
        return Jws.sign(TYP, utf8(request), old);
    }

    /**
     * Reads a request and verifies the proof inside. That the old key signed it remains to be verified.
     *
     * @throws ProblemException {@code malformed-body}, or {@code signature-invalid} when the new key signed no such proof
     */
    public static Rotation read(Jws request) {
        JsonFields json = JsonFields.parse("the rotation", request.payload());
        VerifyKey next = VerifyKey.ofFields(json.object("jwk"));
        Jws proof = Jws.parse(json.text("proof"), PROOF_TYP);
        Rotation rotation = new Rotation(json.text("hub"), device(json), request.kid(), next);
        JsonFields proved = JsonFields.parse("the proof", proof.payload());
        boolean same = proved.text("hub").equals(rotation.hub)
                && device(proved).equals(rotation.device)
                && proved.value("by", Hash::parse).toString().equals(rotation.by);
        if (!proof.verifies(next) || !same) {
            throw Problem.of(ProblemType.SIGNATURE_INVALID, "the new key has not signed a proof for this rotation")
                    .exception();
        }
        return rotation;
    }

    private static DeviceRef device(JsonFields json) {
        return new DeviceRef(json.value("tenant", TenantId::new), json.value("device", DeviceId::new));
    }

    private static JsonObject subject(String hub, DeviceRef device) {
        return new JsonObject()
                .put("hub", hub)
                .put("tenant", device.tenant().value())
                .put("device", device.device().value());
    }

    private static byte[] utf8(JsonObject json) {
        return json.encode().getBytes(StandardCharsets.UTF_8);
    }
}
