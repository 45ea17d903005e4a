package ghosthunter.hub.entity;

import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.locker.CommandState;
import ghosthunter.codecs.locker.LockerCommand;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A command and what became of it.
 *
 * @param id its name, a UUIDv7
 * @param state the last word of the locker; {@code SENT} before it said anything
 * @param door {@code opened}, {@code closed}, {@code jammed} or {@code unknown}; null where no door was told to open
 * @param reason one sentence of the locker, or null
 * @param cancelledBy who took it back, or null; a locker that had begun goes on
 * @param updatedAt when the hub heard that
 */
public record SentCommand(
        String id,
        LockerCommand command,
        CommandState state,
        @Nullable String door,
        @Nullable String reason,
        @Nullable String cancelledBy,
        Instant updatedAt) {
    static SentCommand of(Stored.Entity entity) {
        JsonObject data = entity.data();
        return new SentCommand(
                entity.key(),
                LockerCommand.read(JsonFields.parse("command", data.toBuffer().getBytes())),
                CommandState.ofWire(data.getValue(CommandState.MEMBER)),
                text(data, "door"),
                text(data, "reason"),
                text(data, LockerCommand.CANCELLED),
                entity.updatedAt());
    }

    /** A member that a locker wrote: it may be anything. */
    static @Nullable String text(JsonObject data, String name) {
        Object value = data.getValue(name);
        return value == null ? null : String.valueOf(value);
    }

    /** When it was made, by the clock of the hub. */
    public Instant issuedAt() {
        return Instant.ofEpochMilli(command.issuedMs());
    }

    /** From then on no locker begins it. */
    public Instant expiresAt() {
        return issuedAt().plusSeconds(command.expiresS());
    }

    /** Whether it is over though its locker has not said so: it may not have come. */
    public boolean isStale(Instant now) {
        return state == CommandState.SENT && now.isAfter(expiresAt());
    }
}
