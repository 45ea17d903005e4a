package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.hub.merge.EntityState;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of what syncs both ways; V008__entities.sql explains each column. Nobody changes a JSON object in them. */
public final class EntityRow {
    private EntityRow() {}

    /** A row of {@code entity}. */
    public record Entity(Key.OfEntity key, EntityState state, String audience, Instant updatedAt) {
        long version() {
            return state.version();
        }

        /** What a refused change left where nothing was: it never lived, and the next one that comes is the first. */
        boolean neverLived() {
            return state.device().isEmpty();
        }
    }

    /** A row of {@code entity_version}. */
    public record Version(Key.OfEntity key, EntityState state, Key.Entry cause, Instant recordedAt) {}

    /** A row of {@code conflict}. */
    public record Conflict(
            Key.Conflict id,
            Key.OfEntity key,
            UUID changeId,
            Key.Entry cause,
            String op,
            long baseVersion,
            @Nullable JsonObject base,
            long currentVersion,
            @Nullable JsonObject current,
            JsonObject incoming,
            @Nullable JsonObject result,
            Decided decided,
            Instant raisedAt) {}

    /**
     * How a conflict was decided.
     *
     * @param tier 1 a rule, 2 a heuristic, 3 a person
     * @param outcome {@code incoming}, {@code current}, {@code merged}, {@code pending} or {@code rejected}
     */
    public record Decided(
            int tier,
            String rule,
            double confidence,
            String outcome,
            @Nullable String reason,
            @Nullable String suggestion) {}

    /**
     * A conflict that an operator resolves, as it is under its lock.
     *
     * @param events how many events its history has
     */
    public record Locked(Key.Conflict id, Key.OfEntity key, String outcome, int events) {
        boolean isPending() {
            return outcome.equals("pending");
        }
    }

    /** What a person decided of a conflict. */
    public record Resolved(
            Key.Conflict id, String outcome, @Nullable JsonObject result, long version, Instant at, String by) {}

    /** A row of {@code conflict_event}. */
    public record Event(Key.Conflict conflict, int number, Instant at, String actor, String what, JsonObject detail) {}

    /** A row of {@code inventory_event}. */
    public record Stock(
            Key.OfEntity key, Key.Entry cause, long version, long delta, long countedAfter, Instant recordedAt) {}

    /** What a device is told: an entity of type {@code notice} under {@code key}. */
    public record Notice(DeviceRef told, String key, JsonObject data, long hlc, String device, Instant at) {
        /** The audience. */
        public String audience() {
            return "d:" + told.device();
        }
    }
}
