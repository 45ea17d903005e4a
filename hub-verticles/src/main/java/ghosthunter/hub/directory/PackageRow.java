package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.time.ClockState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code packages}.
 *
 * @param lockerId text and not a {@link DeviceId}: rows of the old server are adopted as they are
 * @param status {@code synced} or {@code picked_up}; a row of the old server keeps its own
 * @param dropOffTimestamp the locker's wall clock when the door closed
 * @param syncAttemptTimestamp the locker's wall clock at the attempt that arrived, or null
 * @param serverReceivedAt hub's clock when it was first received
 * @param lastSyncAttempt how often it was tried before
 * @param occurredAt hub time, middle of the interval; null for a row of the old server, as the next two
 * @param occurredErrorMs half the width of the interval
 */
public record PackageRow(
        long id,
        String trackingId,
        String lockerId,
        String status,
        @Nullable String compartment,
        Instant dropOffTimestamp,
        @Nullable Instant syncAttemptTimestamp,
        Instant serverReceivedAt,
        long lastSyncAttempt,
        @Nullable Instant pickedUpAt,
        @Nullable Instant occurredAt,
        @Nullable Long occurredErrorMs,
        @Nullable ClockState clockState) {}
