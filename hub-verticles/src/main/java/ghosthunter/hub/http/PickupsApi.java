package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.hub.entity.Pickup;
import ghosthunter.hub.entity.PickupDesk;
import ghosthunter.hub.entity.PickupDesk.Wish;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/**
 * {@code POST /v1/packages/{tracking_id}/codes} with {@code {"device"?, "renew"?}}: a new code, which is told here and never again;
 * {@code DELETE} there: all of them are void once the locker hears of it;
 * {@code GET /v1/packages/{tracking_id}/pickup}: what became of the codes.
 */
public final class PickupsApi {
    private static final String TRACKING_ID = "tracking_id";

    private final PickupDesk desk;
    private final Answers answers;

    public PickupsApi(PickupDesk desk, Answers answers) {
        this.desk = desk;
        this.answers = answers;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                answers.methods(
                        "/v1/packages/:" + TRACKING_ID + "/codes",
                        Map.of(HttpMethod.POST, this::issue, HttpMethod.DELETE, this::cancel)),
                answers.get("/v1/packages/:" + TRACKING_ID + "/pickup", this::one));
    }

    private void issue(RoutingContext ctx) {
        answers.done(ctx, 201, query -> issue(ctx, query.tenant()));
    }

    private Future<JsonObject> issue(RoutingContext ctx, TenantId tenant) {
        return answers.body(ctx)
                .map(body -> wish(tenant, ctx.pathParam(TRACKING_ID), body))
                .compose(desk::issue)
                .onSuccess(issued -> Access.note(ctx, "issued", issued.grant().issued()))
                .map(issued -> json(issued).put("code", issued.grant().code()));
    }

    private static Wish wish(TenantId tenant, String trackingId, JsonFields body) {
        return new Wish(
                tenant,
                trackingId,
                body.valueOrNull("device", DeviceId::new),
                Boolean.TRUE.equals(body.flagOrNull("renew")),
                CommandsApi.DOOR);
    }

    private void cancel(RoutingContext ctx) {
        answers.done(
                ctx,
                200,
                query -> desk.cancel(query.tenant(), ctx.pathParam(TRACKING_ID), Access.by(ctx), CommandsApi.DOOR)
                        .map(PickupsApi::json));
    }

    private void one(RoutingContext ctx) {
        answers.one(
                ctx,
                query -> desk.one(query.tenant(), ctx.pathParam(TRACKING_ID)),
                PickupsApi::json,
                "no code was made for " + ctx.pathParam(TRACKING_ID));
    }

    /** Without the secret. */
    private static JsonObject json(Pickup pickup) {
        JsonObject json = new JsonObject()
                .put("tracking_id", pickup.trackingId())
                .put("device", pickup.grant().device().value())
                .put("issued", pickup.grant().issued())
                .put("used", pickup.used())
                .put("refused", pickup.refused())
                .put("state", pickup.state().wire())
                .put("updated_at", pickup.updatedAt().toString());
        DirectoryJson.putKnown(json, "door", pickup.door());
        DirectoryJson.putKnown(json, "cancelled_by", pickup.cancelledBy());
        return DirectoryJson.putKnown(json, "reason", pickup.reason());
    }
}
