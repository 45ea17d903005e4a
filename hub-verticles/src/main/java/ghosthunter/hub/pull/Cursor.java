package ghosthunter.hub.pull;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a device has pulled. Opaque to it; of no meaning but in the database and for the audiences that it was made for.
 *
 * <pre>
 *   version 1 | incarnation 16 | audiences 8 | lsn 8 | index 4 [ | scan 8 | length of type 1 | type | key ]
 * </pre>
 *
 * @param incarnation of the feed: positions of another one cannot be compared
 * @param audiences the digest of the device's audiences when it was made
 * @param position all before it was told; during a scan, what the scan began at and goes on from when it ends
 * @param scan the scan that is under way, or null
 */
record Cursor(
        UUID incarnation,
        long audiences,
        Position position,
        @Nullable Scan scan) {
    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 1 + 16 + 8 + 8 + 4;
    private static final int SCAN_BYTES = 8 + 1;

    /**
     * A scan by (type, key).
     *
     * @param id names it to the device
     * @param type of the entity that was told last; empty at the beginning
     * @param key of the entity that was told last
     */
    record Scan(long id, String type, String key) {
        String name() {
            return HexFormat.of().toHexDigits(id);
        }
    }

    /** Moved on to a position. */
    Cursor at(Position reached) {
        return new Cursor(incarnation, audiences, reached, null);
    }

    /** With a scan that moved on, or none when it has ended. */
    Cursor scanning(@Nullable Scan moved) {
        return new Cursor(incarnation, audiences, position, moved);
    }

    String text() {
        byte[] type = scan == null ? new byte[0] : scan.type().getBytes(StandardCharsets.UTF_8);
        byte[] key = scan == null ? new byte[0] : scan.key().getBytes(StandardCharsets.UTF_8);
        int scanBytes = scan == null ? 0 : SCAN_BYTES + type.length + key.length;
        ByteBuffer bytes = ByteBuffer.allocate(FIXED_BYTES + scanBytes)
                .put(VERSION)
                .putLong(incarnation.getMostSignificantBits())
                .putLong(incarnation.getLeastSignificantBits())
                .putLong(audiences)
                .putLong(position.lsn())
                .putInt(position.index());
        if (scan != null) {
            bytes.putLong(scan.id()).put((byte) type.length).put(type).put(key);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Reads one; empty for whatever was not made by {@link #text}: the device then reads everything anew. */
    static Optional<Cursor> read(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.get() != VERSION) {
                return Optional.empty();
            }
            UUID incarnation = new UUID(bytes.getLong(), bytes.getLong());
            long audiences = bytes.getLong();
            Position position = new Position(bytes.getLong(), bytes.getInt());
            return Optional.of(
                    new Cursor(incarnation, audiences, position, bytes.hasRemaining() ? readScan(bytes) : null));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static Scan readScan(ByteBuffer bytes) {
        long id = bytes.getLong();
        byte[] type = new byte[Byte.toUnsignedInt(bytes.get())];
        bytes.get(type);
        byte[] key = new byte[bytes.remaining()];
        bytes.get(key);
        return new Scan(id, new String(type, StandardCharsets.UTF_8), new String(key, StandardCharsets.UTF_8));
    }
}
