package ghosthunter.hub.dialect;

import java.nio.charset.StandardCharsets;

/** The secret of the tokens that another system issues (HS256). {@code toString} does not show it. */
public final class TokenSecret {
    /** RFC 7518, section 3.2: as long as the hash's output, or longer. */
    public static final int BYTES_MIN = 32;

    private final byte[] bytes;

    private TokenSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * One of this text, without the white space around it.
     *
     * @throws IllegalArgumentException if it is short
     */
    public static TokenSecret of(String text) {
        byte[] bytes = text.strip().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < BYTES_MIN) {
            throw new IllegalArgumentException("the secret has " + bytes.length + " bytes; HS256 wants " + BYTES_MIN
                    + " or more (RFC 7518, section 3.2)");
        }
        return new TokenSecret(bytes);
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "TokenSecret[***]";
    }
}
