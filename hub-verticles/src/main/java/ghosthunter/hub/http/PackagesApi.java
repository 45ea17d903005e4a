package ghosthunter.hub.http;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.directory.Directory;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code GET /v1/packages/{tracking_id}} and its {@code /custody}. */
public final class PackagesApi {
    private static final String TRACKING_ID = "tracking_id";

    private final Directory directory;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public PackagesApi(Directory directory, HttpLimits limits, ProblemResponder problems) {
        this.directory = directory;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.get("/v1/packages/:" + TRACKING_ID, this::row, problems),
                Routes.get("/v1/packages/:" + TRACKING_ID + "/custody", this::custody, problems));
    }

    private void row(RoutingContext ctx) {
        answer(
                ctx,
                Future.succeededFuture(new Query(ctx))
                        .compose(query -> directory.packageOf(query.tenant(), ctx.pathParam(TRACKING_ID)))
                        .map(row -> row.map(DirectoryJson::packageRow)));
    }

    private void custody(RoutingContext ctx) {
        answer(
                ctx,
                Future.succeededFuture(new Query(ctx))
                        .compose(query -> directory.custody(query.tenant(), ctx.pathParam(TRACKING_ID)))
                        .map(custody -> custody.map(CustodyJson::write)));
    }

    private void answer(RoutingContext ctx, Future<Optional<JsonObject>> found) {
        found.timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .map(body -> body.orElseThrow(() -> unknown(ctx.pathParam(TRACKING_ID))))
                .onSuccess(body -> Handlers.json(ctx.response(), 200, body))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private static ProblemException unknown(String trackingId) {
        return Problem.of(ProblemType.NOT_FOUND, "nothing is recorded of package " + trackingId)
                .exception();
    }
}
