package ghosthunter.hub.dialect.ghosthunter;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.time.Hlc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The change that an attempt of an old locker is. Pure, and a function of the request alone: the same request is the same
 * change and recorded once, another attempt is another one and stays in the custody of the package.
 */
final class AttemptChange {
    /** That software tells no boot clock; the ledger places its events by the wall clock. */
    private static final String BOOT = "unknown";

    /** 2^46 ms, the year 4199: the highest wall time that the hybrid clock is given, for it has 48 bits, one the sign. */
    private static final long HLC_WALL_MS_MAX = 1L << 46;

    private AttemptChange() {}

    static Change of(SyncRequest request) {
        long wallMs = Math.min(request.droppedOffAt().toEpochMilli(), HLC_WALL_MS_MAX);
        return ChangeLine.write(
                id(request),
                EntityTypes.PACKAGE,
                request.trackingId(),
                PackageFact.DROP_OFF,
                request.droppedOffAt(),
                BOOT,
                0,
                Hlc.next(0, wallMs),
                0,
                PackageFact.dropOffJson(null, request.attemptAt(), request.attempt()));
    }

    /** A UUIDv8 (RFC 9562, section 5.8): the first 122 free bits of the SHA-256 of all fields, each with its length. */
    private static UUID id(SyncRequest request) {
        Hash hash = Hash.sha256(
                field("ghosthunter"),
                field(request.locker().value()),
                field(request.trackingId()),
                field(request.droppedOffAt().toString()),
                field(String.valueOf(request.attemptAt())),
                field(Long.toString(request.attempt())));
        ByteBuffer bits = ByteBuffer.wrap(hash.bytes());
        long high = (bits.getLong() & ~0xf000L) | 0x8000L;
        long low = (bits.getLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static byte[] field(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + utf8.length)
                .putInt(utf8.length)
                .put(utf8)
                .array();
    }
}
