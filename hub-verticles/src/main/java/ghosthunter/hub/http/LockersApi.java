package ghosthunter.hub.http;

import ghosthunter.hub.directory.Directory;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** {@code GET /v1/lockers}, page by page, and {@code GET /v1/lockers/{code}}. */
public final class LockersApi {
    /** How many lockers a page has when nobody asks for another number. */
    public static final int PAGE_DEFAULT = 100;

    private final Directory directory;
    private final Answers answers;

    public LockersApi(Directory directory, Answers answers) {
        this.directory = directory;
        this.answers = answers;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(answers.get("/v1/lockers", this::page), answers.get("/v1/lockers/:code", this::one));
    }

    private void page(RoutingContext ctx) {
        answers.found(ctx, query -> page(query, query.limit()));
    }

    private Future<JsonObject> page(Query query, int limit) {
        return directory
                .lockers(query.tenant(), query.after(), limit)
                .map(page -> Answers.page(
                        "lockers",
                        page,
                        limit,
                        DirectoryJson::summary,
                        locker -> locker.device().value()));
    }

    private void one(RoutingContext ctx) {
        answers.one(
                ctx,
                query -> directory.locker(query.device("code")),
                DirectoryJson::locker,
                "there is no locker " + ctx.pathParam("code"));
    }
}
