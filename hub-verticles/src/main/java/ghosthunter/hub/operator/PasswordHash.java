package ghosthunter.hub.operator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * argon2id (RFC 9106) in the PHC text form, {@code $argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<hash>}. Computing it takes
 * tens of milliseconds and megabytes on purpose; on a worker.
 */
final class PasswordHash {
    /** Passwords are at least this long, in characters: length is what a guesser pays for. */
    static final int CHARS_MIN = 12;

    /** And at most this long, in bytes of UTF-8. */
    static final int BYTES_MAX = 512;

    /** What the OWASP password storage cheat sheet asks for at least: 19 MiB, two passes, one lane. */
    private static final Cost COST = new Cost(19 << 10, 2, 1);

    /** More than this a stored hash may not ask for: it would be the memory of the node. */
    private static final Cost COST_MAX = new Cost(256 << 10, 16, 4);

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private PasswordHash() {}

    private record Cost(int memoryKib, int passes, int lanes) {
        boolean isWithin(Cost max) {
            return memoryKib <= max.memoryKib && passes <= max.passes && lanes <= max.lanes;
        }
    }

    /**
     * Checks that a new password is one.
     *
     * @throws IllegalArgumentException if it is too short or too long; the message does not repeat it
     */
    static void checkLength(String password, int charsMin) {
        if (password.codePointCount(0, password.length()) < charsMin || bytes(password).length > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a password has at least " + charsMin + " characters and at most " + BYTES_MAX + " bytes");
        }
    }

    /** The hash of a password, with a new salt. */
    static String of(String password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return text(salt, argon2id(bytes(password), salt, COST, HASH_BYTES));
    }

    /** What no password matches, at the cost of one that some password does. */
    static String decoy() {
        return text(new byte[SALT_BYTES], new byte[HASH_BYTES]);
    }

    private static String text(byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + COST.memoryKib() + ",t=" + COST.passes() + ",p=" + COST.lanes() + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    /** Whether the stored hash is of this password. */
    static boolean matches(String password, String stored) {
        Matcher phc = PHC.matcher(stored);
        byte[] given = bytes(password);
        if (!phc.matches() || given.length > BYTES_MAX) {
            return false;
        }
        Cost cost = new Cost(number(phc, 1), number(phc, 2), number(phc, 3));
        if (!cost.isWithin(COST_MAX)) {
            return false;
        }
        byte[] hash = Base64.getDecoder().decode(phc.group(5));
        byte[] salt = Base64.getDecoder().decode(phc.group(4));
        return MessageDigest.isEqual(hash, argon2id(given, salt, cost, hash.length));
    }

    private static byte[] argon2id(byte[] password, byte[] salt, Cost cost, int hashBytes) {
        Argon2Parameters parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build();
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] hash = new byte[hashBytes];
        int unused = generator.generateBytes(password, hash);
        return hash;
    }

    /** Two keyboards may write one letter as different characters. */
    private static byte[] bytes(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
    }

    private static int number(Matcher phc, int group) {
        return Integer.parseInt(phc.group(group));
    }
}
