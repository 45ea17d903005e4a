package ghosthunter.hub.http;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.hub.operator.OperatorChange;
import ghosthunter.hub.operator.OperatorName;
import ghosthunter.hub.operator.OperatorRow;
import ghosthunter.hub.operator.Operators;
import ghosthunter.hub.operator.Role;
import ghosthunter.hub.operator.Scope;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** {@code /v1/operators}: lists, adds; {@code /v1/operators/{name}}: shows, changes, removes. */
public final class OperatorsApi {
    private final Operators operators;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public OperatorsApi(Operators operators, HttpLimits limits, ProblemResponder problems) {
        this.operators = operators;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.methods(
                        "/v1/operators", Map.of(HttpMethod.GET, this::page, HttpMethod.POST, this::add), problems),
                Routes.methods(
                        "/v1/operators/:name",
                        Map.of(
                                HttpMethod.GET, this::one,
                                HttpMethod.PATCH, this::change,
                                HttpMethod.DELETE, this::remove),
                        problems));
    }

    private void page(RoutingContext ctx) {
        Query query = new Query(ctx);
        int limit = query.limit();
        answer(
                ctx,
                operators
                        .page(query.scope(), query.name("after", OperatorName::new), limit)
                        .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS),
                rows -> Handlers.json(ctx.response(), 200, page(rows, limit)));
    }

    private static JsonObject page(List<OperatorRow> rows, int limit) {
        JsonArray items = new JsonArray();
        rows.forEach(row -> items.add(OperatorJson.operator(row)));
        JsonObject body = new JsonObject().put("operators", items);
        return rows.size() == limit
                ? body.put("next", rows.get(limit - 1).name().value())
                : body;
    }

    /** Who is to be added. */
    private record Added(OperatorName name, String password, Scope scope) {
        static Added of(RoutingContext ctx, JsonFields body) {
            Added added =
                    new Added(body.value("name", OperatorName::new), body.text("password"), scopeAsked(ctx, body));
            Access.note(ctx, "name", added.name().value());
            Access.note(ctx, "scope", OperatorJson.scope(new JsonObject(), added.scope()));
            return added;
        }

        JsonObject json() {
            return OperatorJson.scope(new JsonObject().put("name", name.value()), scope);
        }
    }

    /** {@code role} and {@code tenant} of a body; without a tenant the actor's own, or the default one. */
    static Scope scopeAsked(RoutingContext ctx, JsonFields body) {
        Role role = body.value("role", Role::parse);
        TenantId tenant = body.valueOrNull("tenant", TenantId::new);
        if (role == Role.SYSTEM_ADMIN && tenant == null) {
            return Scope.SYSTEM_ADMIN;
        }
        if (role == Role.SYSTEM_ADMIN) {
            throw body.broken("a system-admin has no tenant");
        }
        return new Scope(role, Access.scope(ctx).tenantFor(tenant));
    }

    private void add(RoutingContext ctx) {
        answer(
                ctx,
                SmallBody.json(ctx, limits)
                        .map(body -> Added.of(ctx, body))
                        .compose(added -> operators
                                .add(Access.actor(ctx), added.name(), added.password(), added.scope())
                                .map(added)),
                added -> Handlers.json(ctx.response(), 201, added.json()));
    }

    private void one(RoutingContext ctx) {
        answer(
                ctx,
                operators.one(new Query(ctx).scope(), name(ctx)).timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS),
                row -> Handlers.json(ctx.response(), 200, OperatorJson.operator(row)));
    }

    private void change(RoutingContext ctx) {
        OperatorName name = name(ctx);
        answer(
                ctx,
                SmallBody.json(ctx, limits)
                        .map(body -> change(ctx, body))
                        .compose(change -> operators.change(Access.actor(ctx), name, change))
                        .compose(changed -> operators.one(Access.scope(ctx), name)),
                row -> Handlers.json(ctx.response(), 200, OperatorJson.operator(row)));
    }

    private static OperatorChange change(RoutingContext ctx, JsonFields body) {
        OperatorChange change = new OperatorChange(
                body.valueOrNull("role", Role::parse), body.textOrNull("password"), body.flagOrNull("locked"));
        Access.note(ctx, "change", change.toString());
        return change;
    }

    private void remove(RoutingContext ctx) {
        answer(ctx, operators.remove(Access.actor(ctx), name(ctx)), done -> Handlers.empty(ctx.response()));
    }

    private static OperatorName name(RoutingContext ctx) {
        return Query.value("name", ctx.pathParam("name"), OperatorName::new);
    }

    private <T> void answer(RoutingContext ctx, Future<T> result, Consumer<T> write) {
        result.onSuccess(write::accept).onFailure(failure -> problems.answer(ctx, failure));
    }
}
