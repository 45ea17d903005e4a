package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.finding.Finding;
import ghosthunter.hub.finding.FindingDesk;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * {@code GET /v1/findings}, newest first: open ones, with {@code state=all} closed ones too, with {@code device} of one locker;
 * {@code before} goes on. {@code POST /v1/findings/{id}/close} with {@code {"reason"}}.
 */
public final class FindingsApi {
    private final FindingDesk desk;
    private final Answers answers;

    public FindingsApi(FindingDesk desk, Answers answers) {
        this.desk = desk;
        this.answers = answers;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(answers.get("/v1/findings", this::page), answers.post("/v1/findings/:id/close", this::close));
    }

    private void page(RoutingContext ctx) {
        answers.found(ctx, query -> page(query, query.limit()));
    }

    private Future<JsonObject> page(Query query, int limit) {
        return desk.page(
                        query.tenant(),
                        query.name("device", DeviceId::new),
                        Boolean.TRUE.equals(query.name("state", FindingsApi::isAll)),
                        query.before(),
                        limit)
                .map(page -> Answers.page("findings", page, limit, FindingsApi::json, Finding::id));
    }

    private static boolean isAll(String state) {
        if (!List.of("open", "all").contains(state)) {
            throw new IllegalArgumentException("open or all");
        }
        return state.equals("all");
    }

    private void close(RoutingContext ctx) {
        answers.done(ctx, 200, query -> close(ctx, query.tenant(), query.path("id", FindingsApi::id)));
    }

    private Future<JsonObject> close(RoutingContext ctx, TenantId tenant, long id) {
        return answers.body(ctx)
                .map(body -> body.text("reason"))
                .onSuccess(reason -> Access.note(ctx, "reason", reason))
                .compose(reason -> desk.close(tenant, id, Access.actor(ctx), reason))
                .map(FindingsApi::json);
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
