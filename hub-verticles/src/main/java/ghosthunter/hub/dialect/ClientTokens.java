package ghosthunter.hub.dialect;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.InstantSource;

/**
 * The JWTs (RFC 7519) of the clients of a dialect: HS256 under a secret of that dialect alone, so that a token of one is worth
 * nothing at another. Any context may call it.
 */
public final class ClientTokens {
    private static final String ALGORITHM = "HS256";

    private final JWTAuth jwt;
    private final InstantSource clock;

    /** Those of a dialect: under the secret of its settings, or one of the hub's own. */
    public static ClientTokens of(String dialect, DialectPorts ports, DialectSettings.One settings) {
        TokenSecret told = settings.jwtSecret();
        byte[] secret = told == null ? ports.secrets().apply(dialect + " tokens") : told.bytes();
        return new ClientTokens(ports.vertx(), secret, ports.clock());
    }

    /** @param secret 32 bytes or more */
    ClientTokens(Vertx vertx, byte[] secret, InstantSource clock) {
        this.clock = clock;
        this.jwt = JWTAuth.create(
                vertx,
                new JWTAuthOptions()
                        .addPubSecKey(
                                new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(Buffer.buffer(secret)))
                        .setJWTOptions(new JWTOptions().setAlgorithm(ALGORITHM).setIgnoreExpiration(true)));
    }

    /** Why a token is not taken. Without a stack trace, for it is expected. */
    public static final class TokenException extends RuntimeException {
        private final boolean expired;

        TokenException(boolean expired) {
            super(expired ? "Token expired" : "Invalid token", null, false, false);
            this.expired = expired;
        }

        /** Whether it was good once. */
        public boolean isExpired() {
            return expired;
        }
    }

    /**
     * A new token with {@code iat} and {@code exp}.
     *
     * @param claims what it says
     * @param lifeS how long it is good, seconds
     */
    public String issue(JsonObject claims, long lifeS) {
        long nowS = clock.instant().getEpochSecond();
        return jwt.generateToken(
                claims.copy().put("iat", nowS).put("exp", nowS + lifeS), new JWTOptions().setAlgorithm(ALGORITHM));
    }

    /** The claims of a token; fails with {@link TokenException}. */
    public Future<JsonObject> claims(String token) {
        return jwt.authenticate(new TokenCredentials(token))
                .recover(failure -> Future.failedFuture(new TokenException(false)))
                .map(user -> user.attributes().getJsonObject("accessToken"))
                .map(claims -> {
                    if (!(claims.getValue("exp") instanceof Number exp)) {
                        throw new TokenException(false);
                    }
                    if (exp.longValue() <= clock.instant().getEpochSecond()) {
                        throw new TokenException(true);
                    }
                    return claims;
                });
    }
}
