package ghosthunter.hub.dialect;

import ghosthunter.codecs.id.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Names that are the same for each repetition of the same request. Pure. */
public final class ChangeIds {
    private ChangeIds() {}

    /** A UUIDv8 (RFC 9562, section 5.8): the first 122 free bits of the SHA-256 of all fields, each with its length. */
    public static UUID of(String... fields) {
        ByteBuffer bits = ByteBuffer.wrap(digest(fields).bytes());
        long high = (bits.getLong() & ~0xf000L) | 0x8000L;
        long low = (bits.getLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** The SHA-256 of all fields, each with its length. */
    public static Hash digest(String... fields) {
        return Hash.sha256(Arrays.stream(fields).map(ChangeIds::field).toArray(byte[][]::new));
    }

    private static byte[] field(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + utf8.length)
                .putInt(utf8.length)
                .put(utf8)
                .array();
    }
}
