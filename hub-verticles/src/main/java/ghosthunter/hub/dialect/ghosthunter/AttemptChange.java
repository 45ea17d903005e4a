package ghosthunter.hub.dialect.ghosthunter;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.EntityTypes;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.time.Hlc;
import ghosthunter.hub.dialect.ChangeIds;
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

    private static UUID id(SyncRequest request) {
        return ChangeIds.of(
                "ghosthunter",
                request.locker().value(),
                request.trackingId(),
                request.droppedOffAt().toString(),
                String.valueOf(request.attemptAt()),
                Long.toString(request.attempt()));
    }
}
