package ghosthunter.edge.enroll;

import ghosthunter.codecs.key.Rotation;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.concurrent.Callable;

/**
 * Replaces the key of this device. The next key is on the disk before the hub hears of it, and counts only when the hub has let
 * it in; until its first receipt the hub takes both. So a crash anywhere leaves a device that works, and repeating is safe.
 */
public final class Rotator {
    private final Vertx vertx;
    private final IdentityFiles files;
    private final IdentitySource identities;
    private final HubAddress hub;

    public Rotator(Vertx vertx, IdentityFiles files, IdentitySource identities, HubAddress hub) {
        this.vertx = vertx;
        this.files = files;
        this.identities = identities;
        this.hub = hub;
    }

    /** Rotates; fails with a {@link ProblemException} whose detail is one sentence for a person. */
    public Future<Enrollment> rotate() {
        return identities.read().compose(found -> found.map(this::rotate).orElseGet(Rotator::notEnrolled));
    }

    private Future<Enrollment> rotate(Identity identity) {
        return blocking(() -> files.nextKey(new SecureRandom()))
                .compose(next -> new HubCall(vertx, hub)
                        .post("/v1/keys", Rotation.MEDIA_TYPE, request(identity, next))
                        .recover(this::refused)
                        .map(answer -> read(answer, identity, next)))
                .compose(enrolled -> believed(identity, enrolled))
                .compose(enrolled -> blocking(() -> stored(enrolled)));
    }

    private static Buffer request(Identity identity, SigningKey next) {
        return Buffer.buffer(Rotation.sign(identity.hub(), identity.device(), identity.key(), next)
                .text());
    }

    private Future<Buffer> refused(Throwable failure) {
        boolean shut = failure instanceof ProblemException e && e.problem().type() == ProblemType.KEY_REVOKED;
        Future<Void> cleared = shut
                ? blocking(() -> {
                    files.discardNextKey();
                    return null;
                })
                : Future.succeededFuture();
        return cleared.compose(done -> Future.failedFuture(failure));
    }

    private static Enrollment read(Buffer answer, Identity identity, SigningKey next) {
        Enrollment enrolled = Enrollment.ofJson("the hub's answer", answer.getBytes());
        boolean ours = enrolled.kid().equals(next.verifyKey().kid())
                && enrolled.hub().equals(identity.hub())
                && enrolled.device().equals(identity.device());
        if (!ours) {
            throw Problem.of(ProblemType.MALFORMED_BODY, "the hub's answer is for another key, device or hub")
                    .exception();
        }
        return enrolled;
    }

    /** The new certificate replaces the pinned key of the hub, so it must be one that is believed already. */
    private Future<Enrollment> believed(Identity identity, Enrollment enrolled) {
        if (isBelieved(identity, enrolled)) {
            return Future.succeededFuture(enrolled);
        }
        return identities.walk(identity).compose(walked -> identities.read()).map(now -> {
            if (now.isEmpty() || !isBelieved(now.get(), enrolled)) {
                throw Problem.of(ProblemType.SIGNATURE_INVALID, "what answers is not the hub of this device")
                        .exception();
            }
            return enrolled;
        });
    }

    private static boolean isBelieved(Identity identity, Enrollment enrolled) {
        VerifyKey next = identity.hubKeys().next();
        return enrolled.hubKey().equals(identity.hubKeys().current())
                || (next != null && enrolled.hubKey().equals(next));
    }

    /** The token of the old key is forgotten with it; where the hub is stays known. */
    private Enrollment stored(Enrollment enrolled) throws java.io.IOException {
        Enrollment whole =
                enrolled.by(null, files.enrollment().map(Enrollment::hubUrl).orElse(null));
        files.store(whole);
        return whole;
    }

    private <T> Future<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work)
                .recover(failure -> Future.failedFuture(
                        Problem.of(ProblemType.STORAGE_FULL, "the key of this device: " + failure.getMessage())
                                .exception(failure)));
    }

    private static Future<Enrollment> notEnrolled() {
        return Future.failedFuture(
                Problem.of(ProblemType.CONFLICT, "this device is not enrolled").exception());
    }
}
