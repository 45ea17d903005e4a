package ghosthunter.hub.dialect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The secret of the tokens that another system issues (HS256). {@code toString} does not show it. */
public final class TokenSecret {
    /** RFC 7518, section 3.2: as long as the hash's output, or longer. */
    public static final int BYTES_MIN = 32;

    private final byte[] bytes;

    private TokenSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads its file: text, white space around it does not count. Blocks.
     *
     * @throws IllegalArgumentException if there is none or it is short; the message says which file and what to do
     */
    public static TokenSecret read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        }
        if (bytes.length < BYTES_MIN) {
            throw new IllegalArgumentException("the secret in " + file + " has " + bytes.length + " bytes; HS256 wants "
                    + BYTES_MIN + " or more (RFC 7518, section 3.2)");
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
