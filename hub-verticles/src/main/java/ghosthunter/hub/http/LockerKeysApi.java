package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.directory.KeyRing;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does to the keys of a locker: {@code POST /v1/lockers/{code}/revoke} with {@code {"kid"?}}, and
 * {@code POST /v1/lockers/{code}/admit} with {@code {"kid"?, "ttl_s"}}.
 */
public final class LockerKeysApi {
    /** The longest time that a key which is shut out is admitted for, seconds. */
    public static final long ADMIT_S_MAX = 7 * 86_400;

    private final KeyRing keys;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public LockerKeysApi(KeyRing keys, HttpLimits limits, ProblemResponder problems) {
        this.keys = keys;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.post("/v1/lockers/:code/revoke", this::revoke, problems),
                Routes.post("/v1/lockers/:code/admit", this::admit, problems));
    }

    private interface Change {
        Future<List<String>> apply(DeviceRef device, @Nullable String kid, JsonFields body);
    }

    private void revoke(RoutingContext ctx) {
        handle(ctx, "revoked", (device, kid, body) -> keys.revoke(device, kid));
    }

    private void admit(RoutingContext ctx) {
        handle(
                ctx,
                "admitted",
                (device, kid, body) -> keys.admit(device, kid, Duration.ofSeconds(body.natural("ttl_s", ADMIT_S_MAX))));
    }

    private void handle(RoutingContext ctx, String done, Change change) {
        DeviceRef device;
        try {
            device = new DeviceRef(new Query(ctx).tenant(), Query.device("code", ctx.pathParam("code")));
        } catch (RuntimeException e) {
            problems.answer(ctx, e);
            return;
        }
        SmallBody.json(ctx, limits)
                .compose(body -> change.apply(device, kid(body), body))
                .onSuccess(kids -> Handlers.json(ctx.response(), 200, new JsonObject().put(done, new JsonArray(kids))))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private static @Nullable String kid(JsonFields body) {
        try {
            return body.has("kid") ? Hash.parse(body.text("kid")).toString() : null;
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemType.INVALID_REQUEST, "kid: " + e.getMessage())
                    .exception();
        }
    }
}
