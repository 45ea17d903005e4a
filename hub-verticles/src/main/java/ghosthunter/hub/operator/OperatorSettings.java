package ghosthunter.hub.operator;

import org.jspecify.annotations.Nullable;

/**
 * How operators sign in.
 *
 * @param accessTokenS how long an access token is good, seconds
 * @param refreshTokenS how long a refresh token is good, seconds; each refresh gives a new one
 * @param sessionS how long a login can be refreshed at all, seconds
 * @param oidc the OpenID Connect issuer, or null for local accounts alone
 */
public record OperatorSettings(
        long accessTokenS,
        long refreshTokenS,
        long sessionS,
        @Nullable OidcSettings oidc) {
    /** 10 min, 12 h, 30 d, no issuer. */
    public static final OperatorSettings DEFAULT = new OperatorSettings(600, 12 * 3_600, 30 * 86_400, null);

    public OperatorSettings {
        if (accessTokenS < 1 || refreshTokenS < accessTokenS || sessionS < refreshTokenS) {
            throw new IllegalArgumentException(
                    "an access token ends before its refresh token, and that before its session");
        }
    }
}
