package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.entity.GroupDesk;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code GET /v1/groups/{name}/devices}, page by page; {@code GET}, {@code PUT} and {@code DELETE} on
 * {@code /v1/groups/{name}/devices/{device}}. A group is there while a device is in it.
 */
public final class GroupsApi {
    private final GroupDesk desk;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public GroupsApi(GroupDesk desk, HttpLimits limits, ProblemResponder problems) {
        this.desk = desk;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.get("/v1/groups/:name/devices", this::page, problems),
                Routes.methods(
                        "/v1/groups/:name/devices/:device",
                        Map.of(
                                HttpMethod.GET, this::has,
                                HttpMethod.HEAD, this::has,
                                HttpMethod.PUT, this::add,
                                HttpMethod.DELETE, this::remove),
                        problems));
    }

    private void page(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> page(query, group(ctx), query.limit()))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .onSuccess(body -> Handlers.json(ctx.response(), 200, body))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private Future<JsonObject> page(Query query, DeviceId group, int limit) {
        return desk.devices(query.tenant(), group, query.after(), limit).map(devices -> {
            JsonObject body = new JsonObject().put("group", group.value()).put("devices", new JsonArray(devices));
            return devices.size() == limit ? body.put("next", devices.get(limit - 1)) : body;
        });
    }

    private void has(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> desk.has(device(ctx, query), group(ctx)))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .map(isIn -> requireIn(ctx, isIn))
                .onSuccess(body -> Handlers.json(ctx.response(), 200, body))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private void add(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> desk.add(device(ctx, query), group(ctx)))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .map(added -> requireIn(ctx, true))
                .onSuccess(body -> Handlers.json(ctx.response(), 200, body))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private void remove(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> desk.remove(device(ctx, query), group(ctx)))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .map(wasIn -> requireIn(ctx, wasIn))
                .onSuccess(removed -> Handlers.empty(ctx.response()))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private static JsonObject requireIn(RoutingContext ctx, boolean isIn) {
        if (!isIn) {
            throw Problem.of(
                            ProblemType.NOT_FOUND,
                            "device " + ctx.pathParam("device") + " is not in group " + ctx.pathParam("name"))
                    .exception();
        }
        return new JsonObject().put("group", ctx.pathParam("name")).put("device", ctx.pathParam("device"));
    }

    private static DeviceId group(RoutingContext ctx) {
        return Query.device("name", ctx.pathParam("name"));
    }

    private static DeviceRef device(RoutingContext ctx, Query query) {
        return new DeviceRef(query.tenant(), Query.device("device", ctx.pathParam("device")));
    }
}
