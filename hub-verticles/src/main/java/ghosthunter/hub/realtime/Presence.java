package ghosthunter.hub.realtime;

import ghosthunter.codecs.change.DeviceId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a device at the moment.
 *
 * @param kind {@code locker}, {@code terminal} or {@code mobile}
 * @param dialect the dialect that it speaks, or null: the product's own
 * @param label what people call it, or null
 * @param group the group that it was enrolled into, or null
 * @param lastSeenAt hub's clock at its last exchange, or null before the first
 * @param streamSince when its stream was opened, or null without one
 * @param pending changes without an acknowledgement: what the device last told, less what that exchange acknowledged
 * @param batteryPct charge in percent as last told, or null where there is none
 * @param failed changes of it that are recorded and break a rule
 * @param conflicts changes of it that wait for a person's decision
 */
public record Presence(
        DeviceId device,
        String kind,
        @Nullable String dialect,
        @Nullable String label,
        @Nullable String group,
        State state,
        @Nullable Instant lastSeenAt,
        @Nullable Instant streamSince,
        long pending,
        @Nullable Integer batteryPct,
        long failed,
        long conflicts) {

    /** Whether it is there. */
    public enum State {
        /** A stream of it is open, or it came within two intervals. */
        ONLINE,
        /** An exchange of it is in work, at the node that was asked. */
        SYNCING,
        /** Neither. */
        OFFLINE,
        /** For so long that somebody should look. */
        SILENT;

        /** The name outside. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * Reads the name.
         *
         * @throws IllegalArgumentException if there is no such state
         */
        public static State ofWire(String wire) {
            for (State state : values()) {
                if (state.wire().equals(wire)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("online, syncing, offline or silent");
        }
    }

    /**
     * What became of a device's changes of one type.
     *
     * @param type empty where a line could not be read
     * @param pending changes that the device holds back, as it told last; not those that it sent then
     * @param synced changes in the ledger, each once
     * @param failed of them: those that break a rule
     * @param conflicts of them: those that wait for a person's decision
     */
    public record OfType(String type, long pending, long synced, long failed, long conflicts) {}

    /** One device with its changes by type. */
    public record Detail(Presence presence, List<OfType> types) {
        public Detail {
            types = List.copyOf(types);
        }
    }
}
