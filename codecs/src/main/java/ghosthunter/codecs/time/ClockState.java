package ghosthunter.codecs.time;

import java.util.Locale;

/** How well the time of an event is known. */
public enum ClockState {
    /** Same boot as a clock sample, and the error is at most {@link OccurredAt#SYNCED_ERROR_MS_MAX}. */
    SYNCED,
    /** Bounded, but by a distant sample, an unfinished one, or a wall clock that agrees with the hub's. */
    HOLDOVER,
    /** Nothing bounds it but its arrival, or what bounds it contradicts itself. */
    UNTRUSTED;

    /** The name in the ledger and in answers: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the wire name.
     *
     * @throws IllegalArgumentException if there is no such state
     */
    public static ClockState ofWire(String wire) {
        for (ClockState state : values()) {
            if (state.wire().equals(wire)) {
                return state;
            }
        }
        throw new IllegalArgumentException("unknown clock state '" + wire + "'");
    }
}
