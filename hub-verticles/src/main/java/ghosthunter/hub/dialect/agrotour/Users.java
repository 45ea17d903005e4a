package ghosthunter.hub.dialect.agrotour;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.ChangeIds;
import ghosthunter.hub.dialect.ClientTokens;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.entity.CentreWriter;
import ghosthunter.hub.operator.Actor;
import ghosthunter.hub.operator.OperatorName;
import ghosthunter.hub.operator.OperatorRow;
import ghosthunter.hub.operator.Role;
import ghosthunter.hub.operator.Scope;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Who the shipped clients' users are: operators of the hub, who sign in with their names and passwords, or those to whom another
 * system gave a token. The tenant is the operator's; of who is no operator the one of the settings. Any context.
 */
final class Users {
    private static final long ACCESS_S = 30L * 60;
    private static final long REFRESH_S = 24L * 60 * 60;
    private static final int PARTS = 3;
    private static final String TYPE = "token_type";

    private final DialectPorts ports;
    private final TenantId tenant;
    private final boolean foreign;
    private final ClientTokens tokens;

    Users(DialectPorts ports, DialectSettings.One settings) {
        this.ports = ports;
        this.tenant = settings.tenant();
        this.foreign = settings.jwtSecret() != null;
        this.tokens = ClientTokens.of(AgrotourDialect.NAME, ports, settings);
        ports.signIns().add(this::signedIn);
    }

    /**
     * Who asks.
     *
     * @param kind how it was authenticated; nobody for somebody of another system, whose word we take
     * @param writes whether it may do more than read: a person here needs the role operator for that
     */
    record User(String name, TenantId tenant, Actor.Kind kind, boolean writes) {
        /** As the audit has it. */
        Actor actor() {
            return new Actor(kind, name, new Scope(writes ? Role.OPERATOR : Role.VIEWER, tenant), null);
        }

        /** Fails with {@code 403} where it may only read. */
        Future<User> writing() {
            return writes
                    ? Future.succeededFuture(this)
                    : Future.failedFuture(
                            ShapeException.detail(403, "You do not have permission to perform this action."));
        }
    }

    /** Whether it is a token of the kind that these clients have, true or not. */
    static boolean isOurs(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            return false;
        }
        try {
            byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
            return new JsonObject(new String(claims, StandardCharsets.UTF_8)).containsKey(TYPE);
        } catch (IllegalArgumentException | DecodeException | ClassCastException e) {
            return false;
        }
    }

    /** The user of a request; fails with {@code 401}. */
    Future<User> user(DialectRequest request) {
        Optional<String> token = request.bearer();
        return token.isEmpty()
                ? Future.failedFuture(ShapeException.detail(401, "Authentication credentials were not provided."))
                : user(token.get(), "access");
    }

    private Future<User> user(String token, String type) {
        return tokens.claims(token)
                .recover(failure -> Future.failedFuture(invalid()))
                .compose(claims -> {
                    Object id = claims.getValue("username", claims.getValue("user_id"));
                    if (!type.equals(claims.getValue(TYPE)) || !(id instanceof String || id instanceof Number)) {
                        throw invalid();
                    }
                    return operator(id.toString());
                })
                .compose(user -> revoked(user, token));
    }

    /** A person may have two names, here and in another system; who is locked here, or a guest of another dialect, is shut out. */
    private Future<User> operator(String id) {
        OperatorName name;
        try {
            name = new OperatorName(id);
        } catch (IllegalArgumentException e) {
            return foreign ? Future.succeededFuture(stranger(id)) : Future.failedFuture(invalid());
        }
        return ports.operators()
                .operators()
                .one(Scope.SYSTEM_ADMIN, name)
                .map(row -> {
                    if (row.lockedAt() != null || !row.scope().role().includes(Role.VIEWER)) {
                        throw invalid();
                    }
                    return user(row);
                })
                .recover(failure -> foreign && isMissing(failure)
                        ? Future.succeededFuture(stranger(id))
                        : Future.failedFuture(isMissing(failure) ? invalid() : failure));
    }

    /** Somebody of another system, whose token it signed. */
    private User stranger(String id) {
        return new User(id, tenant, Actor.Kind.NOBODY, true);
    }

    private static boolean isMissing(Throwable failure) {
        return failure instanceof ProblemException known && known.problem().type() == ProblemType.NOT_FOUND;
    }

    private User user(OperatorRow row) {
        TenantId own = row.scope().tenant();
        return new User(
                row.name().value(),
                own == null ? tenant : own,
                Actor.Kind.OPERATOR,
                row.scope().role().includes(Role.OPERATOR));
    }

    private Future<User> revoked(User user, String token) {
        return ports.entities().one(tenant, AgrotourTypes.REVOKED, key(token)).map(found -> {
            if (found.isPresent()) {
                throw ShapeException.of(401, new JsonObject().put("error", "Token has been revoked"));
            }
            return user;
        });
    }

    private static String key(String token) {
        return ChangeIds.digest(token).toString();
    }

    private static ShapeException invalid() {
        return ShapeException.of(
                401,
                new JsonObject()
                        .put("detail", "Given token not valid for any token type")
                        .put("code", "token_not_valid"));
    }

    /** Signs in with name and password; the session that the hub opens for it ends at once, for the tokens need none. */
    Future<JsonObject> login(DialectRequest request) {
        JsonObject said = request.requireObject();
        return ports.operators()
                .sessions()
                .login(said.getString("username"), said.getString("password"))
                .recover(failure -> Future.failedFuture(
                        failure instanceof ProblemException known
                                        && known.problem().type() == ProblemType.LOGIN_REFUSED
                                ? refused()
                                : failure))
                .compose(grant -> closed(grant.actor()).map(grant.actor()))
                .map(actor -> {
                    if (!actor.may(Role.VIEWER)) {
                        throw refused();
                    }
                    return signedIn(actor);
                });
    }

    private static ShapeException refused() {
        return ShapeException.detail(401, "No active account found with the given credentials");
    }

    private JsonObject signedIn(Actor actor) {
        return new JsonObject()
                .put("access", token(actor.name(), "access", ACCESS_S))
                .put("refresh", token(actor.name(), "refresh", REFRESH_S))
                .put(
                        "user",
                        new JsonObject()
                                .put("pk", actor.name())
                                .put("username", actor.name())
                                .put("role", actor.scopeOrThrow().role().slug()));
    }

    private Future<Void> closed(Actor actor) {
        UUID session = actor.session();
        return session == null
                ? Future.succeededFuture()
                : ports.operators().sessions().logout(session);
    }

    private String token(String user, String type, long lifeS) {
        JsonObject claims = new JsonObject()
                .put("user_id", user)
                .put(TYPE, type)
                .put("jti", ports.ids().get().toString());
        return tokens.issue(claims, lifeS);
    }

    /** Gives a new access token for a refresh token. */
    Future<JsonObject> refresh(DialectRequest request) {
        return user(request.requireObject().getString("refresh"), "refresh")
                .map(user -> new JsonObject().put("access", token(user.name(), "access", ACCESS_S)));
    }

    /** The token that was presented, and the refresh token if one is named, are worth nothing from now on. */
    Future<JsonObject> logout(DialectRequest request) {
        String presented = request.bearer().orElse("");
        Object refresh = request.object().map(body -> body.getValue("refresh")).orElse(null);
        return user(request)
                .compose(user -> revoke(presented))
                .compose(done -> refresh instanceof String text && isOurs(text)
                        ? user(text, "refresh").compose(user -> revoke(text))
                        : Future.succeededFuture())
                .map(done -> new JsonObject().put("detail", "Successfully logged out."));
    }

    private Future<Void> revoke(String token) {
        JsonObject data = new JsonObject().put("at", ports.clock().instant().toString());
        return ports.centre()
                .write(new CentreWriter.Write(
                        tenant, AgrotourTypes.REVOKED, key(token), CentreWriter.Op.PUT, data, null, "agrotour"))
                .mapEmpty();
    }
}
