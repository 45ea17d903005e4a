package ghosthunter.hub.operator;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Printable;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.providers.OpenIDConnectAuth;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tokens of an OpenID Connect issuer: JWTs that name this hub's client id as audience, signed by a key of the issuer's
 * own set. Its discovery document and keys are read when the first token comes, and again at most once a minute: when a token
 * names a key that is not known, or when reading failed. An issuer that is away costs nobody else anything.
 *
 * <p>An opaque token is refused, not asked about: else any stranger could make the hub call its issuer, and a token that the
 * issuer gave to some other program would be taken here. Any context may call it.
 */
final class OidcAuthenticator implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(OidcAuthenticator.class);
    private static final Duration ASK_AGAIN = Duration.ofMinutes(1);
    private static final long DISCOVERY_MS_MAX = 4_000;
    private static final int NAME_MAX = 200;

    private final Vertx vertx;
    private final OidcSettings settings;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

    OidcAuthenticator(Vertx vertx, OidcSettings settings, InstantSource clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What was read of the issuer.
     *
     * @param provider fails when it could not be read
     * @param atMs when it was asked
     */
    private record Known(Future<OAuth2Auth> provider, long atMs) {}

    /** Whether a token claims to be of this issuer. It proves nothing; it only chooses who looks at it. */
    boolean isNamedBy(String token) {
        try {
            String[] parts = token.split("\\.", -1);
            if (parts.length != 3) {
                return false;
            }
            byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
            Object issuer = new JsonObject(Buffer.buffer(claims)).getValue("iss");
            return issuer instanceof String text && withoutSlash(text).equals(settings.issuer());
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public Future<Actor> authenticate(String bearer) {
        Known now = provider();
        return now.provider()
                .compose(provider -> verified(provider, bearer))
                .recover(failure -> verifiedByNewKeys(now, bearer, failure))
                .map(this::actor);
    }

    /** Keys rotate: a failure is final only after the issuer was asked anew, which happens at most once a minute. */
    private Future<User> verifiedByNewKeys(Known now, String bearer, Throwable failure) {
        return renewed(now)
                .map(next -> next.provider()
                        .compose(provider -> verified(provider, bearer))
                        .recover(again -> Future.failedFuture(reason(next, again))))
                .orElseGet(() -> Future.failedFuture(reason(now, failure)));
    }

    private static Throwable reason(Known now, Throwable failure) {
        if (now.provider().failed()) {
            return Problem.of(ProblemType.UNAVAILABLE, "the OpenID Connect issuer does not answer at the moment")
                    .exception(failure);
        }
        return AccessTokens.unauthenticated();
    }

    private static Future<User> verified(OAuth2Auth provider, String bearer) {
        try {
            return provider.authenticate(new TokenCredentials(bearer));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Known provider() {
        Known now = known.get();
        return now == null ? asked(null) : now;
    }

    /** Empty: it was asked a moment ago. */
    private Optional<Known> renewed(Known now) {
        boolean soon = clock.millis() - now.atMs() < ASK_AGAIN.toMillis();
        return soon ? Optional.empty() : Optional.of(asked(now));
    }

    /** Of several that find the same thing old, one asks. */
    private Known asked(@Nullable Known old) {
        Promise<OAuth2Auth> promise = Promise.promise();
        Known next = new Known(promise.future(), clock.millis());
        if (!known.compareAndSet(old, next)) {
            Known other = known.get();
            return other == null ? next : other;
        }
        (old == null || !old.provider().succeeded()
                        ? discovered()
                        : renewedKeys(old.provider().result()))
                .onComplete(promise);
        return next;
    }

    /** The old keys stay when there are no new ones to be had. */
    private static Future<OAuth2Auth> renewedKeys(OAuth2Auth provider) {
        return provider.jWKSet()
                .timeout(DISCOVERY_MS_MAX, TimeUnit.MILLISECONDS)
                .transform(done -> Future.succeededFuture(provider));
    }

    private Future<OAuth2Auth> discovered() {
        OAuth2Options options = new OAuth2Options()
                .setSite(settings.issuer())
                .setClientId(settings.clientId())
                .setJWTOptions(new JWTOptions().addAudience(settings.clientId()));
        return OpenIDConnectAuth.discover(vertx, options)
                .timeout(DISCOVERY_MS_MAX, TimeUnit.MILLISECONDS)
                .onSuccess(provider -> {
                    options.setIntrospectionPath(null).setUserInfoPath(null);
                })
                .onFailure(failure -> LOG.atWarn()
                        .addKeyValue("issuer", settings.issuer())
                        .addKeyValue("reason", failure.getMessage())
                        .log("the OpenID Connect issuer cannot be read"));
    }

    private Actor actor(User user) {
        JsonObject claims = user.attributes().getJsonObject("accessToken");
        if (claims == null || !isForUs(claims)) {
            throw AccessTokens.unauthenticated();
        }
        Role role = role(claims).orElseThrow(() -> Scope.forbidden("the issuer's token gives no role here"));
        String name = claims.getValue("email") instanceof String email
                ? claims.getString("sub") + " " + email
                : claims.getString("sub");
        return new Actor(
                Actor.Kind.OIDC,
                Printable.of(name),
                new Scope(role, role == Role.SYSTEM_ADMIN ? null : tenant(claims)),
                null);
    }

    /** The library takes a token without a time or an audience; here both must be in it. */
    private boolean isForUs(JsonObject claims) {
        Object audience = claims.getValue("aud");
        boolean meant = settings.clientId().equals(audience)
                || (audience instanceof JsonArray several && several.contains(settings.clientId()));
        return meant
                && claims.getValue("iss") instanceof String issuer
                && withoutSlash(issuer).equals(settings.issuer())
                && claims.getValue("exp") instanceof Number end
                && end.longValue() > clock.instant().getEpochSecond()
                && claims.getValue("sub") instanceof String subject
                && !subject.isBlank()
                && subject.length() <= NAME_MAX;
    }

    private Optional<Role> role(JsonObject claims) {
        return words(claims.getValue(settings.roleClaim())).stream()
                .flatMap(word -> Optional.ofNullable(settings.roles().get(word)).stream())
                .max(Role::compareTo);
    }

    private static List<String> words(@Nullable Object claim) {
        if (claim instanceof String word) {
            return List.of(word);
        }
        return claim instanceof JsonArray several
                ? several.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    /** A claim that is configured must be there: without it nobody gets into the default tenant by accident. */
    private TenantId tenant(JsonObject claims) {
        String claim = settings.tenantClaim();
        if (claim == null) {
            return TenantId.DEFAULT;
        }
        try {
            if (claims.getValue(claim) instanceof String tenant) {
                return new TenantId(tenant);
            }
        } catch (IllegalArgumentException e) {
            // The same as none.
        }
        throw Scope.forbidden("the issuer's token names no tenant");
    }

    private static String withoutSlash(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }
}
