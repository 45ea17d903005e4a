package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.key.EnrollmentUrl;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.directory.IssuedToken;
import ghosthunter.hub.directory.TokenTerms;
import ghosthunter.hub.enrollment.QrCode;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * {@code POST /v1/lockers/{code}/tokens} with {@code {"ttl_s"?, "kind"?, "group"?}}: a single-use token for a locker, as text, as
 * the URL to scan, and as the QR code of that. It can be had only now.
 */
public final class TokensHandler implements Handler<RoutingContext> {
    private static final int STATUS_CREATED = 201;

    private final HubSeal seal;
    private final URI hubUrl;
    private final Directory directory;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    /** @param hubUrl where devices reach the hub */
    public TokensHandler(HubSeal seal, URI hubUrl, Directory directory, HttpLimits limits, ProblemResponder problems) {
        this.seal = seal;
        this.hubUrl = hubUrl;
        this.directory = directory;
        this.limits = limits;
        this.problems = problems;
    }

    @Override
    public void handle(RoutingContext ctx) {
        DeviceRef device;
        try {
            device = new DeviceRef(new Query(ctx).tenant(), Query.device("code", ctx.pathParam("code")));
        } catch (RuntimeException e) {
            problems.answer(ctx, e);
            return;
        }
        SmallBody.json(ctx, limits)
                .map(TokensHandler::terms)
                .compose(terms -> issued(device, terms))
                .onSuccess(token -> Handlers.json(ctx.response(), STATUS_CREATED, answer(token)))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private Future<IssuedToken> issued(DeviceRef device, TokenTerms terms) {
        return directory.createTokens(List.of(device), terms).map(tokens -> tokens.get(0));
    }

    private static TokenTerms terms(JsonFields json) {
        Long seconds = json.naturalOrNull("ttl_s");
        try {
            Duration ttl = seconds == null ? TokenTerms.TTL_DEFAULT : Duration.ofSeconds(Math.max(1, seconds));
            return new TokenTerms(ttl, json.textOrNull("kind"), json.textOrNull("group"));
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()))
                    .exception();
        }
    }

    private JsonObject answer(IssuedToken issued) {
        String text = issued.token().text();
        String url = new EnrollmentUrl(hubUrl, text, seal.key().verifyKey().kid()).text();
        return new JsonObject()
                .put("device", issued.device().device().value())
                .put("token", text)
                .put("url", url)
                .put("qr_svg", QrCode.of(url).svg())
                .put("expires_at", issued.expiresAt().toString());
    }
}
