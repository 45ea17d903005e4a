package ghosthunter.edge.enroll;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.key.HubKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Optional;

/** The identity as it lies beside the database; an enrollment for another device than this is set up as is an error. */
public final class StoredIdentity implements IdentitySource {
    private final Vertx vertx;
    private final IdentityFiles files;
    private final DeviceId device;
    private final HubAddress hub;

    /** @param hub whom to ask for the keys that it signs with */
    public StoredIdentity(Vertx vertx, IdentityFiles files, DeviceId device, HubAddress hub) {
        this.vertx = vertx;
        this.files = files;
        this.device = device;
        this.hub = hub;
    }

    @Override
    public Future<Optional<Identity>> read() {
        return vertx.executeBlocking(this::ofThisDevice);
    }

    @Override
    public Future<Void> keep(Identity identity, HubKeys believed) {
        return vertx.executeBlocking(() -> {
            files.keep(believed);
            return null;
        });
    }

    @Override
    public Future<Void> walk(Identity identity) {
        String pinnedKid = identity.hubKeys().current().kid();
        return new HubCall(vertx, hub)
                .get("/v1/hub-keys")
                .map(answer -> HubKeys.walk(identity.hub(), pinnedKid, answer.getBytes()))
                .compose(believed -> keep(identity, believed));
    }

    private Optional<Identity> ofThisDevice() throws IOException {
        Optional<Identity> found = files.identity();
        if (found.isPresent() && !found.get().device().device().equals(device)) {
            throw new IOException("it belongs to " + found.get().device().device() + ", but this device is " + device
                    + " (LOCKER_ID)");
        }
        return found;
    }
}
