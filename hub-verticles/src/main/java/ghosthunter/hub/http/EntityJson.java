package ghosthunter.hub.http;

import ghosthunter.hub.entity.Stored;
import io.vertx.core.json.JsonObject;

/** What is stored of entities, as JSON. What is not known is absent. */
final class EntityJson {
    private EntityJson() {}

    static JsonObject entity(Stored.Entity entity) {
        JsonObject json = new JsonObject()
                .put("type", entity.type())
                .put("key", entity.key())
                .put("version", entity.version())
                .put("data", entity.data())
                .put("audience", entity.audience())
                .put("device", entity.device())
                .put("updated_at", entity.updatedAt().toString());
        return entity.deleted() ? json.put("deleted", true) : json;
    }

    static JsonObject version(Stored.Version version) {
        JsonObject json = new JsonObject()
                .put("version", version.version())
                .put("data", version.data())
                .put("device", version.device())
                .put("recorded_at", version.recordedAt().toString());
        DirectoryJson.putKnown(json, "role", version.role());
        return version.deleted() ? json.put("deleted", true) : json;
    }

    static JsonObject conflict(Stored.Conflict conflict) {
        JsonObject json = new JsonObject()
                .put("id", conflict.id().toString())
                .put("type", conflict.type())
                .put("key", conflict.key())
                .put("entity_version", conflict.entityVersion())
                .put("change", conflict.change().toString())
                .put("device", conflict.device())
                .put("op", conflict.op())
                .put("base_version", conflict.baseVersion())
                .put("current_version", conflict.currentVersion())
                .put("incoming", conflict.incoming())
                .put("tier", conflict.tier())
                .put("rule", conflict.rule())
                .put("confidence", conflict.confidence())
                .put("outcome", conflict.outcome())
                .put("raised_at", conflict.raisedAt().toString());
        DirectoryJson.putKnown(json, "base", conflict.base());
        DirectoryJson.putKnown(json, "current", conflict.current());
        DirectoryJson.putKnown(json, "result", conflict.result());
        DirectoryJson.putKnown(json, "reason", conflict.reason());
        DirectoryJson.putKnown(json, "suggestion", conflict.suggestion());
        Stored.Resolved resolved = conflict.resolved();
        return resolved == null
                ? json
                : json.put("resolved_version", resolved.version())
                        .put("resolved_at", resolved.at().toString())
                        .put("resolved_by", resolved.by());
    }

    static JsonObject history(Stored.History history) {
        return conflict(history.conflict()).put("history", DirectoryJson.array(history.events(), EntityJson::event));
    }

    private static JsonObject event(Stored.Event event) {
        return new JsonObject()
                .put("at", event.at().toString())
                .put("actor", event.actor())
                .put("what", event.what())
                .put("detail", event.detail());
    }
}
