package ghosthunter.hub.operator;

import ghosthunter.codecs.id.Hash;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * 256 random bits that let their bearer in: {@code <prefix>.<43 characters of base64url>}. The hub keeps the SHA-256 alone,
 * which for such a secret needs neither salt nor slowness. {@code toString} does not show it.
 */
public final class Secret {
    private static final int BYTES = 32;
    private static final Pattern BODY = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Kind kind;
    private final String text;

    private Secret(Kind kind, String text) {
        this.kind = kind;
        this.text = text;
    }

    /** What a secret is for. The prefix also lets scanners for leaked secrets find it. */
    public enum Kind {
        /** An API key. */
        API_KEY("ghk1."),
        /** Refreshes a session. */
        REFRESH("ghr1."),
        /** Makes the first system admin. */
        BOOTSTRAP("ghb1.");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        /** What its text begins with. */
        public String prefix() {
            return prefix;
        }
    }

    /** Makes a new one. */
    public static Secret generate(Kind kind, SecureRandom random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return new Secret(
                kind, kind.prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is not of that form; the message does not repeat it
     */
    public static Secret parse(Kind kind, String text) {
        if (!text.startsWith(kind.prefix)
                || !BODY.matcher(text.substring(kind.prefix.length())).matches()) {
            throw new IllegalArgumentException("it has the form " + kind.prefix + "<43 characters>");
        }
        return new Secret(kind, text);
    }

    /** The text, to be handed to its bearer. */
    public String text() {
        return text;
    }

    /** What is stored. */
    Hash hash() {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return kind.prefix + "***";
    }
}
