package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.hub.entity.GroupDesk;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /v1/groups/{name}/devices}, page by page; {@code GET}, {@code PUT} and {@code DELETE} on
 * {@code /v1/groups/{name}/devices/{device}}. A group is there while a device is in it.
 */
public final class GroupsApi {
    private final GroupDesk desk;
    private final Answers answers;

    public GroupsApi(GroupDesk desk, Answers answers) {
        this.desk = desk;
        this.answers = answers;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                answers.get("/v1/groups/:name/devices", this::page),
                answers.methods(
                        "/v1/groups/:name/devices/:device",
                        Map.of(
                                HttpMethod.GET, this::has,
                                HttpMethod.HEAD, this::has,
                                HttpMethod.PUT, this::add,
                                HttpMethod.DELETE, this::remove)));
    }

    private void page(RoutingContext ctx) {
        answers.found(ctx, query -> page(query, group(query), query.limit()));
    }

    private Future<JsonObject> page(Query query, DeviceId group, int limit) {
        return desk.devices(query.tenant(), group, query.after(), limit)
                .map(devices -> Answers.page(
                        new JsonObject().put("group", group.value()).put("devices", new JsonArray(devices)),
                        devices,
                        limit,
                        device -> device));
    }

    private void has(RoutingContext ctx) {
        answers.found(
                ctx, query -> desk.has(query.device("device"), group(query)).map(isIn -> requireIn(ctx, isIn)));
    }

    private void add(RoutingContext ctx) {
        answers.found(
                ctx, query -> desk.add(query.device("device"), group(query)).map(added -> requireIn(ctx, true)));
    }

    private void remove(RoutingContext ctx) {
        answers.done(
                ctx,
                query -> answers.inTime(desk.remove(query.device("device"), group(query)))
                        .map(wasIn -> requireIn(ctx, wasIn)));
    }

    private static JsonObject requireIn(RoutingContext ctx, boolean isIn) {
        if (!isIn) {
            throw Answers.notFound("device " + ctx.pathParam("device") + " is not in group " + ctx.pathParam("name"));
        }
        return new JsonObject().put("group", ctx.pathParam("name")).put("device", ctx.pathParam("device"));
    }

    private static DeviceId group(Query query) {
        return query.path("name", DeviceId::new);
    }
}
