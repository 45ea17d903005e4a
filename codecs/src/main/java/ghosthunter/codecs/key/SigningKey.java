package ghosthunter.codecs.key;

import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 key pair. The private half never leaves the machine that made it; {@code toString} does not show it. */
public final class SigningKey {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final byte[] seed;
    private final VerifyKey verifyKey;

    private SigningKey(byte[] seed) {
        this.seed = seed;
        byte[] publicBytes = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, publicBytes, 0);
        this.verifyKey = VerifyKey.of(publicBytes);
    }

    /** Makes a new key pair. */
    public static SigningKey generate(SecureRandom random) {
        byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
        random.nextBytes(seed);
        return new SigningKey(seed);
    }

    /**
     * The key pair of a 32-byte seed.
     *
     * @throws IllegalArgumentException if there are not exactly 32 bytes
     */
    public static SigningKey ofSeed(byte[] seed) {
        if (seed.length != Ed25519.SECRET_KEY_SIZE) {
            throw new IllegalArgumentException("an Ed25519 private key has 32 bytes, this has " + seed.length);
        }
        return new SigningKey(seed.clone());
    }

    /**
     * Reads the private JWK that {@link #privateJwk} writes.
     *
     * @throws IllegalArgumentException if it is none, or its two halves do not belong together
     */
    public static SigningKey ofJwk(JsonObject jwk) {
        if (!(jwk.getValue("d") instanceof String d)) {
            throw new IllegalArgumentException("the JWK has no private key d");
        }
        SigningKey key = ofSeed(Base64.getUrlDecoder().decode(d));
        if (!key.verifyKey.equals(VerifyKey.ofJwk(jwk))) {
            throw new IllegalArgumentException("d and x of the JWK do not belong together");
        }
        return key;
    }

    /** The public half. */
    public VerifyKey verifyKey() {
        return verifyKey;
    }

    /** The JWK with the private key: for the key file alone. */
    public JsonObject privateJwk() {
        return verifyKey.jwk().put("d", ENCODER.encodeToString(seed));
    }

    /** The 64-byte signature of the message. Deterministic. */
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, verifyKey.bytes(), 0, message, 0, message.length, signature, 0);
        return signature;
    }

    @Override
    public String toString() {
        return "SigningKey[" + verifyKey.kid() + "]";
    }
}
