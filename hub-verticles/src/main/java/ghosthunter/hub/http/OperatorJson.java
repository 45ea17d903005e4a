package ghosthunter.hub.http;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.operator.Actor;
import ghosthunter.hub.operator.ApiKeyRow;
import ghosthunter.hub.operator.Journal;
import ghosthunter.hub.operator.OperatorRow;
import ghosthunter.hub.operator.Scope;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Operators, keys and the audit as JSON; what is null is absent. */
final class OperatorJson {
    private OperatorJson() {}

    static JsonObject actor(Actor actor) {
        JsonObject json = new JsonObject().put("kind", actor.kind().slug()).put("name", actor.name());
        return scope(json, actor.scopeOrThrow());
    }

    static JsonObject operator(OperatorRow row) {
        JsonObject json = scope(new JsonObject().put("name", row.name().value()), row.scope())
                .put("created_at", row.createdAt().toString())
                .put("created_by", row.createdBy());
        put(json, "locked_at", row.lockedAt());
        put(json, "last_login_at", row.lastLoginAt());
        return json;
    }

    static JsonObject apiKey(ApiKeyRow row) {
        JsonObject json = new JsonObject().put("id", row.id().toString()).put("name", row.name());
        scope(json, row.scope()).put("created_at", row.createdAt().toString()).put("created_by", row.createdBy());
        put(json, "expires_at", row.expiresAt());
        put(json, "revoked_at", row.revokedAt());
        return json;
    }

    static JsonObject event(Journal.Stored event) {
        JsonObject json = new JsonObject()
                .put("id", event.id())
                .put("request", event.request().toString())
                .put("at", event.at().toString())
                .put("stage", event.stage())
                .put("actor_kind", event.actorKind())
                .put("actor", event.actor())
                .put("action", event.action())
                .put("detail", event.detail());
        put(json, "role", event.role());
        put(json, "tenant", event.tenant());
        put(json, "address", event.address());
        return json;
    }

    static JsonObject scope(JsonObject json, Scope scope) {
        json.put("role", scope.role().slug());
        TenantId tenant = scope.tenant();
        return tenant == null ? json : json.put("tenant", tenant.value());
    }

    private static void put(JsonObject json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static void put(JsonObject json, String name, @Nullable Instant value) {
        put(json, name, value == null ? null : value.toString());
    }
}
