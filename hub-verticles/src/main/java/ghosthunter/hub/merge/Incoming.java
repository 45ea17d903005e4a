package ghosthunter.hub.merge;

import ghosthunter.codecs.change.Epoch;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change that meets an entity.
 *
 * @param op {@code CREATE}, {@code UPDATE}, {@code PATCH}, {@code DELETE}; {@code ADD}, {@code SET} of counters; {@code RESOLVE}
 *     of the hub
 * @param data as the operation has it
 * @param base the version that the device saw, 0 for none
 * @param hlc its stamp, not beyond what the hub believes, see {@link ghosthunter.codecs.time.Hlc#cap}
 * @param device who wrote it
 * @param deviceKind what kind of device that is, or null where only its name tells
 * @param epoch the epoch of its chain
 * @param occurredAt when it happened, as the hub places it
 * @param errorMs how far that may be off, milliseconds
 */
public record Incoming(
        String op,
        JsonObject data,
        long base,
        long hlc,
        String device,
        @Nullable String deviceKind,
        Epoch epoch,
        Instant occurredAt,
        long errorMs) {
    /** The name of the device that the hub writes as. */
    public static final String HUB = "hub";

    static final String CREATE = "CREATE";
    static final String UPDATE = "UPDATE";
    static final String PATCH = "PATCH";
    static final String DELETE = "DELETE";
    static final String ADD = "ADD";
    static final String SET = "SET";
    static final String RESOLVE = "RESOLVE";

    private static final Set<String> RELATIVE = Set.of(PATCH, ADD, SET);

    FieldClock stamp() {
        return new FieldClock(hlc, device);
    }

    /** Whether what it makes depends on what its device had before: nobody but the device knows that for certain. */
    public boolean isRelative() {
        return RELATIVE.contains(op);
    }

    boolean isOfHub() {
        return device.equals(HUB);
    }
}
