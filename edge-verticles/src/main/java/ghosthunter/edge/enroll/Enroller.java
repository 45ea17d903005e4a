package ghosthunter.edge.enroll;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.key.EnrollmentUrl;
import ghosthunter.codecs.key.HubKeys;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.problem.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Gets the identity with a single-use token. Every step may be cut and the whole repeated: the key is made once for a token, the
 * hub answers the same key the same, and the enrollment is there whole or not at all. The outbox is never touched: what is
 * pending there goes to the hub with the new identity.
 */
public final class Enroller {
    /** The {@code typ} of the proof that this device has the key. */
    public static final String PROOF_TYP = "gh-enroll";

    private final Vertx vertx;
    private final IdentityFiles files;
    private final DeviceId device;

    /** @param device the code this device is set up with; a token for another one is refused */
    public Enroller(Vertx vertx, IdentityFiles files, DeviceId device) {
        this.vertx = vertx;
        this.files = files;
        this.device = device;
    }

    /**
     * Enrolls with a bare token: the key of whoever answers is pinned. Fails with a {@link ProblemException} whose detail is one
     * sentence for a person.
     *
     * @param token the text of the token; never logged
     */
    public Future<Enrollment> enroll(HubAddress hub, String token) {
        return enroll(hub, token, null);
    }

    /** Enrolls with a URL: only the hub whose key has the fingerprint in it is believed. */
    public Future<Enrollment> enroll(HubAddress hub, EnrollmentUrl url) {
        return enroll(hub, url.token(), url);
    }

    private Future<Enrollment> enroll(HubAddress hub, String token, @Nullable EnrollmentUrl url) {
        Hash hash = Hash.sha256(token.getBytes(StandardCharsets.UTF_8));
        HubCall call = new HubCall(vertx, hub);
        return vertx.executeBlocking(() -> files.keyFor(hash, new SecureRandom()))
                .recover(Enroller::keyFailed)
                .compose(key -> call.post(
                                "/v1/enroll",
                                "application/json",
                                request(token, key, device).toBuffer())
                        .map(body -> read(body, key).by(hash, url == null ? null : url.hub())))
                .compose(enrollment -> believed(call, enrollment, url))
                .compose(this::store);
    }

    /** The body of the request. */
    static JsonObject request(String token, SigningKey key, DeviceId device) {
        byte[] proof = new JsonObject()
                .put(
                        "token",
                        Hash.sha256(token.getBytes(StandardCharsets.UTF_8)).toString())
                .put("jwk", key.verifyKey().jwk())
                .put("device", device.value())
                .encode()
                .getBytes(StandardCharsets.UTF_8);
        return new JsonObject()
                .put("token", token)
                .put("proof", Jws.sign(PROOF_TYP, proof, key).text());
    }

    /** The hub's key may have rotated since the URL was made: then a signed way must lead to it. */
    private static Future<Enrollment> believed(HubCall call, Enrollment enrollment, @Nullable EnrollmentUrl url) {
        if (url == null || enrollment.hubKey().kid().equals(url.hubKid())) {
            return Future.succeededFuture(enrollment);
        }
        return call.get("/v1/hub-keys").map(answer -> {
            HubKeys keys = HubKeys.walk(enrollment.hub(), url.hubKid(), answer.getBytes());
            if (!keys.current().equals(enrollment.hubKey())) {
                throw Problem.of(ProblemType.SIGNATURE_INVALID, "what answers is not the hub that made this token")
                        .exception();
            }
            return enrollment;
        });
    }

    private Enrollment read(Buffer body, SigningKey key) {
        Enrollment enrollment = Enrollment.ofJson("the hub's answer", body.getBytes());
        if (!enrollment.kid().equals(key.verifyKey().kid())) {
            throw Problem.of(ProblemType.MALFORMED_BODY, "the hub's answer is for another key than this device's")
                    .exception();
        }
        if (!enrollment.device().device().equals(device)) {
            throw Problem.of(
                            ProblemType.CONFLICT,
                            "the token is for " + enrollment.device().device() + ", but this device is " + device
                                    + "; set LOCKER_ID=" + enrollment.device().device()
                                    + " (locker_id in conf/edge.yaml) and enroll with the same token again")
                    .exception();
        }
        return enrollment;
    }

    private Future<Enrollment> store(Enrollment enrollment) {
        return vertx.executeBlocking(() -> {
                    files.store(enrollment);
                    return enrollment;
                })
                .recover(failure -> Future.failedFuture(Problem.of(
                                ProblemType.STORAGE_FAILED,
                                "the enrollment cannot be stored (" + Reason.of(failure) + ")")
                        .exception(failure)));
    }

    private static Future<SigningKey> keyFailed(Throwable failure) {
        return Future.failedFuture(Problem.of(
                        ProblemType.STORAGE_FAILED,
                        "the key of this device cannot be kept (" + Reason.of(failure) + ")")
                .exception(failure));
    }
}
