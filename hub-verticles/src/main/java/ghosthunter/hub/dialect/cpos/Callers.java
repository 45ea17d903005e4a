package ghosthunter.hub.dialect.cpos;

import ghosthunter.hub.dialect.ClientTokens;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks who asks and what they may: a token of a terminal or of a person, or the API key of a terminal. */
final class Callers {
    /** 8 hours. */
    static final long USER_LIFE_S = 8 * 3_600;

    /** 24 hours. */
    static final long TERMINAL_LIFE_S = 24 * 3_600;

    private static final String CALLER = "cpos.caller";

    static final String TERMINAL_NOT_FOUND = "Terminal not found";

    private final DialectPorts ports;
    private final Shops shops;
    private final ClientTokens tokens;
    private final boolean socketToken;

    /** @param socketToken whether a socket must show a token, too */
    Callers(DialectPorts ports, Shops shops, ClientTokens tokens, boolean socketToken) {
        this.ports = ports;
        this.shops = shops;
        this.tokens = tokens;
        this.socketToken = socketToken;
    }

    /** A new token of a terminal. */
    String tokenOf(Terminal terminal) {
        return issue(
                new JsonObject()
                        .put("terminalId", terminal.id())
                        .put("terminalCode", terminal.code())
                        .put("storeId", terminal.storeId())
                        .put("branchId", terminal.branchId())
                        .put("type", "terminal")
                        .put("sessionId", ports.ids().get().toString()),
                TERMINAL_LIFE_S);
    }

    /** A new token of a person who has this session. */
    String tokenOf(User user, UUID session) {
        return issue(
                new JsonObject()
                        .put("userId", user.id())
                        .put("username", user.username())
                        .put("role", user.role())
                        .put("storeId", user.storeId())
                        .put("type", "user")
                        .put("sessionId", session.toString()),
                USER_LIFE_S);
    }

    private String issue(JsonObject claims, long lifeS) {
        claims.put("jti", ports.ids().get().toString());
        return tokens.issue(claims, lifeS);
    }

    /** Who asks, looked up once for a request; fails with 401. */
    Future<Caller> of(DialectRequest request) {
        Caller known = request.ctx().get(CALLER);
        return known != null
                ? Future.succeededFuture(known)
                : request.bearer()
                        .filter(token -> !token.isEmpty())
                        .map(token -> of(token, address(request)))
                        .orElseGet(() -> Future.failedFuture(CposFailure.unauthenticated("Authentication required")))
                        .onSuccess(caller -> request.ctx().put(CALLER, caller));
    }

    /** Who has this token or API key, from this address; fails with 401. */
    Future<Caller> of(String bearer, String address) {
        return CposSecrets.isApiKey(bearer)
                ? shops.terminalOf(Names.apiKey(bearer)).map(found -> terminal(found, address))
                : tokens.claims(bearer).recover(Callers::refused).compose(claims -> of(claims, address));
    }

    private static Future<JsonObject> refused(Throwable failure) {
        return Future.failedFuture(
                failure instanceof ClientTokens.TokenException bad
                        ? CposFailure.unauthenticated(bad.isExpired() ? "Token expired" : "Invalid token")
                        : failure);
    }

    private Future<Caller> of(JsonObject claims, String address) {
        return switch (text(claims, "type")) {
            case "terminal" -> shops.terminal(text(claims, "terminalId")).map(found -> terminal(found, address));
            case "user" -> user(claims);
            default -> Future.failedFuture(CposFailure.unauthenticated("Invalid token type"));
        };
    }

    private static Caller terminal(Optional<Terminal> found, String address) {
        return found.filter(Terminal::isActive)
                .filter(terminal -> terminal.mayComeFrom(address))
                .map(Caller.OfTerminal::new)
                .orElseThrow(() -> CposFailure.unauthenticated("Invalid token"));
    }

    /** A token is good as long as its session is, and the role is the one of now. */
    private Future<Caller> user(JsonObject claims) {
        UUID session;
        try {
            session = UUID.fromString(text(claims, "sessionId"));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(CposFailure.unauthenticated("Invalid token"));
        }
        return ports.operators()
                .sessions()
                .isActive(session)
                .compose(active -> active
                        ? shops.find(CposTypes.USER, text(claims, "username"))
                        : Future.succeededFuture(Optional.empty()))
                .map(found -> found.map(User::of)
                        .filter(user -> user.id().equals(text(claims, "userId")))
                        .map(user -> new Caller.OfUser(user, session))
                        .orElseThrow(() -> CposFailure.unauthenticated("Invalid token")));
    }

    private static String text(JsonObject claims, String name) {
        return claims.getValue(name) instanceof String text ? text : "";
    }

    /** The person who asks and may do this; fails with 401 or 403. */
    Future<Caller.OfUser> user(DialectRequest request, String permission) {
        return of(request).map(caller -> {
            Caller.OfUser user = caller.fold(
                    terminal -> {
                        throw CposFailure.unauthenticated("Invalid token type");
                    },
                    found -> found);
            if (!permission.isEmpty() && !user.user().may(permission)) {
                throw CposFailure.forbidden();
            }
            return user;
        });
    }

    /**
     * The terminal for which a caller asks: its own, or one that a person names and may see.
     *
     * @param named the id in the request, or null
     * @param permission what a person must be allowed
     * @return fails with 400 where a person names none, with 403, with 404
     */
    Future<Terminal> terminal(Caller caller, @Nullable String named, String permission) {
        return caller.fold(
                own -> named == null || named.equals(own.terminal().id())
                        ? Future.succeededFuture(own.terminal())
                        : Future.failedFuture(CposFailure.forbidden()),
                person -> terminal(person.user(), named, permission));
    }

    /**
     * The terminal as which a socket may register. Terminals of before have no token there; what they are told is only that they should
     * come, so knowing the id is enough, unless the settings say otherwise.
     */
    Future<Terminal> admit(String terminalId, @Nullable String token, String address) {
        if (token == null && socketToken) {
            return Future.failedFuture(CposFailure.unauthenticated("Authentication required"));
        }
        return token == null
                ? shops.terminal(terminalId)
                        .map(found -> found.filter(Terminal::isActive)
                                .filter(terminal -> terminal.mayComeFrom(address))
                                .orElseThrow(() -> CposFailure.of(404, TERMINAL_NOT_FOUND)))
                : of(token, address).compose(caller -> terminal(caller, terminalId, User.SYNC_TRIGGER));
    }

    private Future<Terminal> terminal(User user, @Nullable String named, String permission) {
        if (!user.may(permission)) {
            return Future.failedFuture(CposFailure.forbidden());
        }
        if (named == null) {
            return Future.failedFuture(CposFailure.of(400, "terminalId is required"));
        }
        return shops.terminal(named)
                .map(found -> found.filter(terminal -> user.sees(terminal.storeId()))
                        .orElseThrow(() -> CposFailure.of(404, TERMINAL_NOT_FOUND)));
    }

    /** The address of the other end, without its port. */
    static String address(DialectRequest request) {
        return request.ctx().request().remoteAddress().hostAddress();
    }
}
