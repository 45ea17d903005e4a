package ghosthunter.edge.enroll;

import ghosthunter.codecs.key.HubKeys;
import io.vertx.core.Future;
import java.util.Optional;

/** Where the identity comes from: a port, for the device may be enrolled, and its key replaced, while its daemon runs. */
public interface IdentitySource {
    /** The identity, or nothing before enrollment; fails when what is stored cannot be read. */
    Future<Optional<Identity>> read();

    /** Keeps which keys of the hub are believed from now on. */
    default Future<Void> keep(Identity identity, HubKeys believed) {
        return Future.succeededFuture();
    }

    /** The hub signs with a key that is not known: asks it for the signed succession, and keeps where that leads. */
    default Future<Void> walk(Identity identity) {
        return Future.failedFuture("nobody tells the hub's keys here");
    }
}
