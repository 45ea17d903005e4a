package ghosthunter.hub.merge;

import ghosthunter.codecs.change.Epoch;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entity as the hub has it. Not to be changed; {@link Merge} gives a new one.
 *
 * @param version 1, 2, 3 … of this entity; 0: there is none
 * @param data its data; those of a tombstone are the last it had
 * @param deleted whether it is a tombstone
 * @param clocks who wrote each field last; the name {@code ""} is that of the deletion. Kept by the policies that need it
 * @param hlc of the last write that counts
 * @param device of that write
 * @param epoch of the run that ends here, or null: made by the hub itself
 * @param runFrom the versions from here on are writes of one device in that epoch, which knows them all
 */
public record EntityState(
        long version,
        JsonObject data,
        boolean deleted,
        Map<String, FieldClock> clocks,
        long hlc,
        String device,
        @Nullable Epoch epoch,
        long runFrom) {
    public EntityState {
        clocks = Map.copyOf(clocks);
    }

    /** Before the first write. */
    public static EntityState none() {
        return new EntityState(0, new JsonObject(), true, Map.of(), 0, "", null, 0);
    }

    /** An earlier version, of which only the contents are known. */
    public static EntityState past(long version, JsonObject data, boolean deleted) {
        return new EntityState(version, data, deleted, Map.of(), 0, "", null, version);
    }

    /** Nobody's write has counted yet: there is nothing, or a tombstone that only tells of a rejection. */
    boolean isBlank() {
        return device.isEmpty();
    }

    /** The same as the last of a run that goes back to this version; of no run where the epoch is null. */
    public EntityState ofRun(@Nullable Epoch runsIn, long from) {
        return new EntityState(version, data, deleted, clocks, hlc, device, runsIn, runsIn == null ? version : from);
    }

    /** Whether a device that saw this version, or wrote all that came since in this epoch, has what is here. */
    boolean isKnownTo(Incoming incoming) {
        return incoming.base() == version || (incoming.epoch().equals(epoch) && incoming.base() >= runFrom - 1);
    }

    FieldClock stamp() {
        return new FieldClock(hlc, device);
    }

    Content content() {
        return new Content(data, deleted, clocks);
    }

    /** What there is to be seen: a tombstone shows nothing. */
    JsonObject visible() {
        return deleted ? new JsonObject() : data;
    }
}
