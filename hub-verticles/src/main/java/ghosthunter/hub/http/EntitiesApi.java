package ghosthunter.hub.http;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.entity.CentreWriter;
import ghosthunter.hub.entity.EntityDesk;
import ghosthunter.hub.entity.Stored;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * {@code GET /v1/entities/{type}} by key, page by page, with {@code deleted=true} also tombstones; {@code GET}, {@code PUT},
 * {@code PATCH} and {@code DELETE} on {@code /v1/entities/{type}/{key}}; {@code GET …/versions}, the newest first. A write may
 * name the {@code version} that it follows.
 */
public final class EntitiesApi {
    /** The word for this door in the evidence. */
    private static final String DOOR = "api";

    private final EntityDesk desk;
    private final CentreWriter writer;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public EntitiesApi(EntityDesk desk, CentreWriter writer, HttpLimits limits, ProblemResponder problems) {
        this.desk = desk;
        this.writer = writer;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.get("/v1/entities/:type", this::page, problems),
                Routes.methods(
                        "/v1/entities/:type/:key",
                        Map.of(
                                HttpMethod.GET, this::one,
                                HttpMethod.HEAD, this::one,
                                HttpMethod.PUT, ctx -> write(ctx, CentreWriter.Op.PUT, EntitiesApi::data),
                                HttpMethod.PATCH, ctx -> write(ctx, CentreWriter.Op.PATCH, EntitiesApi::data),
                                HttpMethod.DELETE, this::delete),
                        problems),
                counter("add", CentreWriter.Op.ADD, "delta"),
                counter("set", CentreWriter.Op.SET, "count"),
                Routes.get("/v1/entities/:type/:key/versions", this::versions, problems));
    }

    /** {@code {"delta":n}} or {@code {"count":n}}, and perhaps a version. */
    private Routes counter(String word, CentreWriter.Op op, String member) {
        return Routes.methods(
                "/v1/entities/:type/:key/" + word,
                Map.of(
                        HttpMethod.POST,
                        ctx -> write(
                                ctx,
                                op,
                                body -> new JsonObject()
                                        .put(member, body.fields().whole(member)))),
                problems);
    }

    private static JsonObject data(SmallBody.Document body) {
        return body.object("data");
    }

    private void page(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> page(query, type(ctx), query.limit()))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .onSuccess(body -> Handlers.json(ctx.response(), 200, body))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private Future<JsonObject> page(Query query, String type, int limit) {
        boolean alsoDeleted = Boolean.TRUE.equals(query.name("deleted", Query::flag));
        return desk.page(query.tenant(), type, query.name("after", text -> text), alsoDeleted, limit)
                .map(page -> {
                    JsonObject body = new JsonObject().put("entities", DirectoryJson.array(page, EntityJson::entity));
                    return page.size() == limit
                            ? body.put("next", page.get(limit - 1).key())
                            : body;
                });
    }

    private void one(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> desk.one(query.tenant(), type(ctx), ctx.pathParam("key")))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .map(found -> found.orElseThrow(() -> missing(ctx)))
                .onSuccess(entity -> Handlers.json(ctx.response(), 200, EntityJson.entity(entity)))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private void versions(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> versions(ctx, query, query.limit()))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .onSuccess(body -> Handlers.json(ctx.response(), 200, body))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private Future<JsonObject> versions(RoutingContext ctx, Query query, int limit) {
        return desk.versions(query.tenant(), type(ctx), ctx.pathParam("key"), query.before(), limit)
                .map(page -> {
                    JsonObject body = new JsonObject().put("versions", DirectoryJson.array(page, EntityJson::version));
                    return page.size() == limit
                            ? body.put("next", page.get(limit - 1).version())
                            : body;
                });
    }

    /** {@code {"data":{…},"version":n}}; without a version it follows whatever is current. */
    private void write(RoutingContext ctx, CentreWriter.Op op, Function<SmallBody.Document, JsonObject> data) {
        TenantId tenant;
        try {
            tenant = new Query(ctx).tenant();
        } catch (RuntimeException e) {
            problems.answer(ctx, e);
            return;
        }
        SmallBody.document(ctx, limits)
                .compose(body -> writer.write(new CentreWriter.Write(
                        tenant,
                        type(ctx),
                        ctx.pathParam("key"),
                        op,
                        data.apply(body),
                        body.fields().naturalOrNull("version"),
                        DOOR)))
                .onSuccess(stored -> answer(ctx, stored))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private void delete(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> writer.write(new CentreWriter.Write(
                        query.tenant(),
                        type(ctx),
                        ctx.pathParam("key"),
                        CentreWriter.Op.DELETE,
                        new JsonObject(),
                        query.name("version", Query::natural),
                        DOOR)))
                .onSuccess(stored -> answer(ctx, stored))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private static void answer(RoutingContext ctx, Stored.Entity stored) {
        Access.note(ctx, "version", stored.version());
        Handlers.json(ctx.response(), stored.version() == 1 ? 201 : 200, EntityJson.entity(stored));
    }

    private String type(RoutingContext ctx) {
        return writer.requireType(ctx.pathParam("type"));
    }

    private static RuntimeException missing(RoutingContext ctx) {
        return Problem.of(ProblemType.NOT_FOUND, "there is no " + ctx.pathParam("type") + " " + ctx.pathParam("key"))
                .exception();
    }
}
