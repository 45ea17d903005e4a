package ghosthunter.codecs.locker;

import ghosthunter.codecs.json.JsonFields;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What must hold at the locker when a command begins, looked at in the transaction that begins it. By the locker's records.
 *
 * @param holds the tracking id of the package that lies in the compartment, or null
 * @param empty whether no package must lie there
 * @param entity an entity that has this very version, or null
 */
public record Expectation(
        @Nullable String holds, boolean empty, @Nullable OfEntity entity) {
    /** Nothing. */
    public static final Expectation NONE = new Expectation(null, false, null);

    /** An entity as the locker shows it, with nothing of its own pending. */
    public record OfEntity(String type, String key, long version) {}

    public Expectation {
        if (holds != null && empty) {
            throw new IllegalArgumentException("a compartment that holds a package is not empty");
        }
    }

    /** Whether it is about a compartment. */
    public boolean ofCompartment() {
        return holds != null || empty;
    }

    /** Reads it: {@code {"package"}}, {@code {"empty": true}}, {@code {"entity": {"type", "key", "version"}}}. */
    public static Expectation read(@Nullable JsonFields json) {
        if (json == null) {
            return NONE;
        }
        String other = json.other("package", "empty", "entity");
        if (other != null) {
            throw json.broken("'" + other + "' is nothing that a locker can look at: package, empty, entity");
        }
        JsonFields entity = json.objectOrNull("entity");
        try {
            return new Expectation(
                    json.textOrNull("package"),
                    Boolean.TRUE.equals(json.flagOrNull("empty")),
                    entity == null
                            ? null
                            : new OfEntity(entity.text("type"), entity.text("key"), entity.natural("version")));
        } catch (IllegalArgumentException e) {
            throw json.broken(String.valueOf(e.getMessage()));
        }
    }

    /** As it travels; empty where nothing is expected. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        if (holds != null) {
            json.put("package", holds);
        }
        if (empty) {
            json.put("empty", true);
        }
        return entity == null
                ? json
                : json.put(
                        "entity",
                        new JsonObject()
                                .put("type", entity.type())
                                .put("key", entity.key())
                                .put("version", entity.version()));
    }
}
