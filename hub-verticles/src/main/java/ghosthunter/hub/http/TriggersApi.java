package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.realtime.TriggerDesk;
import ghosthunter.hub.realtime.TriggerDesk.Target;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code POST /v1/triggers} with {@code {"device"}}, {@code {"group"}} or {@code {"all": true}}: calls devices. {@code 202}: it is
 * told to all nodes; {@code devices} says how many are meant.
 */
public final class TriggersApi {
    private static final int ACCEPTED = 202;

    private final TriggerDesk desk;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public TriggersApi(TriggerDesk desk, HttpLimits limits, ProblemResponder problems) {
        this.desk = desk;
        this.limits = limits;
        this.problems = problems;
    }

    /** The path. */
    public Routes route() {
        return Routes.post("/v1/triggers", this::call, problems);
    }

    private void call(RoutingContext ctx) {
        TenantId tenant;
        try {
            tenant = new Query(ctx).tenant();
        } catch (RuntimeException e) {
            problems.answer(ctx, e);
            return;
        }
        SmallBody.json(ctx, limits)
                .map(TriggersApi::target)
                .onSuccess(target -> note(ctx, target))
                .compose(target -> desk.call(tenant, target))
                .onSuccess(devices -> Handlers.json(ctx.response(), ACCEPTED, new JsonObject().put("devices", devices)))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private static Target target(JsonFields body) {
        boolean all = Boolean.TRUE.equals(body.flagOrNull("all"));
        DeviceId device = body.valueOrNull("device", DeviceId::new);
        String group = body.textOrNull("group");
        int named = (all ? 1 : 0) + (device == null ? 0 : 1) + (group == null ? 0 : 1);
        if (named != 1) {
            throw Problem.of(ProblemType.INVALID_REQUEST, "name one of device, group and all")
                    .exception();
        }
        return Query.value("group", group == null ? "" : group, name -> new Target(device, group));
    }

    private static void note(RoutingContext ctx, Target target) {
        Access.note(ctx, "device", String.valueOf(target.device()));
        Access.note(ctx, "group", String.valueOf(target.group()));
    }
}
