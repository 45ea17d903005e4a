package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.entity.MessageDesk;
import ghosthunter.hub.entity.Stored;
import ghosthunter.hub.operator.Actor;
import ghosthunter.hub.operator.Grant;
import ghosthunter.hub.operator.Journal;
import ghosthunter.hub.operator.RandomIds;
import ghosthunter.hub.operator.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.UUID;

/**
 * {@code POST /api/auth/login}: an operator of the hub signs in with name and password, and is a user from when it first shows the token:
 * people of other dialects sign in here, too. Where the header is trusted a name alone does, as it did at the old service, and gives no
 * token; the header shows no name, so everybody is a user at once there.
 */
final class Logins {
    private final DialectPorts ports;
    private final Accounts accounts;
    private final Callers callers;
    private final Tokens tokens;
    private final MessageDesk desk;
    private final TenantId home;

    Logins(DialectPorts ports, Accounts accounts, Callers callers, Tokens tokens, MessageDesk desk, TenantId home) {
        this.ports = ports;
        this.accounts = accounts;
        this.callers = callers;
        this.tokens = tokens;
        this.desk = desk;
        this.home = home;
    }

    Future<Void> login(DialectRequest request) {
        JsonObject body = Refusal.requireBody(request);
        if (!(body.getValue("username") instanceof String username) || username.isBlank()) {
            throw Refusal.invalid("Username required");
        }
        Future<JsonObject> answer;
        if (body.getValue("password") instanceof String password) {
            answer = signIn(request, username.strip(), password);
        } else if (callers.trustsHeader()) {
            answer = nameAlone(username);
        } else {
            throw refused();
        }
        return answer.compose(json -> Answers.json(request.ctx(), 200, json));
    }

    private Future<JsonObject> signIn(DialectRequest request, String name, String password) {
        return ports.operators()
                .sessions()
                .login(name, password)
                .onFailure(failure -> writeRefused(request, name))
                .recover(failure ->
                        Future.failedFuture(Refusal.is(failure, ProblemType.LOGIN_REFUSED) ? refused() : failure))
                .map(grant -> {
                    // People of other dialects have their passwords here, and no business.
                    if (!grant.actor().may(Role.VIEWER)) {
                        throw refused();
                    }
                    return grant;
                })
                .compose(grant -> written(request, Journal.Stage.DONE, grant.actor(), new JsonObject())
                        .map(grant))
                .compose(this::signedIn);
    }

    private static RuntimeException refused() {
        return Refusal.unauthenticated("Invalid credentials");
    }

    /** Beside the answer, not before it: else its time would tell whether the name exists. */
    private void writeRefused(DialectRequest request, String name) {
        var unused = ports.operators()
                .sessions()
                .exists(name)
                .compose(exists -> exists
                        ? written(request, Journal.Stage.REFUSED, Actor.NOBODY, new JsonObject().put("name", name))
                        : Future.succeededFuture());
    }

    private Future<Void> written(DialectRequest request, Journal.Stage stage, Actor actor, JsonObject detail) {
        return ports.operators()
                .journal()
                .write(new Journal.Entry(
                        RandomIds.next(ports.random()),
                        stage,
                        actor,
                        "POST /api/auth/login",
                        detail,
                        request.ctx().request().remoteAddress().hostAddress()));
    }

    private Future<JsonObject> signedIn(Grant grant) {
        TenantId tenant = grant.actor().scopeOrThrow().tenant();
        TenantId of = tenant == null ? home : tenant;
        String name = grant.actor().name();
        String id = Ids.webUser(of, name);
        UUID session = Objects.requireNonNull(grant.actor().session());
        return (callers.trustsHeader() ? accounts.web(of, id, name) : accounts.webToBe(of, id, name))
                .map(user ->
                        known(user).put("token", tokens.issue(of, id, session)).put("expires_in", Tokens.LIFE_S))
                .map(answer -> ports.signIns().with(grant.actor(), answer));
    }

    private Future<JsonObject> nameAlone(String typed) {
        String name = Objects.requireNonNull(Accounts.username(typed));
        return accounts.living(home, PosduifTypes.NAME, Ids.name(name))
                .map(owner ->
                        owner.map(found -> found.data().getString("user_id")).orElse(Ids.webUser(home, name)))
                .compose(id -> accounts.web(home, id, name))
                .map(user -> {
                    if (!Accounts.isWeb(user)) {
                        throw refused();
                    }
                    return known(user);
                });
    }

    private static JsonObject known(Stored.Entity user) {
        JsonObject own = Answers.user(user);
        return new JsonObject()
                .put("user_id", user.key())
                .put("username", own.getString("username"))
                .put("user_type", own.getString("user_type"))
                .put("user", own);
    }

    /** {@code GET /api/auth/available-users}: the names that one may take without a password. */
    Future<Void> available(DialectRequest request) {
        if (!callers.trustsHeader()) {
            throw Refusal.unauthenticated("Authorization header required");
        }
        return desk.people(home, MessageDesk.Search.of(accounts.now()).userType(Accounts.WEB))
                .compose(people -> Answers.json(
                        request.ctx(),
                        200,
                        new JsonArray(people.stream()
                                .map(MessageDesk.Person::user)
                                .map(Answers::user)
                                .toList())));
    }
}
