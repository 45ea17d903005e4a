package ghosthunter.hub.projection;

import ghosthunter.codecs.change.DeviceRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the hub knows of a fact beside what the fact says.
 *
 * @param device who states it
 * @param occurred when it happened
 * @param receivedAt hub's clock when it had arrived
 * @param attemptAt the device's wall clock when it sent it, or null where that is not known
 * @param attempt how often it had tried before, 0 or more
 */
public record Circumstance(
        DeviceRef device,
        Occurred occurred,
        Instant receivedAt,
        @Nullable Instant attemptAt,
        long attempt) {}
