package ghosthunter.hub.dialect.posduif;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.dialect.ClientTokens;
import ghosthunter.hub.dialect.DialectPorts;
import ghosthunter.hub.dialect.DialectSettings;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tokens of people: what is in them, and whether they are good. */
final class Tokens {
    /** How long one is good, seconds. */
    static final long LIFE_S = 3_600;

    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    private final Future<ClientTokens> tokens;
    private final boolean trustsIssuer;

    Tokens(DialectPorts ports, DialectSettings.One settings) {
        this.tokens = secret(ports, settings).map(secret -> new ClientTokens(ports.vertx(), secret, ports.clock()));
        this.trustsIssuer = settings.jwtSecret() != null;
    }

    private static Future<byte[]> secret(DialectPorts ports, DialectSettings.One settings) {
        if (settings.jwtSecret() == null) {
            return Future.succeededFuture(ports.secrets().apply("posduif tokens"));
        }
        return ports.vertx()
                .fileSystem()
                .readFile(settings.jwtSecret().toString())
                .map(Buffer::toString)
                .map(text -> text.strip().getBytes(StandardCharsets.UTF_8))
                .onFailure(failure -> LOG.atError()
                        .addKeyValue("file", settings.jwtSecret())
                        .addKeyValue("reason", failure.getMessage())
                        .log("the secret of Posduif's tokens cannot be read; nobody can sign in"));
    }

    /** Whether another system issues tokens, too. */
    boolean trustsIssuer() {
        return trustsIssuer;
    }

    /** What a good token says. */
    Future<JsonObject> claims(String token) {
        return tokens.compose(known -> known.claims(token))
                .recover(failure -> failure instanceof ClientTokens.TokenException
                        ? Refusal.failed(ProblemType.UNAUTHENTICATED, "Invalid token")
                        : Refusal.failed(ProblemType.UNAVAILABLE, "tokens cannot be checked"));
    }

    /** One for somebody who signed in. */
    Future<String> issue(TenantId tenant, String userId, UUID session) {
        JsonObject claims = new JsonObject()
                .put("user_id", userId)
                .put("tenant_id", tenant.value())
                .put("sid", session.toString());
        return tokens.map(known -> known.issue(claims, LIFE_S))
                .recover(failure -> Refusal.failed(ProblemType.UNAVAILABLE, "tokens cannot be issued"));
    }
}
