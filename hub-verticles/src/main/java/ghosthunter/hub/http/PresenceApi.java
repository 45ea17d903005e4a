package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.realtime.Presence;
import ghosthunter.hub.realtime.PresenceDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code GET /v1/presence}, page by page, with {@code state} of one state, and {@code GET /v1/presence/{device}}. */
public final class PresenceApi {
    private final PresenceDesk desk;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public PresenceApi(PresenceDesk desk, HttpLimits limits, ProblemResponder problems) {
        this.desk = desk;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.get("/v1/presence", this::page, problems),
                Routes.get("/v1/presence/:device", this::one, problems));
    }

    private void page(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> page(query, query.limit()))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .onSuccess(body -> Handlers.json(ctx.response(), 200, body))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private Future<JsonObject> page(Query query, int limit) {
        return desk.page(query.tenant(), query.name("state", Presence.State::ofWire), query.after(), limit)
                .map(devices -> pageJson(devices, limit));
    }

    private static JsonObject pageJson(List<Presence> devices, int limit) {
        JsonObject body = new JsonObject().put("devices", DirectoryJson.array(devices, PresenceApi::json));
        return devices.size() == limit
                ? body.put("next", devices.get(limit - 1).device().value())
                : body;
    }

    private void one(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .map(query -> new DeviceRef(query.tenant(), Query.device("device", ctx.pathParam("device"))))
                .compose(desk::one)
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .map(found -> found.map(PresenceApi::json)
                        .orElseThrow(
                                () -> Problem.of(ProblemType.NOT_FOUND, "there is no device " + ctx.pathParam("device"))
                                        .exception()))
                .onSuccess(body -> Handlers.json(ctx.response(), 200, body))
                .onFailure(failure -> problems.answer(ctx, failure));
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
