package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.directory.LockerSummary;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/lockers}, page by page, and {@code GET /v1/lockers/{code}}. */
public final class LockersApi {
    /** How many lockers a page has when nobody asks for another number. */
    public static final int PAGE_DEFAULT = 100;

    private final Directory directory;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public LockersApi(Directory directory, HttpLimits limits, ProblemResponder problems) {
        this.directory = directory;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.get("/v1/lockers", this::page, problems), Routes.get("/v1/lockers/:code", this::one, problems));
    }

    private void page(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .compose(query -> page(query.tenant(), query.after(), query.limit()))
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .onSuccess(body -> Handlers.json(ctx.response(), 200, body))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    /** A full page names the code after which the next one goes on; that one may turn out to be empty. */
    private Future<JsonObject> page(TenantId tenant, @Nullable DeviceId after, int limit) {
        return directory.lockers(tenant, after, limit).map(lockers -> pageJson(lockers, limit));
    }

    private static JsonObject pageJson(List<LockerSummary> lockers, int limit) {
        JsonArray items = new JsonArray();
        lockers.forEach(locker -> items.add(DirectoryJson.summary(locker)));
        JsonObject body = new JsonObject().put("lockers", items);
        if (lockers.size() == limit) {
            body.put("next", lockers.get(limit - 1).device().value());
        }
        return body;
    }

    private void one(RoutingContext ctx) {
        Future.succeededFuture(new Query(ctx))
                .map(query -> new DeviceRef(query.tenant(), Query.device("code", ctx.pathParam("code"))))
                .compose(directory::locker)
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .map(locker -> locker.map(DirectoryJson::locker)
                        .orElseThrow(
                                () -> Problem.of(ProblemType.NOT_FOUND, "there is no locker " + ctx.pathParam("code"))
                                        .exception()))
                .onSuccess(body -> Handlers.json(ctx.response(), 200, body))
                .onFailure(failure -> problems.answer(ctx, failure));
    }
}
