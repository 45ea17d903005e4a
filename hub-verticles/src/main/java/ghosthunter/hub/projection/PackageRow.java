package ghosthunter.hub.projection;

import ghosthunter.codecs.change.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code packages}. Its columns are the old server's, completed.
 *
 * @param lockerId the locker that dropped it off first, any text in a row of the old server; fixed
 * @param droppedOffAt that locker's wall clock when the door closed; fixed
 * @param attemptAt that locker's wall clock at its latest attempt to tell; moves forward only
 * @param receivedAt hub's clock when the first drop-off had arrived; fixed
 * @param attempt how often the locker had tried before its latest attempt; moves forward only
 * @param compartment where it lies, or null where the locker does not tell
 * @param pickedUpAt the locker's wall clock when it was taken out, or null
 * @param occurred when the door closed, as the hub knows it; null in a row of the old server
 */
public record PackageRow(
        TenantId tenant,
        String trackingId,
        String lockerId,
        String status,
        Instant droppedOffAt,
        @Nullable Instant attemptAt,
        Instant receivedAt,
        long attempt,
        @Nullable String compartment,
        @Nullable Instant pickedUpAt,
        @Nullable Occurred occurred) {

    /** It lies in the locker. */
    public static final String SYNCED = "synced";

    /** It was taken out. */
    public static final String PICKED_UP = "picked_up";

    PackageRow attempted(@Nullable Instant at, long count, String newStatus) {
        Instant latest = attemptAt == null || (at != null && at.isAfter(attemptAt)) ? at : attemptAt;
        return new PackageRow(
                tenant,
                trackingId,
                lockerId,
                newStatus,
                droppedOffAt,
                latest,
                receivedAt,
                Math.max(attempt, count),
                compartment,
                pickedUpAt,
                occurred);
    }

    PackageRow pickedUp(Instant at) {
        return new PackageRow(
                tenant,
                trackingId,
                lockerId,
                PICKED_UP,
                droppedOffAt,
                attemptAt,
                receivedAt,
                attempt,
                compartment,
                at,
                occurred);
    }
}
