package ghosthunter.hub.entity;

import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.locker.CommandState;
import ghosthunter.codecs.locker.PickupGrant;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The codes of a parcel, and what became of them. The grant has the secret: it leaves the hub for the locker alone.
 *
 * @param version of the entity
 * @param used the counter of the last code that the locker took, 0 for none
 * @param refused wrong ones in a row since then
 * @param state how far the taking out is
 * @param door what the door did, or null
 * @param reason one sentence of the locker, or null
 * @param cancelledBy who took the codes back, or null
 */
public record Pickup(
        String trackingId,
        PickupGrant grant,
        long version,
        long used,
        long refused,
        CommandState state,
        @Nullable String door,
        @Nullable String reason,
        @Nullable String cancelledBy,
        Instant updatedAt) {
    static Pickup of(Stored.Entity entity) {
        JsonObject data = entity.data();
        return new Pickup(
                entity.key(),
                PickupGrant.read(JsonFields.parse("pickup", data.toBuffer().getBytes())),
                entity.version(),
                number(data, PickupGrant.USED),
                number(data, PickupGrant.REFUSED),
                CommandState.ofWire(data.getValue(CommandState.MEMBER)),
                SentCommand.text(data, "door"),
                SentCommand.text(data, "reason"),
                SentCommand.text(data, PickupGrant.CANCELLED),
                entity.updatedAt());
    }

    /** Whether its locker has said anything of it. */
    public boolean isHeard() {
        return state != CommandState.SENT || used > 0 || refused > 0;
    }

    private static long number(JsonObject data, String name) {
        return data.getValue(name) instanceof Number number ? number.longValue() : 0;
    }
}
