package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.id.Hash;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * API keys and activation codes. A key is derived from the terminal's id under a secret of the hub: the contract hands it out twice,
 * at registration and at activation, and so it need not be stored; what is stored finds the terminal by the key's SHA-256. Any thread.
 */
final class CposSecrets {
    private static final Pattern API_KEY = Pattern.compile("[0-9a-f]{64}");
    private static final String HMAC = "HmacSHA256";
    private static final int CODES = 1_000_000;

    private final byte[] keys;
    private final byte[] codes;
    private final SecureRandom random;

    /** @param secrets a secret of 32 bytes for each purpose */
    CposSecrets(Function<String, byte[]> secrets, SecureRandom random) {
        this.keys = secrets.apply("cpos keys");
        this.codes = secrets.apply("cpos codes");
        this.random = random;
    }

    /** Whether a text can be an API key: 64 hexadecimal digits. */
    static boolean isApiKey(String text) {
        return API_KEY.matcher(text).matches();
    }

    /** The API key of a terminal. */
    String apiKey(String terminalId) {
        return HexFormat.of().formatHex(hmac(keys, terminalId));
    }

    /** What an API key is found by. */
    static String hashOf(String apiKey) {
        return Hash.sha256(apiKey.getBytes(StandardCharsets.US_ASCII)).hex();
    }

    /** A new activation code: 6 digits. */
    String newCode() {
        return "%06d".formatted(random.nextInt(CODES));
    }

    /** What is stored of a code: worth nothing without the hub's secret, so that nobody tries all of them on a dump. */
    String sealed(String terminalId, String code) {
        return HexFormat.of().formatHex(hmac(codes, terminalId + " " + code));
    }

    /** Whether a code is the one that was sealed. */
    boolean opens(String terminalId, String code, String sealed) {
        return MessageDigest.isEqual(
                sealed(terminalId, code).getBytes(StandardCharsets.US_ASCII),
                sealed.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] hmac(byte[] secret, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
