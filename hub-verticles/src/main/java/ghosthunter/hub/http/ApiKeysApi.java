package ghosthunter.hub.http;

import ghosthunter.codecs.json.JsonFields;
import ghosthunter.hub.operator.ApiKeyRow;
import ghosthunter.hub.operator.ApiKeys;
import ghosthunter.hub.operator.Scope;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code /v1/api-keys}: lists, makes; {@code DELETE /v1/api-keys/{id}} revokes. A key is shown in the answer that makes it. */
public final class ApiKeysApi {
    private static final long LIFE_S_MAX = Duration.ofDays(3_660).toSeconds();

    private final ApiKeys keys;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public ApiKeysApi(ApiKeys keys, HttpLimits limits, ProblemResponder problems) {
        this.keys = keys;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.methods(
                        "/v1/api-keys", Map.of(HttpMethod.GET, this::list, HttpMethod.POST, this::add), problems),
                Routes.methods("/v1/api-keys/:id", Map.of(HttpMethod.DELETE, this::revoke), problems));
    }

    private void list(RoutingContext ctx) {
        answer(
                ctx,
                keys.list(new Query(ctx).scope()).timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS),
                rows -> Handlers.json(ctx.response(), 200, list(rows)));
    }

    private static JsonObject list(List<ApiKeyRow> rows) {
        JsonArray items = new JsonArray();
        rows.forEach(row -> items.add(OperatorJson.apiKey(row)));
        return new JsonObject().put("api_keys", items);
    }

    /** What is to be made. */
    private record Asked(String name, Scope scope, @Nullable Duration life) {
        static Asked of(RoutingContext ctx, JsonFields body) {
            Long lifeS = body.naturalOrNull("life_s");
            if (lifeS != null && (lifeS < 1 || lifeS > LIFE_S_MAX)) {
                throw body.broken("life_s must be 1 to " + LIFE_S_MAX);
            }
            Asked asked = new Asked(
                    body.text("name"),
                    OperatorsApi.scopeAsked(ctx, body),
                    lifeS == null ? null : Duration.ofSeconds(lifeS));
            Access.note(ctx, "name", asked.name());
            Access.note(ctx, "scope", OperatorJson.scope(new JsonObject(), asked.scope()));
            return asked;
        }
    }

    private void add(RoutingContext ctx) {
        answer(
                ctx,
                SmallBody.json(ctx, limits)
                        .map(body -> Asked.of(ctx, body))
                        .compose(asked -> keys.add(Access.actor(ctx), asked.name(), asked.scope(), asked.life())
                                .map(made -> json(asked, made))),
                body -> made(ctx, body));
    }

    private static JsonObject json(Asked asked, ApiKeys.Made made) {
        JsonObject json = new JsonObject().put("id", made.id().toString()).put("name", asked.name());
        return OperatorJson.scope(json, asked.scope()).put("key", made.key().text());
    }

    private static void made(RoutingContext ctx, JsonObject body) {
        Access.note(ctx, "id", body.getString("id"));
        ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Handlers.json(ctx.response(), 201, body);
    }

    private void revoke(RoutingContext ctx) {
        UUID id = Query.value("id", ctx.pathParam("id"), UUID::fromString);
        answer(ctx, keys.revoke(Access.actor(ctx), id), done -> Handlers.empty(ctx.response()));
    }

    private <T> void answer(RoutingContext ctx, Future<T> result, Consumer<T> write) {
        result.onSuccess(write::accept).onFailure(failure -> problems.answer(ctx, failure));
    }
}
