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
import java.util.function.BiPredicate;
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
    private final BiPredicate<String, CentreWriter.Op> kept;
    private final Answers answers;

    /** @param kept what a dialect alone writes, by rules of its own: a type, and how */
    public EntitiesApi(
            EntityDesk desk, CentreWriter writer, BiPredicate<String, CentreWriter.Op> kept, Answers answers) {
        this.kept = kept;
        this.desk = desk;
        this.writer = writer;
        this.answers = answers;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                answers.get("/v1/entities/:type", this::page),
                answers.methods(
                        "/v1/entities/:type/:key",
                        Map.of(
                                HttpMethod.GET, this::one,
                                HttpMethod.HEAD, this::one,
                                HttpMethod.PUT, ctx -> write(ctx, CentreWriter.Op.PUT, EntitiesApi::data),
                                HttpMethod.PATCH, ctx -> write(ctx, CentreWriter.Op.PATCH, EntitiesApi::data),
                                HttpMethod.DELETE, this::delete)),
                counter("add", CentreWriter.Op.ADD, "delta"),
                counter("set", CentreWriter.Op.SET, "count"),
                answers.get("/v1/entities/:type/:key/versions", this::versions));
    }

    /** {@code {"delta":n}} or {@code {"count":n}}, and perhaps a version. */
    private Routes counter(String word, CentreWriter.Op op, String member) {
        return answers.methods(
                "/v1/entities/:type/:key/" + word,
                Map.of(
                        HttpMethod.POST,
                        ctx -> write(
                                ctx,
                                op,
                                body -> new JsonObject()
                                        .put(member, body.fields().whole(member)))));
    }

    private static JsonObject data(SmallBody.Document body) {
        return body.object("data");
    }

    private void page(RoutingContext ctx) {
        answers.found(ctx, query -> page(query, type(ctx), query.limit()));
    }

    private Future<JsonObject> page(Query query, String type, int limit) {
        boolean alsoDeleted = Boolean.TRUE.equals(query.name("deleted", Query::flag));
        return desk.page(query.tenant(), type, query.name("after", text -> text), alsoDeleted, limit)
                .map(page -> Answers.page("entities", page, limit, EntityJson::entity, Stored.Entity::key));
    }

    private void one(RoutingContext ctx) {
        answers.one(
                ctx,
                query -> desk.one(query.tenant(), type(ctx), ctx.pathParam("key")),
                EntityJson::entity,
                "there is no " + ctx.pathParam("type") + " " + ctx.pathParam("key"));
    }

    private void versions(RoutingContext ctx) {
        answers.found(ctx, query -> versions(ctx, query, query.limit()));
    }

    private Future<JsonObject> versions(RoutingContext ctx, Query query, int limit) {
        return desk.versions(query.tenant(), type(ctx), ctx.pathParam("key"), query.before(), limit)
                .map(page -> Answers.page("versions", page, limit, EntityJson::version, Stored.Version::version));
    }

    /** {@code {"data":{…},"version":n}}; without a version it follows whatever is current. */
    private void write(RoutingContext ctx, CentreWriter.Op op, Function<SmallBody.Document, JsonObject> data) {
        answers.answer(ctx, query -> write(ctx, query.tenant(), op, data), stored -> answer(ctx, stored));
    }

    private Future<Stored.Entity> write(
            RoutingContext ctx, TenantId tenant, CentreWriter.Op op, Function<SmallBody.Document, JsonObject> data) {
        return answers.document(ctx)
                .compose(body -> writer.write(new CentreWriter.Write(
                        tenant,
                        writable(ctx, op),
                        ctx.pathParam("key"),
                        op,
                        data.apply(body),
                        body.fields().naturalOrNull("version"),
                        DOOR)));
    }

    private void delete(RoutingContext ctx) {
        answers.answer(ctx, query -> delete(ctx, query), stored -> answer(ctx, stored));
    }

    private Future<Stored.Entity> delete(RoutingContext ctx, Query query) {
        return writer.write(new CentreWriter.Write(
                query.tenant(),
                writable(ctx, CentreWriter.Op.DELETE),
                ctx.pathParam("key"),
                CentreWriter.Op.DELETE,
                new JsonObject(),
                query.name("version", Query::natural),
                DOOR));
    }

    private String writable(RoutingContext ctx, CentreWriter.Op op) {
        String type = type(ctx);
        if (kept.test(type, op)) {
            throw Problem.of(ProblemType.FORBIDDEN, "entities of " + type + " are written by their dialect alone")
                    .exception();
        }
        return type;
    }

    private static void answer(RoutingContext ctx, Stored.Entity stored) {
        Access.note(ctx, "version", stored.version());
        Handlers.json(ctx.response(), stored.version() == 1 ? 201 : 200, EntityJson.entity(stored));
    }

    private String type(RoutingContext ctx) {
        return writer.requireType(ctx.pathParam("type"));
    }
}
