package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the list of lockers.
 *
 * @param kind {@code locker}, {@code terminal} or {@code mobile}
 * @param group the group that it was enrolled into, or null
 * @param lastSeenAt hub's clock at its last exchange, or null before the first
 * @param pending changes without an acknowledgement: what the device last told, less what that exchange acknowledged
 * @param batteryPct charge in percent as last told, or null where there is none
 * @param openFindings what an operator should look at
 * @param quarantined changes that are recorded but not projected
 */
public record LockerSummary(
        DeviceId device,
        String kind,
        @Nullable String group,
        Instant createdAt,
        @Nullable Instant lastSeenAt,
        long pending,
        @Nullable Integer batteryPct,
        long openFindings,
        long quarantined) {}
