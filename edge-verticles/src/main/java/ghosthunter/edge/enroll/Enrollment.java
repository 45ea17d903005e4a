package ghosthunter.edge.enroll;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What a hub gave this device. Every value was checked against the certificate, so one that exists holds together.
 *
 * @param hub the id of the hub
 * @param hubKey the key that signs its receipts
 * @param device the device, with its tenant
 * @param kid the key of the device that was enrolled
 * @param certificate the hub's signed word for it, compact JWS
 * @param token hash of the token that it was got with, so that a repeat is known as one; null after a rotation
 * @param hubUrl where the hub was reached by an enrollment URL, or null
 */
public record Enrollment(
        String hub,
        VerifyKey hubKey,
        DeviceRef device,
        String kid,
        String certificate,
        @Nullable Hash token,
        @Nullable URI hubUrl) {
    /** The {@code typ} of the certificate. */
    public static final String CERTIFICATE_TYP = "gh-certificate";

    /**
     * Reads the answer of {@code POST /v1/enroll}, which is also what {@link #toJson} writes into the file.
     *
     * @throws ProblemException if it is none, or the certificate is not the hub's, or says something else
     */
    public static Enrollment ofJson(String what, byte[] utf8) {
        JsonFields json = JsonFields.parse(what, utf8);
        VerifyKey hubKey = VerifyKey.ofFields(json.object("hub_key"));
        Enrollment enrollment = new Enrollment(
                json.text("hub"),
                hubKey,
                new DeviceRef(json.value("tenant", TenantId::new), json.value("device", DeviceId::new)),
                json.text("kid"),
                json.text("certificate"),
                json.has("token") ? json.value("token", Hash::parse) : null,
                json.has("hub_url") ? json.value("hub_url", URI::create) : null);
        Jws certificate = Jws.parse(enrollment.certificate(), CERTIFICATE_TYP);
        if (!certificate.verifies(hubKey)) {
            throw broken(what, "the certificate is not signed by the hub's key");
        }
        JsonFields signed = JsonFields.parse(what + ".certificate", certificate.payload());
        requireSame(what, "hub", enrollment.hub(), signed.text("hub"));
        requireSame(what, "tenant", enrollment.device().tenant().value(), signed.text("tenant"));
        requireSame(what, "device", enrollment.device().device().value(), signed.text("device"));
        requireSame(what, "kid", enrollment.kid(), signed.text("kid"));
        requireSame(
                what,
                "jwk",
                enrollment.kid(),
                VerifyKey.ofFields(signed.object("jwk")).kid());
        return enrollment;
    }

    /** The content of the file. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("hub", hub)
                .put("tenant", device.tenant().value())
                .put("device", device.device().value())
                .put("kid", kid)
                .put("hub_key", hubKey.jwk())
                .put("certificate", certificate);
        if (token != null) {
            json.put("token", token.toString());
        }
        return hubUrl == null ? json : json.put("hub_url", hubUrl.toString());
    }

    /** The same, with how it was got. */
    Enrollment by(@Nullable Hash spent, @Nullable URI reachedAt) {
        return new Enrollment(hub, hubKey, device, kid, certificate, spent, reachedAt);
    }

    private static void requireSame(String what, String name, String outside, String inside) {
        if (!outside.equals(inside)) {
            throw broken(what, "the certificate names another " + name);
        }
    }

    private static ProblemException broken(String what, String reason) {
        return Problem.of(ProblemType.MALFORMED_BODY, what + ": " + reason).exception();
    }
}
