package ghosthunter.hub.http;

import ghosthunter.hub.operator.Journal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code GET /v1/events}: the audit of what operators did, newest first; {@code before} goes on. */
public final class EventsApi {
    private final Journal journal;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public EventsApi(Journal journal, HttpLimits limits, ProblemResponder problems) {
        this.journal = journal;
        this.limits = limits;
        this.problems = problems;
    }

    /** The path. */
    public List<Routes> routes() {
        return List.of(Routes.get("/v1/events", this::page, problems));
    }

    private void page(RoutingContext ctx) {
        Query query = new Query(ctx);
        int limit = query.limit();
        journal.page(query.scope(), query.before(), limit)
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .onSuccess(events -> Handlers.json(ctx.response(), 200, page(events, limit)))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private static JsonObject page(List<Journal.Stored> events, int limit) {
        JsonArray items = new JsonArray();
        events.forEach(event -> items.add(OperatorJson.event(event)));
        JsonObject body = new JsonObject().put("events", items);
        return events.size() == limit ? body.put("next", events.get(limit - 1).id()) : body;
    }
}
