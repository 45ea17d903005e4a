package ghosthunter.hub.http;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.entity.CentreWriter;
import ghosthunter.hub.entity.ConflictDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * {@code GET /v1/conflicts}, the oldest first: those that wait for a person, with {@code state=all} all of them, with
 * {@code type} of one type; {@code GET /v1/conflicts/{id}} with both versions and the history;
 * {@code POST /v1/conflicts/{id}/resolve} with {@code {"use","version"}} or {@code {"data","version"}}.
 */
public final class ConflictsApi {
    private final ConflictDesk desk;
    private final CentreWriter writer;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public ConflictsApi(ConflictDesk desk, CentreWriter writer, HttpLimits limits, ProblemResponder problems) {
        this.desk = desk;
        this.writer = writer;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.get("/v1/conflicts", this::page, problems),
                Routes.get("/v1/conflicts/:id", this::one, problems),
                Routes.post("/v1/conflicts/:id/resolve", this::resolve, problems));
    }

    private void page(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> page(query, query.limit()))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .onSuccess(body -> Handlers.json(ctx.response(), 200, body))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private Future<JsonObject> page(Query query, int limit) {
        boolean all = Boolean.TRUE.equals(query.name("state", ConflictsApi::isAll));
        return desk.page(
                        query.tenant(),
                        all,
                        query.name("type", text -> text),
                        query.name("after", ConflictsApi::id),
                        limit)
                .map(page -> {
                    JsonObject body =
                            new JsonObject().put("conflicts", DirectoryJson.array(page, EntityJson::conflict));
                    return page.size() == limit
                            ? body.put("next", page.get(limit - 1).id().toString())
                            : body;
                });
    }

    private static boolean isAll(String state) {
        if (!List.of("pending", "all").contains(state)) {
            throw new IllegalArgumentException("pending or all");
        }
        return state.equals("all");
    }

    private void one(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> desk.one(query.tenant(), idOf(ctx)))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .map(found -> found.orElseThrow(() -> missing(ctx)))
                .onSuccess(history -> Handlers.json(ctx.response(), 200, EntityJson.history(history)))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private void resolve(RoutingContext ctx) {
        TenantId tenant;
        UUID id;
        try {
            tenant = new Query(ctx).tenant();
            id = idOf(ctx);
        } catch (RuntimeException e) {
            problems.answer(ctx, e);
            return;
        }
        String by = Access.by(ctx);
        SmallBody.document(ctx, limits)
                .map(ConflictsApi::decision)
                .onSuccess(decision -> Access.note(ctx, "use", decision.use()))
                .compose(decision -> writer.resolve(tenant, id, decision, by))
                .compose(resolved -> desk.one(tenant, id))
                .map(found -> found.orElseThrow(() -> missing(ctx)))
                .onSuccess(history -> Handlers.json(ctx.response(), 200, EntityJson.history(history)))
                .onFailure(failure -> problems.answer(ctx, failure));
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

    private static UUID idOf(RoutingContext ctx) {
        return Query.value("id", ctx.pathParam("id"), ConflictsApi::id);
    }

    private static UUID id(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException("must be the id of a conflict");
        }
        return UUID.fromString(text);
    }

    private static RuntimeException missing(RoutingContext ctx) {
        return Problem.of(ProblemType.NOT_FOUND, "there is no conflict " + ctx.pathParam("id"))
                .exception();
    }
}
