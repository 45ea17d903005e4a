package ghosthunter.hub.http;

import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.Rotation;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.directory.DeviceKey;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.directory.Enrollment;
import ghosthunter.hub.directory.KeyRing;
import ghosthunter.hub.identity.IdentityJson;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code POST /v1/keys}: a device replaces its key. {@code GET /v1/hub-keys}: the keys of the hub, each named by the one before.
 */
public final class KeysApi {
    private final HubSeal seal;
    private final Directory directory;
    private final KeyRing keys;
    private final Gate gate;
    private final HttpLimits limits;
    private final ProblemResponder problems;

    public KeysApi(
            HubSeal seal, Directory directory, KeyRing keys, Gate gate, HttpLimits limits, ProblemResponder problems) {
        this.seal = seal;
        this.directory = directory;
        this.keys = keys;
        this.gate = gate;
        this.limits = limits;
        this.problems = problems;
    }

    /** The paths. */
    public List<Routes> routes() {
        return List.of(
                Routes.post("/v1/keys", this::rotate, problems), Routes.get("/v1/hub-keys", this::hubKeys, problems));
    }

    private void hubKeys(RoutingContext ctx) {
        Handlers.json(
                ctx.response(), 200, IdentityJson.published(seal.identity().get()));
    }

    private void rotate(RoutingContext ctx) {
        SmallBody.read(ctx.request(), Rotation.MEDIA_TYPE, limits)
                .map(body -> Jws.parse(new String(body, StandardCharsets.UTF_8), Rotation.TYP))
                .compose(this::rotated)
                .onSuccess(enrollment -> Handlers.json(ctx.response(), 200, seal.answer(enrollment)))
                .onFailure(failure -> problems.answer(ctx, failure));
    }

    private Future<Enrollment> rotated(Jws request) {
        Rotation rotation = Rotation.read(request);
        return directory
                .deviceKey(rotation.device(), rotation.by())
                .map(key -> checked(request, rotation, key))
                .compose(this::admitted)
                .timeout(limits.lookupWaitMs(), TimeUnit.MILLISECONDS);
    }

    /** A rotation is one of the requests that a device may make; whose it is stands fast by now. */
    private Future<Enrollment> admitted(Rotation valid) {
        Gate.Pass pass = gate.enter(valid.device(), 0);
        return keys.rotate(valid.device(), valid.by(), valid.next(), seal).onComplete(done -> pass.leave());
    }

    private Rotation checked(Jws request, Rotation rotation, Optional<DeviceKey> key) {
        if (key.isEmpty()) {
            throw problem(ProblemType.UNKNOWN_DEVICE, rotation.device() + " is not enrolled with key " + rotation.by());
        }
        if (!request.verifies(key.get().key())) {
            throw problem(ProblemType.SIGNATURE_INVALID, "the rotation is not signed by key " + rotation.by());
        }
        if (!rotation.hub().equals(seal.hub())) {
            throw problem(ProblemType.WRONG_AUDIENCE, "this is " + seal.hub() + ", not " + rotation.hub());
        }
        return rotation;
    }

    private static ProblemException problem(ProblemType type, String detail) {
        return Problem.of(type, detail).exception();
    }
}
