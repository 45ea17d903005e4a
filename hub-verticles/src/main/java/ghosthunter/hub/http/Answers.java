package ghosthunter.hub.http;

import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How the paths below {@code /v1} answer: what a handler finds or has done is written, and what it fails with, or throws, becomes
 * the problem. A question to the database ends when {@link HttpLimits#lookupWaitMs} is over; a write does not, for nobody could say
 * whether it was done.
 */
public final class Answers {
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public Answers(HttpLimits limits, ProblemResponder problems) {
        this.limits = limits;
        this.problems = problems;
    }

    Routes get(String path, Handler<RoutingContext> handler) {
        return Routes.get(path, handler, problems);
    }

    Routes post(String path, Handler<RoutingContext> handler) {
        return Routes.post(path, handler, problems);
    }

    Routes methods(String path, Map<HttpMethod, Handler<RoutingContext>> handlers) {
        return Routes.methods(path, handlers, problems);
    }

    /** {@code 200} with what is found in time. */
    void found(RoutingContext ctx, Function<Query, Future<JsonObject>> look) {
        done(ctx, 200, query -> inTime(look.apply(query)));
    }

    /**
     * {@code 200} with the one that is found in time, else {@code 404}.
     *
     * @param missing says that there is none
     */
    <T> void one(
            RoutingContext ctx,
            Function<Query, Future<Optional<T>>> look,
            Function<T, JsonObject> json,
            String missing) {
        found(ctx, query -> look.apply(query).map(found -> json.apply(found.orElseThrow(() -> notFound(missing)))));
    }

    /** The status with what there is to say of what was done. */
    void done(RoutingContext ctx, int status, Function<Query, Future<JsonObject>> act) {
        answer(ctx, act, body -> Handlers.json(ctx.response(), status, body));
    }

    /** {@code 204} when it was done. */
    <T> void done(RoutingContext ctx, Function<Query, Future<T>> act) {
        answer(ctx, act, done -> Handlers.empty(ctx.response()));
    }

    /** What {@code write} makes of what was done. */
    <T> void answer(RoutingContext ctx, Function<Query, Future<T>> act, Consumer<T> write) {
        Future<T> result;
        try {
            result = act.apply(new Query(ctx));
        } catch (RuntimeException e) {
            problems.answer(ctx, e);
            return;
        }
        result.onSuccess(write::accept).onFailure(failure -> problems.answer(ctx, failure));
    }

    <T> Future<T> inTime(Future<T> lookup) {
        return lookup.timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS);
    }

    /** As {@link SmallBody#json}. */
    Future<JsonFields> body(RoutingContext ctx) {
        return SmallBody.json(ctx, limits);
    }

    /** As {@link SmallBody#document}. */
    Future<SmallBody.Document> document(RoutingContext ctx) {
        return SmallBody.document(ctx, limits);
    }

    /**
     * A page. A full one says where the {@code next} one goes on; that one may turn out to be empty.
     *
     * @param name of the member that has the items
     * @param json of an item
     * @param next where the page behind this item goes on
     */
    static <T> JsonObject page(
            String name, List<T> items, int limit, Function<T, JsonObject> json, Function<T, Object> next) {
        return page(new JsonObject().put(name, DirectoryJson.array(items, json)), items, limit, next);
    }

    /** The same, to a body that has its items already. */
    static <T> JsonObject page(JsonObject body, List<T> items, int limit, Function<T, Object> next) {
        return items.size() == limit ? body.put("next", next.apply(items.get(limit - 1))) : body;
    }

    static RuntimeException notFound(String detail) {
        return Problem.of(ProblemType.NOT_FOUND, detail).exception();
    }
}
