package ghosthunter.hub.http;

import ghosthunter.hub.metrics.HubMetrics;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** {@code GET /metrics} in the text form of Prometheus, and the measuring of every request. */
public final class MetricsApi {
    private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OTHER = "other";

    /** A client may invent methods; a label must not. */
    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS);

    private final HubMetrics metrics;
    private final LongSupplier nanoTime;
    private final ProblemResponder problems;

    /** @param nanoTime a clock that only measures distances, nanoseconds */
    public MetricsApi(HubMetrics metrics, LongSupplier nanoTime, ProblemResponder problems) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.problems = problems;
    }

    /** The measuring, which must be the first of all routes, and the path. */
    public List<Routes> routes() {
        return List.of(this::measure, Routes.get("/metrics", this::scrape, problems));
    }

    private void measure(Router router) {
        router.route().handler(ctx -> {
            long start = nanoTime.getAsLong();
            ctx.addEndHandler(ended -> answered(ctx, start));
            ctx.next();
        });
    }

    private void answered(RoutingContext ctx, long start) {
        String path = ctx.currentRoute() == null ? null : ctx.currentRoute().getPath();
        metrics.answered(
                METHODS.contains(ctx.request().method())
                        ? ctx.request().method().name()
                        : OTHER,
                path == null ? OTHER : path,
                ctx.response().getStatusCode(),
                nanoTime.getAsLong() - start);
    }

    private void scrape(RoutingContext ctx) {
        ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        Handlers.end(ctx.response(), Buffer.buffer(metrics.scrape()));
    }
}
