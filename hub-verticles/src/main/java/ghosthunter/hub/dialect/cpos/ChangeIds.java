package ghosthunter.hub.dialect.cpos;

import ghosthunter.codecs.id.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** The ids of changes that carry none: the same words give the same id. Pure. */
final class ChangeIds {
    private ChangeIds() {}

    /** A UUIDv8 (RFC 9562, section 5.8): the first 122 free bits of the SHA-256 of all words, each with its length. */
    static UUID of(String... words) {
        Hash hash = Hash.sha256(Arrays.stream(words).map(ChangeIds::word).toArray(byte[][]::new));
        ByteBuffer bits = ByteBuffer.wrap(hash.bytes());
        long high = (bits.getLong() & ~0xf000L) | 0x8000L;
        long low = (bits.getLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static byte[] word(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + utf8.length)
                .putInt(utf8.length)
                .put(utf8)
                .array();
    }
}
