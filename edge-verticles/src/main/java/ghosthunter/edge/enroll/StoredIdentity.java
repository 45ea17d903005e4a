package ghosthunter.edge.enroll;

import ghosthunter.codecs.change.DeviceId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Optional;

/** The identity as it lies beside the database; an enrollment for another device than this is set up as is an error. */
public final class StoredIdentity implements IdentitySource {
    private final Vertx vertx;
    private final IdentityFiles files;
    private final DeviceId device;

    public StoredIdentity(Vertx vertx, IdentityFiles files, DeviceId device) {
        this.vertx = vertx;
        this.files = files;
        this.device = device;
    }

    @Override
    public Future<Optional<Identity>> read() {
        return vertx.executeBlocking(this::ofThisDevice);
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
