package ghosthunter.hub.http;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.finding.Finding;
import ghosthunter.hub.finding.FindingDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code GET /v1/findings}, newest first: open ones, with {@code state=all} closed ones too, with {@code device} of one locker;
 * {@code before} goes on. {@code POST /v1/findings/{id}/close} with {@code {"reason"}}.
 */
public final class FindingsApi {
    private final FindingDesk desk;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public FindingsApi(FindingDesk desk, HttpLimits limits, ProblemResponder problems) {
        this.desk = desk;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.get("/v1/findings", this::page, problems),
                Routes.post("/v1/findings/:id/close", this::close, problems));
    }

    private void page(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> page(query, query.limit()))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .onSuccess(body -> Handlers.json(ctx.response(), 200, body))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private Future<JsonObject> page(Query query, int limit) {
        boolean alsoClosed = Boolean.TRUE.equals(query.name("state", FindingsApi::isAll));
        return desk.page(
                        query.tenant(),
                        query.name("device", text -> Query.device("device", text)),
                        alsoClosed,
                        query.before(),
                        limit)
                .map(findings -> pageJson(findings, limit));
    }

    private static boolean isAll(String state) {
        if (!List.of("open", "all").contains(state)) {
            throw new IllegalArgumentException("open or all");
        }
        return state.equals("all");
    }

    private static JsonObject pageJson(List<Finding> findings, int limit) {
        JsonObject body = new JsonObject().put("findings", DirectoryJson.array(findings, FindingsApi::json));
        return findings.size() == limit
                ? body.put("next", findings.get(limit - 1).id())
                : body;
    }

    private void close(RoutingContext ctx) {
        TenantId tenant;
        long id;
        try {
            tenant = new Query(ctx).tenant();
            id = Query.value("id", ctx.pathParam("id"), FindingsApi::id);
        } catch (RuntimeException e) {
            problems.answer(ctx, e);
            return;
        }
        SmallBody.json(ctx, limits)
                .map(body -> body.text("reason"))
                .onSuccess(reason -> Access.note(ctx, "reason", reason))
                .compose(reason -> desk.close(tenant, id, Access.actor(ctx), reason))
                .onSuccess(closed -> Handlers.json(ctx.response(), 200, json(closed)))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private static long id(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("must be the number of a finding");
        }
        return Long.parseLong(text);
    }

    private static JsonObject json(Finding finding) {
        JsonObject json = new JsonObject()
                .put("id", finding.id())
                .put("device", finding.device())
                .put("kind", finding.kind())
                .put("subject", finding.subject())
                .put("detail", finding.detail())
                .put("count", finding.count())
                .put("first_at", finding.firstAt().toString())
                .put("last_at", finding.lastAt().toString());
        Finding.Closed closed = finding.closed();
        if (closed != null) {
            DirectoryJson.putInstant(json, "closed_at", closed.at());
            DirectoryJson.putKnown(json, "closed_by", closed.by());
            DirectoryJson.putKnown(json, "closed_because", closed.because());
        }
        return json;
    }
}
