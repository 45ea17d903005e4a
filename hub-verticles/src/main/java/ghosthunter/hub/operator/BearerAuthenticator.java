package ghosthunter.hub.operator;

import io.vertx.core.Future;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** API keys are known by their prefix; everything else is an access token of this hub or of the issuer. */
final class BearerAuthenticator implements Authenticator {
    /** Longer than any token that we or an issuer makes, characters. */
    private static final int CHARS_MAX = 8_192;

    private final ApiKeys apiKeys;
    private final Sessions sessions;
    private final @Nullable OidcAuthenticator oidc;

    /** @param oidc the issuer, or null for local accounts alone */
    BearerAuthenticator(ApiKeys apiKeys, Sessions sessions, @Nullable OidcAuthenticator oidc) {
        this.apiKeys = apiKeys;
        this.sessions = sessions;
        this.oidc = oidc;
    }

    /** The bits that the last character has to spare are not signed: of a token only its one canonical text counts. */
    private static boolean isSignedInItsOneText(String bearer) {
        String signature = bearer.substring(bearer.lastIndexOf('.') + 1);
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(signature);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(signature);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public Future<Actor> authenticate(String bearer) {
        if (bearer.length() > CHARS_MAX || !isSignedInItsOneText(bearer)) {
            return Future.failedFuture(AccessTokens.unauthenticated());
        }
        if (!bearer.startsWith(Secret.Kind.API_KEY.prefix())) {
            return oidc != null && oidc.isNamedBy(bearer) ? oidc.authenticate(bearer) : sessions.actor(bearer);
        }
        try {
            return apiKeys.actor(Secret.parse(Secret.Kind.API_KEY, bearer));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(AccessTokens.unauthenticated());
        }
    }
}
