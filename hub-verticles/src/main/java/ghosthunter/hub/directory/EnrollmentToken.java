package ghosthunter.hub.directory;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What lets a new device in, once: {@code gh1.<tenant>.<secret>}, the secret being 32 random bytes in base64url. It names its
 * tenant so that the lookup never leaves it. A secret: {@code toString} does not show it.
 */
public final class EnrollmentToken {
    private static final String PREFIX = "gh1.";
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_CHARS = 43;

    private final TenantId tenant;
    private final String text;

    private EnrollmentToken(TenantId tenant, String text) {
        this.tenant = tenant;
        this.text = text;
    }

    /** Makes a new one. */
    public static EnrollmentToken generate(TenantId tenant, SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new EnrollmentToken(tenant, PREFIX + tenant + "." + encoded);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is not of that form; the message does not repeat it
     */
    public static EnrollmentToken parse(String text) {
        int dot = text.lastIndexOf('.');
        if (!text.startsWith(PREFIX) || dot <= PREFIX.length() || text.length() - dot - 1 != SECRET_CHARS) {
            throw new IllegalArgumentException("an enrollment token has the form gh1.<tenant>.<secret>");
        }
        return new EnrollmentToken(new TenantId(text.substring(PREFIX.length(), dot)), text);
    }

    /** The tenant that it is for. */
    public TenantId tenant() {
        return tenant;
    }

    /** The text, to be handed to the device. */
    public String text() {
        return text;
    }

    /** SHA-256 of the text: what is stored, and what the device's proof names. */
    public Hash hash() {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return PREFIX + tenant + ".***";
    }
}
