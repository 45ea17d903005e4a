package ghosthunter.edge.enroll;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.json.JsonObject;

/**
 * What a hub gave this device. Every value was checked against the certificate, so one that exists holds together.
 *
 * @param hub the id of the hub
 * @param hubKey the key that signs its receipts
 * @param device the device, with its tenant
 * @param kid the key of the device that was enrolled
 * @param certificate the hub's signed word for it, compact JWS
 */
public record Enrollment(String hub, VerifyKey hubKey, DeviceRef device, String kid, String certificate) {
    /** The {@code typ} of the certificate. */
    public static final String CERTIFICATE_TYP = "gh-certificate";

    /**
     * Reads the answer of {@code POST /v1/enroll}, which is also what {@link #toJson} writes into the file.
     *
     * @throws ProblemException if it is none, or the certificate is not the hub's, or says something else
     */
    public static Enrollment ofJson(String what, byte[] utf8) {
        JsonFields json = JsonFields.parse(what, utf8);
        VerifyKey hubKey = hubKey(json.object("hub_key"));
        Enrollment enrollment = new Enrollment(
                json.text("hub"),
                hubKey,
                new DeviceRef(json.value("tenant", TenantId::new), json.value("device", DeviceId::new)),
                json.text("kid"),
                json.text("certificate"));
        Jws certificate = Jws.parse(enrollment.certificate(), CERTIFICATE_TYP);
        if (!certificate.verifies(hubKey)) {
            throw broken(what, "the certificate is not signed by the hub's key");
        }
        JsonFields signed = JsonFields.parse(what + ".certificate", certificate.payload());
        requireSame(what, "hub", enrollment.hub(), signed.text("hub"));
        requireSame(what, "tenant", enrollment.device().tenant().value(), signed.text("tenant"));
        requireSame(what, "device", enrollment.device().device().value(), signed.text("device"));
        requireSame(what, "kid", enrollment.kid(), signed.text("kid"));
        requireSame(what, "jwk", enrollment.kid(), hubKey(signed.object("jwk")).kid());
        return enrollment;
    }

    /** The content of the file. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("hub", hub)
                .put("tenant", device.tenant().value())
                .put("device", device.device().value())
                .put("kid", kid)
                .put("hub_key", hubKey.jwk())
                .put("certificate", certificate);
    }

    private static VerifyKey hubKey(JsonFields jwk) {
        return jwk.value(
                "x",
                x -> VerifyKey.ofJwk(new JsonObject()
                        .put("kty", jwk.text("kty"))
                        .put("crv", jwk.text("crv"))
                        .put("x", x)));
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
