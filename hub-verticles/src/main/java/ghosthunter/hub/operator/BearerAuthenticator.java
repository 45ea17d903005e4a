package ghosthunter.hub.operator;

import io.vertx.core.Future;

/** API keys are known by their prefix; everything else is an access token of this hub or of the issuer. */
final class BearerAuthenticator implements Authenticator {
    /** Longer than any token that we or an issuer makes, characters. */
    private static final int CHARS_MAX = 8_192;

    private final ApiKeys apiKeys;
    private final Sessions sessions;

    BearerAuthenticator(ApiKeys apiKeys, Sessions sessions) {
        this.apiKeys = apiKeys;
        this.sessions = sessions;
    }

    @Override
    public Future<Actor> authenticate(String bearer) {
        if (bearer.length() > CHARS_MAX) {
            return Future.failedFuture(AccessTokens.unauthenticated());
        }
        if (!bearer.startsWith(Secret.Kind.API_KEY.prefix())) {
            return sessions.actor(bearer);
        }
        try {
            return apiKeys.actor(Secret.parse(Secret.Kind.API_KEY, bearer));
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(AccessTokens.unauthenticated());
        }
    }
}
