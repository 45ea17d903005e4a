package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.operator.Actor;
import ghosthunter.hub.operator.Role;
import ghosthunter.hub.operator.Scope;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who asks: a phone by its device id, which a single-use token made one of a user; an operator by the token of a session; and, where
 * it is allowed by name, whoever {@code X-User-ID} says. Each request that it names somebody for counts, see {@link RequestLimit}.
 */
final class Callers {
    static final String DEVICE = "X-Device-ID";
    static final String USER = "X-User-ID";

    private static final Logger LOG = LoggerFactory.getLogger(Callers.class);

    private final DialectPorts ports;
    private final Accounts accounts;
    private final Tokens tokens;
    private final TenantId home;
    private final boolean trustsHeader;
    private final GuessLimit guesses;
    private final RequestLimit requests;

    Callers(DialectPorts ports, DialectSettings.One settings, Accounts accounts, Tokens tokens) {
        this.ports = ports;
        this.accounts = accounts;
        this.tokens = tokens;
        this.home = settings.tenant();
        this.trustsHeader = settings.flags().contains(PosduifSettings.TRUST_USER_HEADER);
        this.guesses = new GuessLimit(ports.clock());
        this.requests = new RequestLimit((int) settings.number(PosduifSettings.REQUESTS_PER_MIN), ports.clock());
    }

    boolean trustsHeader() {
        return trustsHeader;
    }

    /** Somebody at the web application, as the audit has it: nobody signed in here where others are trusted to say who it is. */
    Actor actor(Caller person) {
        return new Actor(
                trustsHeader || tokens.trustsIssuer() ? Actor.Kind.NOBODY : Actor.Kind.OPERATOR,
                person.user().data().getString("username"),
                new Scope(person.enrolls() ? Role.OPERATOR : Role.VIEWER, person.tenant()),
                null);
    }

    /** The phone that asks; fails with {@code unauthenticated} where none of that name was enrolled. */
    Future<Caller> phone(HttpServerRequest request) {
        return knownPhone(request).map(caller -> count(request, caller));
    }

    /** Somebody at the web application. */
    Future<Caller> person(HttpServerRequest request) {
        return knownPerson(request).map(caller -> count(request, caller));
    }

    /** Somebody at the web application, or a phone where that is who asks. */
    Future<Caller> any(HttpServerRequest request) {
        boolean isPhone = request.getHeader(DEVICE) != null && request.getHeader("Authorization") == null;
        return isPhone ? phone(request) : person(request);
    }

    /** Counts one more request of somebody; fails with {@code too-many-requests}. */
    Caller count(HttpServerRequest request, Caller caller) {
        requests.count(caller, request.response());
        return caller;
    }

    /** The same as {@link #phone}, not counted. */
    Future<Caller> knownPhone(HttpServerRequest request) {
        String deviceId = request.getHeader(DEVICE);
        if (deviceId == null || deviceId.isBlank()) {
            return Refusal.failed(ProblemType.INVALID_REQUEST, "Device ID required");
        }
        String address = String.valueOf(request.remoteAddress().hostAddress());
        guesses.require(address, deviceId);
        return accounts.phone(Ids.phone(deviceId))
                .compose(found -> found.map(phone -> caller(phone, deviceId)).orElseGet(() -> {
                    guesses.missed(address);
                    return Refusal.failed(ProblemType.UNAUTHENTICATED, "Device not enrolled");
                }));
    }

    private Future<Caller> caller(Accounts.Found phone, String deviceId) {
        return accounts.user(phone.tenant(), phone.entity().data().getString("user_id"))
                .map(user -> user.orElseThrow(() -> Refusal.unauthenticated("Device not enrolled")))
                .map(user -> new Caller(phone.tenant(), user, deviceId, false))
                .onSuccess(this::seen);
    }

    /** Writes down, beside whatever is asked, that somebody is here. */
    void seen(Caller caller) {
        ports.devices()
                .seen(caller.device(), null)
                .onFailure(failure -> LOG.atDebug()
                        .addKeyValue("deviceId", caller.device())
                        .addKeyValue("reason", failure.getMessage())
                        .log("not written down that a client was seen"));
    }

    /** The same as {@link #person}, not counted. */
    Future<Caller> knownPerson(HttpServerRequest request) {
        return proven(request).onSuccess(this::seen);
    }

    private Future<Caller> proven(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null) {
            return authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                    ? tokens.claims(authorization.substring(7).strip()).compose(this::claimed)
                    : Refusal.failed(ProblemType.UNAUTHENTICATED, "Invalid authorization header format");
        }
        String userId = request.getHeader(USER);
        if (!trustsHeader) {
            return Refusal.failed(ProblemType.UNAUTHENTICATED, "Authorization header required");
        }
        if (userId == null || userId.isBlank()) {
            return Refusal.failed(ProblemType.UNAUTHENTICATED, "User ID required");
        }
        return accounts.user(home, userId)
                .map(user -> user.filter(Accounts::isWeb))
                .map(user -> user.map(found -> new Caller(home, found, "", true))
                        .orElseThrow(() -> Refusal.unauthenticated("User ID required: this one is not known")));
    }

    private Future<Caller> claimed(JsonObject claims) {
        if (!(claims.getValue("user_id") instanceof String userId)) {
            return Refusal.failed(ProblemType.UNAUTHENTICATED, "Invalid token claims");
        }
        String id = Ids.canonical(userId);
        if (id.isEmpty()) {
            return Refusal.failed(ProblemType.UNAUTHENTICATED, "Invalid user ID in token");
        }
        TenantId tenant = tenant(claims.getValue("tenant_id"));
        String session = claims.getValue("sid") instanceof String sid ? Ids.canonical(sid) : "";
        if (!session.isEmpty()) {
            return ports.operators()
                    .sessions()
                    .actor(UUID.fromString(session))
                    .map(actor -> signed(actor, tenant))
                    .recover(failure -> isRefused(failure)
                            ? Refusal.failed(ProblemType.UNAUTHENTICATED, "Invalid token")
                            : Future.failedFuture(failure))
                    .compose(signed -> caller(signed.tenant(), id, signed.nameOf(id), signed.enrolls()));
        }
        return tokens.trustsIssuer()
                ? caller(tenant, id, Accounts.username(claims.getValue("username")), true)
                : Refusal.failed(ProblemType.UNAUTHENTICATED, "Invalid token claims");
    }

    /** What a session may still do, and whose it is. */
    private record Signed(TenantId tenant, String name, boolean enrolls) {
        /** The name of a user that is this person, who may come for the first time; null for any other user. */
        @Nullable
        String nameOf(String id) {
            return Ids.webUser(tenant, name).equals(id) ? name : null;
        }
    }

    private static Signed signed(Actor actor, TenantId tenant) {
        if (!actor.may(Role.VIEWER)) {
            throw Refusal.unauthenticated("Invalid token");
        }
        return new Signed(actor.scopeOrThrow().tenantFor(tenant), actor.name(), actor.may(Role.OPERATOR));
    }

    private static boolean isRefused(Throwable failure) {
        return Refusal.is(failure, ProblemType.UNAUTHENTICATED) || Refusal.is(failure, ProblemType.FORBIDDEN);
    }

    /** A user who is named is made when it comes for the first time. */
    private Future<Caller> caller(TenantId tenant, String id, @Nullable String name, boolean enrolls) {
        return (name == null
                        ? accounts.user(tenant, id)
                        : accounts.web(tenant, id, name).map(Optional::of))
                .map(user -> user.orElseThrow(() -> Refusal.unauthenticated("Invalid user ID in token")))
                .map(user -> new Caller(tenant, user, "", enrolls));
    }

    private TenantId tenant(@Nullable Object claim) {
        try {
            return claim instanceof String text ? new TenantId(text) : home;
        } catch (IllegalArgumentException e) {
            throw Refusal.unauthenticated("Invalid token claims");
        }
    }

    /** Whether a failure only says that the phone is none of ours. */
    static boolean isUnknownDevice(Throwable failure) {
        return failure instanceof ProblemException known
                && known.problem().detail().equals("Device not enrolled");
    }
}
