package ghosthunter.hub.http;

import ghosthunter.hub.directory.Directory;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code GET /v1/packages/{tracking_id}} and its {@code /custody}. */
public final class PackagesApi {
    private static final String TRACKING_ID = "tracking_id";

    private final Directory directory;
    private final Answers answers;

    public PackagesApi(Directory directory, Answers answers) {
        this.directory = directory;
        this.answers = answers;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                answers.get("/v1/packages/:" + TRACKING_ID, this::row),
                answers.get("/v1/packages/:" + TRACKING_ID + "/custody", this::custody));
    }

    private void row(RoutingContext ctx) {
        one(ctx, query -> directory.packageOf(query.tenant(), ctx.pathParam(TRACKING_ID)), DirectoryJson::packageRow);
    }

    private void custody(RoutingContext ctx) {
        one(ctx, query -> directory.custody(query.tenant(), ctx.pathParam(TRACKING_ID)), CustodyJson::write);
    }

    private <T> void one(RoutingContext ctx, Function<Query, Future<Optional<T>>> look, Function<T, JsonObject> json) {
        answers.one(ctx, look, json, "nothing is recorded of package " + ctx.pathParam(TRACKING_ID));
    }
}
