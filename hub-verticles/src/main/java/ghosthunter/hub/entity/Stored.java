package ghosthunter.hub.entity;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is stored of entities, as people see it. */
public final class Stored {
    private Stored() {}

    /**
     * The current state of an entity.
     *
     * @param deleted whether it is a tombstone; it keeps its last data
     * @param audience {@code *} everybody, {@code g:NAME} a group, {@code d:DEVICE} one device
     * @param hlc of the last write
     * @param device of the last write
     */
    public record Entity(
            String type,
            String key,
            long version,
            JsonObject data,
            boolean deleted,
            String audience,
            long hlc,
            String device,
            Instant updatedAt) {}

    /**
     * One state that an entity had, and whose change made it.
     *
     * @param role the role of the database that made it with SQL, or null where a change did
     */
    public record Version(
            long version,
            JsonObject data,
            boolean deleted,
            String device,
            @Nullable String role,
            Instant recordedAt) {}

    /**
     * A concurrent or refused change, and what became of it.
     *
     * @param id its name
     * @param entityVersion the version of the entity now; 0: it is not there
     * @param base what the device had seen, null where nothing is known of it
     * @param current what the entity was, null where it was not there
     * @param incoming what the change says
     * @param result what became of both, null while that is open
     * @param tier 1 a rule, 2 a heuristic, 3 a person
     * @param confidence of the decision, 0 to 1
     * @param outcome {@code incoming}, {@code current}, {@code merged}, {@code pending} or {@code rejected}
     * @param resolved who decided, or null where nobody was asked, or has not answered
     */
    public record Conflict(
            UUID id,
            String type,
            String key,
            long entityVersion,
            UUID change,
            String device,
            String op,
            long baseVersion,
            @Nullable JsonObject base,
            long currentVersion,
            @Nullable JsonObject current,
            JsonObject incoming,
            @Nullable JsonObject result,
            int tier,
            String rule,
            double confidence,
            String outcome,
            @Nullable String reason,
            @Nullable String suggestion,
            Instant raisedAt,
            @Nullable Resolved resolved) {
        /** Whether a person has to decide. */
        public boolean isPending() {
            return outcome.equals("pending");
        }
    }

    /** What a person decided. */
    public record Resolved(long version, Instant at, String by) {}

    /** One thing that happened to a conflict. */
    public record Event(Instant at, String actor, String what, JsonObject detail) {}

    /** A conflict with its history, the first event first. */
    public record History(Conflict conflict, List<Event> events) {
        public History {
            events = List.copyOf(events);
        }
    }
}
