package ghosthunter.hub.http;

import ghosthunter.codecs.json.JsonFields;
import ghosthunter.hub.operator.ApiKeys;
import ghosthunter.hub.operator.Scope;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/api-keys}: lists, makes; {@code DELETE /v1/api-keys/{id}} revokes. A key is shown in the answer that makes it. */
public final class ApiKeysApi {
    private static final long LIFE_S_MAX = Duration.ofDays(3_660).toSeconds();

    private final ApiKeys keys;
    private final Answers answers;

    public ApiKeysApi(ApiKeys keys, Answers answers) {
        this.keys = keys;
        this.answers = answers;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                answers.methods("/v1/api-keys", Map.of(HttpMethod.GET, this::list, HttpMethod.POST, this::add)),
                answers.methods("/v1/api-keys/:id", Map.of(HttpMethod.DELETE, this::revoke)));
    }

    private void list(RoutingContext ctx) {
        answers.found(
                ctx,
                query -> keys.list(query.scope())
                        .map(rows ->
                                new JsonObject().put("api_keys", DirectoryJson.array(rows, OperatorJson::apiKey))));
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
        answers.answer(
                ctx,
                query -> answers.body(ctx)
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
        answers.done(ctx, query -> keys.revoke(Access.actor(ctx), query.path("id", UUID::fromString)));
    }
}
