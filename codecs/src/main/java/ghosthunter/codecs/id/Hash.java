package ghosthunter.codecs.id;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256 value: 32 bytes, immutable. On the wire it is base64url without padding (43 characters). */
public final class Hash {
    /** The length in bytes. */
    public static final int SIZE_BYTES = 32;

    /** Never fed, only copied, so any thread may: to look the algorithm up costs as much as to hash a line. */
    private static final MessageDigest UNUSED = sha256();

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes a copy of 32 bytes.
     *
     * @throws IllegalArgumentException if there are not exactly 32
     */
    public static Hash of(byte[] bytes) {
        if (bytes.length != SIZE_BYTES) {
            throw new IllegalArgumentException("a hash has " + SIZE_BYTES + " bytes, this has " + bytes.length);
        }
        return new Hash(bytes.clone());
    }

    /** The SHA-256 of the parts, one after the other. */
    public static Hash sha256(byte[]... parts) {
        MessageDigest digest = newDigest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return new Hash(digest.digest());
    }

    /** The SHA-256 of two hashes, one after the other: a link of the chain. */
    public static Hash link(Hash previous, Hash lineDigest) {
        MessageDigest digest = newDigest();
        digest.update(previous.bytes);
        digest.update(lineDigest.bytes);
        return new Hash(digest.digest());
    }

    /**
     * Reads base64url without padding.
     *
     * @throws IllegalArgumentException if it is not the one canonical text of 32 bytes
     */
    public static Hash parse(String text) {
        byte[] bytes = decoded(text);
        if (bytes.length != SIZE_BYTES || !ENCODER.encodeToString(bytes).equals(text)) {
            throw new IllegalArgumentException("a hash is 32 bytes in base64url without padding");
        }
        return new Hash(bytes);
    }

    /** No bytes where it is no base64url: the JDK's words for that are about characters by their number. */
    private static byte[] decoded(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes in lower-case hexadecimal, for people. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    private static MessageDigest newDigest() {
        try {
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("every Java platform copies its SHA-256", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The wire form. */
    @Override
    public String toString() {
        return ENCODER.encodeToString(bytes);
    }
}
