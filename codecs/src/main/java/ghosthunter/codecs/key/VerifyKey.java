package ghosthunter.codecs.key;

import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.JsonFields;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 public key (RFC 8032): 32 bytes, immutable. */
public final class VerifyKey {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final byte[] bytes;
    private final Ed25519.PublicPoint point;
    private final String kid;

    private VerifyKey(byte[] bytes) {
        this.bytes = bytes;
        this.point = Ed25519.validatePublicKeyFullExport(bytes, 0);
        if (point == null) {
            throw new IllegalArgumentException("not an Ed25519 public key");
        }
        this.kid = thumbprint(bytes);
    }

    /**
     * Takes a copy of 32 bytes.
     *
     * @throws IllegalArgumentException if they are no point of the prime-order group
     */
    public static VerifyKey of(byte[] bytes) {
        if (bytes.length != Ed25519.PUBLIC_KEY_SIZE) {
            throw new IllegalArgumentException("an Ed25519 public key has 32 bytes, this has " + bytes.length);
        }
        return new VerifyKey(bytes.clone());
    }

    /**
     * Reads a JWK (RFC 8037) with {@code kty} {@code OKP} and {@code crv} {@code Ed25519}.
     *
     * @throws IllegalArgumentException if it is another or none, or not in its one canonical text
     */
    public static VerifyKey ofJwk(JsonObject jwk) {
        if (!"OKP".equals(jwk.getValue("kty")) || !"Ed25519".equals(jwk.getValue("crv"))) {
            throw new IllegalArgumentException("the JWK must have kty OKP and crv Ed25519");
        }
        if (!(jwk.getValue("x") instanceof String x)) {
            throw new IllegalArgumentException("the JWK must have x");
        }
        VerifyKey key = of(Base64.getUrlDecoder().decode(x));
        if (!key.jwk().getString("x").equals(x)) {
            throw new IllegalArgumentException("x of the JWK must be canonical base64url without padding");
        }
        return key;
    }

    /**
     * Reads a JWK from outside, see {@link #ofJwk}.
     *
     * @throws ghosthunter.codecs.problem.ProblemException {@code malformed-body} with the path of what is wrong
     */
    public static VerifyKey ofFields(JsonFields jwk) {
        JsonObject known = new JsonObject().put("kty", jwk.text("kty")).put("crv", jwk.text("crv"));
        return jwk.value("x", x -> ofJwk(known.put("x", x)));
    }

    /** The key id: the JWK thumbprint (RFC 7638), base64url. */
    public String kid() {
        return kid;
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The JWK. */
    public JsonObject jwk() {
        return new JsonObject().put("kty", "OKP").put("crv", "Ed25519").put("x", ENCODER.encodeToString(bytes));
    }

    /** Whether the 64-byte signature of the message is this key's. */
    public boolean verifies(byte[] message, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, point, message, 0, message.length);
    }

    private static String thumbprint(byte[] bytes) {
        String json = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + ENCODER.encodeToString(bytes) + "\"}";
        return Hash.sha256(json.getBytes(StandardCharsets.UTF_8)).toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return kid;
    }
}
