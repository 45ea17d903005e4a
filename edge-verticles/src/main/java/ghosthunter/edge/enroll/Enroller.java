package ghosthunter.edge.enroll;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.json.JsonFields;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;

/**
 * Gets the identity with a single-use token. Every step may be cut and the whole repeated: the key is made once, the hub
 * answers the same key the same, and the enrollment is there whole or not at all.
 */
public final class Enroller {
    /** The {@code typ} of the proof that this device has the key. */
    public static final String PROOF_TYP = "gh-enroll";

    private static final long ANSWER_S_MAX = 30;
    private static final int STATUS_OK = 200;

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
     * Enrolls. Fails with a {@link ProblemException} whose detail is one sentence for a person.
     *
     * @param token the text of the token; never logged
     */
    public Future<Enrollment> enroll(HubAddress hub, String token) {
        HttpClient client = vertx.createHttpClient(hub.clientOptions());
        return vertx.executeBlocking(() -> files.loadOrMakeKey(new SecureRandom()))
                .recover(Enroller::keyFailed)
                .compose(key -> ask(client, hub, token, key).map(body -> read(body, key)))
                .compose(this::store)
                .eventually(client::close);
    }

    /** The body of the request. */
    static JsonObject request(String token, SigningKey key) {
        byte[] proof = new JsonObject()
                .put(
                        "token",
                        Hash.sha256(token.getBytes(StandardCharsets.UTF_8)).toString())
                .put("jwk", key.verifyKey().jwk())
                .encode()
                .getBytes(StandardCharsets.UTF_8);
        return new JsonObject()
                .put("token", token)
                .put("proof", Jws.sign(PROOF_TYP, proof, key).text());
    }

    private Future<Buffer> ask(HttpClient client, HubAddress hub, String token, SigningKey key) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(hub.endpoint("/v1/enroll"))
                .setFollowRedirects(false);
        return client.request(options)
                .compose(request -> send(request, request(token, key)))
                .timeout(ANSWER_S_MAX, TimeUnit.SECONDS)
                .recover(failure ->
                        Future.failedFuture(failure instanceof ProblemException ? failure : lost(hub, failure)));
    }

    private static Future<Buffer> send(HttpClientRequest request, JsonObject body) {
        return request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .send(body.toBuffer())
                .compose(response -> response.body()
                        .compose(answer -> response.statusCode() == STATUS_OK
                                ? Future.succeededFuture(answer)
                                : Future.failedFuture(refused(response.statusCode(), answer))));
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
                .recover(failure -> Future.failedFuture(
                        Problem.of(ProblemType.STORAGE_FAILED, "the enrollment cannot be stored (" + failure + ")")
                                .exception(failure)));
    }

    private static Future<SigningKey> keyFailed(Throwable failure) {
        return Future.failedFuture(
                Problem.of(ProblemType.STORAGE_FAILED, "the key of this device cannot be kept (" + failure + ")")
                        .exception(failure));
    }

    private static ProblemException refused(int status, Buffer answer) {
        try {
            String detail = JsonFields.parse("problem", answer.getBytes()).text("detail");
            return Problem.of(ProblemType.TOKEN_REFUSED, "the hub refused (" + status + "): " + detail)
                    .exception();
        } catch (ProblemException e) {
            return Problem.of(ProblemType.TOKEN_REFUSED, "what answered with status " + status + " is no hub")
                    .exception();
        }
    }

    private static ProblemException lost(HubAddress hub, Throwable failure) {
        return Problem.of(
                        ProblemType.UNAVAILABLE, "no answer from the hub at " + hub.url() + ": " + failure.getMessage())
                .exception(failure);
    }
}
