package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.entity.Pickup;
import ghosthunter.hub.entity.PickupDesk;
import ghosthunter.hub.entity.PickupDesk.Wish;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code POST /v1/packages/{tracking_id}/codes} with {@code {"device"?, "renew"?}}: a new code, which is told here and never again;
 * {@code GET /v1/packages/{tracking_id}/pickup}: what became of the codes.
 */
public final class PickupsApi {
    private static final String TRACKING_ID = "tracking_id";

    private final PickupDesk desk;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public PickupsApi(PickupDesk desk, HttpLimits limits, ProblemResponder problems) {
        this.desk = desk;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.post("/v1/packages/:" + TRACKING_ID + "/codes", this::issue, problems),
                Routes.get("/v1/packages/:" + TRACKING_ID + "/pickup", this::one, problems));
    }

    private void issue(RoutingContext ctx) {
        TenantId tenant;
        try {
            tenant = new Query(ctx).tenant();
        } catch (RuntimeException e) {
            problems.answer(ctx, e);
            return;
        }
        SmallBody.json(ctx, limits)
                .map(body -> wish(tenant, ctx.pathParam(TRACKING_ID), body))
                .compose(desk::issue)
                .onSuccess(issued -> Access.note(ctx, "issued", issued.grant().issued()))
                .onSuccess(issued -> Handlers.json(
                        ctx.response(),
                        201,
                        json(issued).put("code", issued.grant().code())))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private static Wish wish(TenantId tenant, String trackingId, JsonFields body) {
        return new Wish(
                tenant,
                trackingId,
                body.valueOrNull("device", DeviceId::new),
                Boolean.TRUE.equals(body.flagOrNull("renew")),
                CommandsApi.DOOR);
    }

    private void one(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> desk.one(query.tenant(), ctx.pathParam(TRACKING_ID)))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .map(found -> found.orElseThrow(
                        () -> Problem.of(ProblemType.NOT_FOUND, "no code was made for " + ctx.pathParam(TRACKING_ID))
                                .exception()))
                .onSuccess(pickup -> Handlers.json(ctx.response(), 200, json(pickup)))
                .onFailure(failure -> problems.answer(ctx, failure));
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
        return DirectoryJson.putKnown(json, "reason", pickup.reason());
    }
}
