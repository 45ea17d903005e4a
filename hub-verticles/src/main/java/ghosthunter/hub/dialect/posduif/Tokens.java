package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.ClientTokens;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectSettings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** The tokens of people: what is in them, and whether they are good. */
final class Tokens {
    /** How long one is good, seconds. */
    static final long LIFE_S = 3_600;

    private final ClientTokens tokens;
    private final boolean trustsIssuer;

    Tokens(DialectPorts ports, DialectSettings.One settings) {
        this.tokens = ClientTokens.of(PosduifDialect.NAME, ports, settings);
        this.trustsIssuer = settings.jwtSecret() != null;
    }

    /** Whether another system issues tokens, too. */
    boolean trustsIssuer() {
        return trustsIssuer;
    }

    /** What a good token says. */
    Future<JsonObject> claims(String token) {
        return tokens.claims(token)
                .recover(failure -> failure instanceof ClientTokens.TokenException
                        ? Refusal.failed(ProblemType.UNAUTHENTICATED, "Invalid token")
                        : Refusal.failed(ProblemType.UNAVAILABLE, "tokens cannot be checked"));
    }

    /** One for somebody who signed in. */
    String issue(TenantId tenant, String userId, UUID session) {
        JsonObject claims = new JsonObject()
                .put("user_id", userId)
                .put("tenant_id", tenant.value())
                .put("sid", session.toString());
        return tokens.issue(claims, LIFE_S);
    }
}
