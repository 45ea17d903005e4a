package ghosthunter.codecs.key;

import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A compact JWS (RFC 7515) signed with EdDSA (RFC 8037). The algorithm is never negotiated: {@code alg} must be
 * {@code EdDSA}, extensions ({@code crit}) are refused, and the key is the one that the reader expects, so neither {@code none} nor key confusion is possible.
 */
public final class Jws {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final String kid;
    private final byte[] payload;
    private final String text;
    private final byte[] signature;

    private Jws(String kid, byte[] payload, String text, byte[] signature) {
        this.kid = kid;
        this.payload = payload;
        this.text = text;
        this.signature = signature;
    }

    /**
     * Signs.
     *
     * @param typ the {@code typ} header: what kind of statement this is
     */
    public static Jws sign(String typ, byte[] payload, SigningKey key) {
        String kid = key.verifyKey().kid();
        String header = new JsonObject()
                .put("alg", "EdDSA")
                .put("typ", typ)
                .put("kid", kid)
                .encode();
        String input =
                ENCODER.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "." + ENCODER.encodeToString(payload);
        byte[] signature = key.sign(input.getBytes(StandardCharsets.US_ASCII));
        return new Jws(kid, payload.clone(), input + "." + ENCODER.encodeToString(signature), signature);
    }

    /**
     * Takes a compact JWS apart. Nothing is verified yet.
     *
     * @throws ProblemException {@code malformed-body} if it is none, has another algorithm, or another {@code typ}
     */
    public static Jws parse(String text, String typ) {
        String[] parts = text.split("\\.", 4);
        if (parts.length != 3) {
            throw malformed("a compact JWS has three parts separated by dots");
        }
        JsonFields header = JsonFields.parse("the JWS header", decode(parts[0]));
        if (header.has("crit")) {
            throw malformed("the JWS must not have crit: no extension is understood here (RFC 7515, section 4.1.11)");
        }
        if (!header.text("alg").equals("EdDSA")) {
            throw malformed("the JWS must have alg EdDSA");
        }
        if (!header.text("typ").equals(typ)) {
            throw malformed("the JWS must have typ " + typ);
        }
        return new Jws(header.value("kid", Hash::parse).toString(), decode(parts[1]), text, decode(parts[2]));
    }

    /** The {@code kid} header: thumbprint of the key that signed, see {@link VerifyKey#kid}. */
    public String kid() {
        return kid;
    }

    /** A copy of the signed bytes. */
    public byte[] payload() {
        return payload.clone();
    }

    /** The compact form, exactly as it came or goes. */
    public String text() {
        return text;
    }

    /** Whether this key signed it. */
    public boolean verifies(VerifyKey key) {
        if (!kid.equals(key.kid())) {
            return false;
        }
        String input = text.substring(0, text.lastIndexOf('.'));
        return key.verifies(input.getBytes(StandardCharsets.US_ASCII), signature);
    }

    private static byte[] decode(String part) {
        try {
            byte[] bytes = DECODER.decode(part);
            if (ENCODER.encodeToString(bytes).equals(part)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw malformed("the JWS is not base64url: " + e.getMessage());
        }
        throw malformed("the JWS is not canonical base64url without padding");
    }

    private static ProblemException malformed(String detail) {
        return Problem.of(ProblemType.MALFORMED_BODY, detail).exception();
    }
}
