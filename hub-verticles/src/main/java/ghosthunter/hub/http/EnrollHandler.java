package ghosthunter.hub.http;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.directory.Enrollment;
import ghosthunter.hub.directory.EnrollmentToken;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/enroll}: a device shows its single-use token and proves that it holds its key; the hub answers with its own
 * key and a certificate. The same device may repeat it and gets the same answer.
 */
public final class EnrollHandler implements Handler<RoutingContext> {
    /** The {@code typ} of the proof. */
    public static final String PROOF_TYP = "gh-enroll";

    private final HubSeal seal;
    private final Directory directory;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public EnrollHandler(HubSeal seal, Directory directory, HttpLimits limits, ProblemResponder problems) {
        this.seal = seal;
        this.directory = directory;
        this.limits = limits;
        this.problems = problems;
    }

    /** What a body asks for, its proof verified. */
    private record Claim(
            EnrollmentToken token, VerifyKey key, @Nullable DeviceId device) {}

    @Override
    public void handle(RoutingContext ctx) {
        SmallBody.json(ctx, limits)
                .map(EnrollHandler::claim)
                .compose(this::redeemed)
                .onSuccess(enrollment -> Handlers.json(ctx.response(), 200, seal.answer(enrollment)))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private Future<Enrollment> redeemed(Claim claim) {
        return directory
                .redeemToken(claim.token(), claim.key(), claim.device(), seal)
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS);
    }

    private static Claim claim(JsonFields json) {
        EnrollmentToken token = json.value("token", EnrollmentToken::parse);
        Jws proof = Jws.parse(json.text("proof"), PROOF_TYP);
        JsonFields claimed = JsonFields.parse("the proof", proof.payload());
        VerifyKey key = VerifyKey.ofFields(claimed.object("jwk"));
        if (!proof.verifies(key)) {
            throw Problem.of(ProblemType.SIGNATURE_INVALID, "the proof is not signed by the key that it names")
                    .exception();
        }
        if (!claimed.value("token", Hash::parse).equals(token.hash())) {
            throw Problem.of(ProblemType.SIGNATURE_INVALID, "the proof is not for this token")
                    .exception();
        }
        return new Claim(token, key, claimed.valueOrNull("device", DeviceId::new));
    }
}
