package ghosthunter.edge.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of the exchange loop, for {@code GET /status}. Immutable; travels on the event bus as it is.
 *
 * @param enrolled whether this device has an identity at a hub; without one it records and keeps
 * @param phase what the loop waits for
 * @param breaker the circuit breaker before the hub
 * @param attempts attempts of this cycle that failed
 * @param batchChangesMax how many changes the next exchange carries at most; less than usual after a cut upload
 * @param lastExchange the number of the last exchange with a verified receipt since the process started, 0 before
 * @param lastReceiptAt when that was, by the wall clock
 * @param lastError why the last attempt failed, or why there can be none, one sentence; null once one has succeeded
 * @param lastErrorAt when that was, by the wall clock; null where it was not tried
 * @param nextInMs milliseconds until the next attempt; 0 while one is under way
 * @param hubAheadMs what to add to the boot clock for the hub's, by the newest receipt; null before the first
 */
public record SyncState(
        boolean enrolled,
        Phase phase,
        Breaker breaker,
        int attempts,
        int batchChangesMax,
        long lastExchange,
        @Nullable Instant lastReceiptAt,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt,
        long nextInMs,
        @Nullable Long hubAheadMs) {

    /** What the loop waits for. */
    public enum Phase {
        /** For a change, the interval or the heartbeat. */
        WAITING,
        /** For the next attempt of a cycle. */
        BACKING_OFF,
        /** For as long as the hub asked, by {@code Retry-After}. */
        HELD,
        /** For the probe: the attempts of a cycle ran out. Nothing is dropped. */
        RESTING,
        /** For a person: the hub refuses this device or its request. It tries again slowly. */
        REFUSED
    }

    /** The circuit breaker before the hub. */
    public enum Breaker {
        /** Exchanges pass. */
        CLOSED,
        /** No exchange passes until the reset time is over. */
        OPEN,
        /** The next exchange is the probe. */
        HALF_OPEN
    }
}
