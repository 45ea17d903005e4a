package ghosthunter.codecs.change;

import ghosthunter.codecs.id.Hash;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of one change exactly as the device stored it, without the line feed. Immutable; nobody canonicalises it: these
 * bytes are what is hashed, sent and kept.
 */
public final class Line {
    /** The longest line that is accepted, in bytes. A longer one is refused with the whole request. */
    public static final int BYTES_MAX = 64 * 1024;

    private final byte[] bytes;
    private final Hash digest;

    private Line(byte[] bytes) {
        if (bytes.length > BYTES_MAX) {
            throw new IllegalArgumentException("a line has at most " + BYTES_MAX + " bytes, this has " + bytes.length);
        }
        this.bytes = bytes;
        this.digest = Hash.sha256(bytes);
    }

    /** Takes a copy of the bytes. A line feed is not allowed among them, else the line could not be sent. */
    public static Line of(byte[] bytes) {
        return checked(bytes.clone());
    }

    /** Takes a copy of the bytes from {@code from} up to, not including, {@code to}. */
    public static Line of(byte[] bytes, int from, int to) {
        return checked(Arrays.copyOfRange(bytes, from, to));
    }

    /** The line of a text, in UTF-8. */
    public static Line of(String text) {
        return checked(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Line checked(byte[] own) {
        for (byte b : own) {
            if (b == '\n') {
                throw new IllegalArgumentException("a line contains no line feed");
            }
        }
        return new Line(own);
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Appends the bytes to a buffer, without the line feed and without a copy in between. */
    public void appendTo(Buffer buffer) {
        buffer.appendBytes(bytes);
    }

    /** The number of bytes, without the line feed. */
    public int sizeBytes() {
        return bytes.length;
    }

    /** SHA-256 of the bytes: what the chain runs over. */
    public Hash digest() {
        return digest;
    }

    /** The bytes as UTF-8; malformed sequences are replaced, so this is for people, never for hashing. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The very bytes, for readers of this package that only read. */
    byte[] shared() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Line line && Arrays.equals(bytes, line.bytes);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
