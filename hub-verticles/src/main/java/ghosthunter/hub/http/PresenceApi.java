package ghosthunter.hub.http;

import ghosthunter.hub.realtime.Presence;
import ghosthunter.hub.realtime.PresenceDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code GET /v1/presence}, page by page, with {@code state} of one state, and {@code GET /v1/presence/{device}}. */
public final class PresenceApi {
    private final PresenceDesk desk;
    private final Answers answers;

    public PresenceApi(PresenceDesk desk, Answers answers) {
        this.desk = desk;
        this.answers = answers;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(answers.get("/v1/presence", this::page), answers.get("/v1/presence/:device", this::one));
    }

    private void page(RoutingContext ctx) {
        answers.found(ctx, query -> page(query, query.limit()));
    }

    private Future<JsonObject> page(Query query, int limit) {
        return desk.page(query.tenant(), query.name("state", Presence.State::ofWire), query.after(), limit)
                .map(page -> Answers.page(
                        "devices",
                        page,
                        limit,
                        PresenceApi::json,
                        presence -> presence.device().value()));
    }

    private void one(RoutingContext ctx) {
        answers.one(
                ctx,
                query -> desk.one(query.device("device")),
                PresenceApi::json,
                "there is no device " + ctx.pathParam("device"));
    }

    private static JsonObject json(Presence.Detail detail) {
        return json(detail.presence()).put("types", DirectoryJson.array(detail.types(), PresenceApi::json));
    }

    private static JsonObject json(Presence.OfType of) {
        return new JsonObject()
                .put("type", of.type())
                .put("pending", of.pending())
                .put("synced", of.synced())
                .put("failed", of.failed())
                .put("conflicts", of.conflicts());
    }

    private static JsonObject json(Presence presence) {
        JsonObject json = new JsonObject()
                .put("device", presence.device().value())
                .put("kind", presence.kind())
                .put("state", presence.state().wire())
                .put("pending", presence.pending())
                .put("failed", presence.failed())
                .put("conflicts", presence.conflicts());
        DirectoryJson.putKnown(json, "dialect", presence.dialect());
        DirectoryJson.putKnown(json, "label", presence.label());
        DirectoryJson.putKnown(json, "group", presence.group());
        DirectoryJson.putInstant(json, "last_seen_at", presence.lastSeenAt());
        DirectoryJson.putInstant(json, "stream_since", presence.streamSince());
        return DirectoryJson.putKnown(json, "battery_pct", presence.batteryPct());
    }
}
