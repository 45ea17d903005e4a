package ghosthunter.hub.http;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.entity.CentreWriter;
import ghosthunter.hub.entity.ConflictDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;

/**
 * {@code GET /v1/conflicts}, the oldest first: those that wait for a person, with {@code state=all} all of them, with
 * {@code type} of one type; {@code GET /v1/conflicts/{id}} with both versions and the history;
 * {@code POST /v1/conflicts/{id}/resolve} with {@code {"use","version"}} or {@code {"data","version"}}.
 */
public final class ConflictsApi {
    private final ConflictDesk desk;
    private final CentreWriter writer;
    private final Answers answers;

    public ConflictsApi(ConflictDesk desk, CentreWriter writer, Answers answers) {
        this.desk = desk;
        this.writer = writer;
        this.answers = answers;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                answers.get("/v1/conflicts", this::page),
                answers.get("/v1/conflicts/:id", this::one),
                answers.post("/v1/conflicts/:id/resolve", this::resolve));
    }

    private void page(RoutingContext ctx) {
        answers.found(ctx, query -> page(query, query.limit()));
    }

    private Future<JsonObject> page(Query query, int limit) {
        return desk.page(
                        query.tenant(),
                        Boolean.TRUE.equals(query.name("state", ConflictsApi::isAll)),
                        query.name("type", writer::requireType),
                        query.name("after", ConflictsApi::id),
                        limit)
                .map(page -> Answers.page(
                        "conflicts",
                        page,
                        limit,
                        EntityJson::conflict,
                        conflict -> conflict.id().toString()));
    }

    private static boolean isAll(String state) {
        if (!List.of("pending", "all").contains(state)) {
            throw new IllegalArgumentException("pending or all");
        }
        return state.equals("all");
    }

    private void one(RoutingContext ctx) {
        answers.one(ctx, query -> desk.one(query.tenant(), idOf(query)), EntityJson::history, missing(ctx));
    }

    private void resolve(RoutingContext ctx) {
        answers.done(ctx, 200, query -> resolve(ctx, query.tenant(), idOf(query)));
    }

    private Future<JsonObject> resolve(RoutingContext ctx, TenantId tenant, UUID id) {
        String by = Access.by(ctx);
        return answers.document(ctx)
                .map(ConflictsApi::decision)
                .onSuccess(decision -> Access.note(ctx, "use", decision.use()))
                .compose(decision -> writer.resolve(tenant, id, decision, by))
                .compose(resolved -> desk.one(tenant, id))
                .map(found -> EntityJson.history(found.orElseThrow(() -> Answers.notFound(missing(ctx)))));
    }

    private static CentreWriter.Decision decision(SmallBody.Document body) {
        String use = body.fields().textOrNull("use");
        boolean own = body.fields().has("data");
        if (own == (use != null)
                || (use != null && !List.of("incoming", "current").contains(use))) {
            throw body.fields().broken("say either use, incoming or current, or data of your own");
        }
        return new CentreWriter.Decision(
                use == null ? "data" : use,
                own ? body.object("data") : null,
                body.fields().natural("version"));
    }

    private static UUID idOf(Query query) {
        return query.path("id", ConflictsApi::id);
    }

    private static UUID id(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException("must be the id of a conflict");
        }
        return UUID.fromString(text);
    }

    private static String missing(RoutingContext ctx) {
        return "there is no conflict " + ctx.pathParam("id");
    }
}
