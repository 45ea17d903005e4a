package ghosthunter.hub.http;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.hub.operator.OperatorChange;
import ghosthunter.hub.operator.OperatorName;
import ghosthunter.hub.operator.Operators;
import ghosthunter.hub.operator.Role;
import ghosthunter.hub.operator.Scope;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** {@code /v1/operators}: lists, adds; {@code /v1/operators/{name}}: shows, changes, removes. */
public final class OperatorsApi {
    private final Operators operators;
    private final Answers answers;

    public OperatorsApi(Operators operators, Answers answers) {
        this.operators = operators;
        this.answers = answers;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                answers.methods("/v1/operators", Map.of(HttpMethod.GET, this::page, HttpMethod.POST, this::add)),
                answers.methods(
                        "/v1/operators/:name",
                        Map.of(
                                HttpMethod.GET, this::one,
                                HttpMethod.PATCH, this::change,
                                HttpMethod.DELETE, this::remove)));
    }

    private void page(RoutingContext ctx) {
        answers.found(ctx, query -> page(query, query.limit()));
    }

    private Future<JsonObject> page(Query query, int limit) {
        return operators
                .page(query.scope(), query.name("after", OperatorName::new), limit)
                .map(page -> Answers.page(
                        "operators",
                        page,
                        limit,
                        OperatorJson::operator,
                        row -> row.name().value()));
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
        answers.done(
                ctx,
                201,
                query -> answers.body(ctx)
                        .map(body -> Added.of(ctx, body))
                        .compose(added -> operators
                                .add(Access.actor(ctx), added.name(), added.password(), added.scope())
                                .map(done -> added.json())));
    }

    private void one(RoutingContext ctx) {
        answers.found(ctx, query -> operators.one(query.scope(), name(query)).map(OperatorJson::operator));
    }

    private void change(RoutingContext ctx) {
        answers.done(ctx, 200, query -> change(ctx, name(query)));
    }

    private Future<JsonObject> change(RoutingContext ctx, OperatorName name) {
        return answers.body(ctx)
                .map(body -> change(ctx, body))
                .compose(change -> operators.change(Access.actor(ctx), name, change))
                .compose(changed -> operators.one(Access.scope(ctx), name))
                .map(OperatorJson::operator);
    }

    private static OperatorChange change(RoutingContext ctx, JsonFields body) {
        OperatorChange change = new OperatorChange(
                body.valueOrNull("role", Role::parse), body.textOrNull("password"), body.flagOrNull("locked"));
        Access.note(ctx, "change", change.toString());
        return change;
    }

    private void remove(RoutingContext ctx) {
        answers.done(ctx, query -> operators.remove(Access.actor(ctx), name(query)));
    }

    private static OperatorName name(Query query) {
        return query.path("name", OperatorName::new);
    }
}
