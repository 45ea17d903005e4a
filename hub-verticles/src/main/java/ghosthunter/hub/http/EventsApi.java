package ghosthunter.hub.http;

import ghosthunter.hub.operator.Journal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code GET /v1/events}: the audit of what operators did, newest first; {@code before} goes on. */
public final class EventsApi {
    private final Journal journal;
    private final Answers answers;

    public EventsApi(Journal journal, Answers answers) {
        this.journal = journal;
        this.answers = answers;
    }

    /** The path. */
    public List<Routes> routes() {
        return List.of(answers.get("/v1/events", this::page));
    }

    private void page(RoutingContext ctx) {
        answers.found(ctx, query -> page(query, query.limit()));
    }

    private Future<JsonObject> page(Query query, int limit) {
        return journal.page(query.scope(), query.before(), limit)
                .map(page -> Answers.page("events", page, limit, OperatorJson::event, Journal.Stored::id));
    }
}
