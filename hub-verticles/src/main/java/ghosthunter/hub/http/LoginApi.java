package ghosthunter.hub.http;

import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.operator.Actor;
import ghosthunter.hub.operator.Bootstrap;
import ghosthunter.hub.operator.Grant;
import ghosthunter.hub.operator.Journal;
import ghosthunter.hub.operator.OperatorName;
import ghosthunter.hub.operator.Operators;
import ghosthunter.hub.operator.RandomIds;
import ghosthunter.hub.operator.Secret;
import ghosthunter.hub.operator.Sessions;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Signing in and out: {@code POST /v1/bootstrap}, {@code /v1/login}, {@code /v1/token}, {@code /v1/logout}, {@code
 * /v1/password} and {@code GET /v1/whoami}. The first three are open to everybody, so they write their own audit: what
 * succeeded, and failed logins of names that exist; a stranger who guesses names must not fill the table.
 */
public final class LoginApi {
    private final Bootstrap bootstrap;
    private final Sessions sessions;
    private final Operators operators;
    private final Journal journal;
    private final SecureRandom random;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public LoginApi(
            Bootstrap bootstrap,
            Sessions sessions,
            Operators operators,
            Journal journal,
            SecureRandom random,
            HttpLimits limits,
            ProblemResponder problems) {
        this.bootstrap = bootstrap;
        this.sessions = sessions;
        this.operators = operators;
        this.journal = journal;
        this.random = random;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.post("/v1/bootstrap", this::bootstrap, problems),
                Routes.post("/v1/login", this::login, problems),
                Routes.post("/v1/token", this::refresh, problems),
                Routes.post("/v1/logout", this::logout, problems),
                Routes.post("/v1/password", this::password, problems),
                Routes.get("/v1/whoami", this::whoami, problems));
    }

    /** A name and a secret of it. */
    private record Credential(String name, String password) {
        static Credential of(JsonFields body) {
            return new Credential(body.text("name"), body.text("password"));
        }
    }

    private void bootstrap(RoutingContext ctx) {
        body(ctx, fields -> fields)
                .compose(this::firstAdmin)
                .compose(name -> written(
                        ctx, Journal.Stage.DONE, Actor.NOBODY, new JsonObject().put("name", name.value()), name))
                .onSuccess(name -> Handlers.json(ctx.response(), 201, new JsonObject().put("name", name.value())))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private Future<OperatorName> firstAdmin(JsonFields body) {
        Secret token = body.value("token", text -> Secret.parse(Secret.Kind.BOOTSTRAP, text));
        OperatorName name = body.value("name", OperatorName::new);
        return bootstrap.redeem(token, name, body.text("password")).map(name);
    }

    private void login(RoutingContext ctx) {
        body(ctx, Credential::of)
                .compose(credential -> sessions.login(credential.name(), credential.password())
                        .onFailure(failure -> failedLogin(ctx, credential.name())))
                .compose(grant -> written(ctx, Journal.Stage.DONE, grant.actor(), new JsonObject(), grant))
                .onSuccess(grant -> answer(ctx, grant))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    /** Beside the answer, not before it: else its time would tell whether the name exists. */
    private void failedLogin(RoutingContext ctx, String name) {
        var unused = sessions.exists(name)
                .compose(exists -> exists
                        ? written(ctx, Journal.Stage.REFUSED, Actor.NOBODY, new JsonObject().put("name", name), true)
                        : Future.succeededFuture(false));
    }

    private void refresh(RoutingContext ctx) {
        body(ctx, fields -> fields.value("refresh_token", text -> Secret.parse(Secret.Kind.REFRESH, text)))
                .compose(sessions::refresh)
                .onSuccess(grant -> answer(ctx, grant))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private void logout(RoutingContext ctx) {
        Future.succeededFuture(Access.actor(ctx))
                .map(LoginApi::session)
                .compose(sessions::logout)
                .onSuccess(done -> Handlers.empty(ctx.response()))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private void password(RoutingContext ctx) {
        Actor actor = Access.actor(ctx);
        body(ctx, fields -> fields)
                .compose(fields -> operators.changePassword(
                        new OperatorName(signedIn(actor).name()),
                        fields.text("password"),
                        fields.text("new_password"),
                        session(actor)))
                .onSuccess(done -> Handlers.empty(ctx.response()))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private void whoami(RoutingContext ctx) {
        Handlers.json(ctx.response(), 200, OperatorJson.actor(Access.actor(ctx)));
    }

    private static Actor signedIn(Actor actor) {
        if (actor.session() == null) {
            throw Problem.of(
                            ProblemType.INVALID_REQUEST, "only who signed in with name and password has a session here")
                    .exception();
        }
        return actor;
    }

    private static UUID session(Actor actor) {
        UUID session = signedIn(actor).session();
        if (session == null) {
            throw new IllegalStateException("signedIn() refuses an actor without a session");
        }
        return session;
    }

    private <T> Future<T> body(RoutingContext ctx, Function<JsonFields, T> read) {
        return SmallBody.json(ctx, limits).map(read);
    }

    private <T> Future<T> written(RoutingContext ctx, Journal.Stage stage, Actor actor, JsonObject detail, T result) {
        String action = ctx.request().method() + " " + ctx.normalizedPath();
        String address = ctx.request().remoteAddress().hostAddress();
        return journal.write(new Journal.Entry(RandomIds.next(random), stage, actor, action, detail, address))
                .map(result);
    }

    private static void answer(RoutingContext ctx, Grant grant) {
        ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Handlers.json(
                ctx.response(),
                200,
                OperatorJson.actor(grant.actor())
                        .put("access_token", grant.accessToken())
                        .put("token_type", "Bearer")
                        .put("expires_in", grant.lifeS())
                        .put("refresh_token", grant.refresh().text()));
    }
}
