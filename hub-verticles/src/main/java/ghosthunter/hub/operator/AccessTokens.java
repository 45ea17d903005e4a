package ghosthunter.hub.operator;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.InstantSource;
import java.util.UUID;

/**
 * The short-lived JWT (RFC 7519) of a session: HS512 under the hub's own secret, with {@code iss}, {@code aud}, {@code sub},
 * {@code sid}, {@code iat}, {@code exp}. It only names the session; role and tenant are read from the database at each use.
 */
final class AccessTokens {
    private static final String ALGORITHM = "HS512";
    private static final String AUDIENCE = "ghosthunter-api";

    private final JWTAuth jwt;
    private final InstantSource clock;
    private final String issuer;
    private final long lifeS;

    /**
     * @param issuer the hub's id
     * @param lifeS how long a token is good, seconds
     */
    AccessTokens(Vertx vertx, byte[] secret, String issuer, long lifeS, InstantSource clock) {
        this.clock = clock;
        this.issuer = issuer;
        this.lifeS = lifeS;
        this.jwt = JWTAuth.create(
                vertx,
                new JWTAuthOptions()
                        .addPubSecKey(
                                new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(Buffer.buffer(secret)))
                        .setJWTOptions(new JWTOptions()
                                .setAlgorithm(ALGORITHM)
                                .setIssuer(issuer)
                                .addAudience(AUDIENCE)));
    }

    long lifeS() {
        return lifeS;
    }

    /** A new token. */
    String issue(OperatorName name, UUID session) {
        long nowS = clock.instant().getEpochSecond();
        JsonObject claims = new JsonObject()
                .put("iss", issuer)
                .put("aud", AUDIENCE)
                .put("sub", name.value())
                .put("sid", session.toString())
                .put("iat", nowS)
                .put("exp", nowS + lifeS);
        return jwt.generateToken(claims, new JWTOptions().setAlgorithm(ALGORITHM));
    }

    /** The session that a token names; fails with {@code unauthenticated}, never saying why. */
    Future<UUID> session(String token) {
        return jwt.authenticate(new TokenCredentials(token))
                .map(this::session)
                .recover(failure -> Future.failedFuture(unauthenticated()));
    }

    private UUID session(User user) {
        JsonObject claims = user.attributes().getJsonObject("accessToken");
        if (claims.getLong("exp") <= clock.instant().getEpochSecond()) {
            throw unauthenticated();
        }
        return UUID.fromString(claims.getString("sid"));
    }

    static ProblemException unauthenticated() {
        return Problem.of(ProblemType.UNAUTHENTICATED, "sign in, or give a valid access token or API key")
                .exception();
    }
}
