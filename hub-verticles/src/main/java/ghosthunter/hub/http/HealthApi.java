package ghosthunter.hub.http;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.directory.Directory;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code GET /healthz}: the process answers. {@code GET /readyz}: it can record; {@code 503} while the database does not
 * answer and while the node drains.
 */
public final class HealthApi {
    private final Directory directory;
    private final Gate gate;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public HealthApi(Directory directory, Gate gate, HttpLimits limits, ProblemResponder problems) {
        this.directory = directory;
        this.gate = gate;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.get("/healthz", HealthApi::alive, problems), Routes.get("/readyz", this::ready, problems));
    }

    private static void alive(RoutingContext ctx) {
        Handlers.json(ctx.response(), 200, new JsonObject().put("status", "up"));
    }

    private void ready(RoutingContext ctx) {
        if (gate.isClosed()) {
            problems.answer(ctx, unavailable("the hub is shutting down"));
            return;
        }
        directory
                .reachable()
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS)
                .otherwise(false)
                .onSuccess(reachable -> ready(ctx, reachable))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private void ready(RoutingContext ctx, boolean reachable) {
        if (reachable) {
            Handlers.json(ctx.response(), 200, new JsonObject().put("status", "ready"));
        } else {
            problems.answer(ctx, unavailable("the database does not answer"));
        }
    }

    private static RuntimeException unavailable(String detail) {
        return Problem.of(ProblemType.UNAVAILABLE, detail).exception();
    }
}
