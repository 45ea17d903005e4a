package ghosthunter.edge.enroll;

import io.vertx.core.Future;
import java.util.Optional;

/** Where the identity comes from: a port, for the device may be enrolled while its daemon runs. */
public interface IdentitySource {
    /** The identity, or nothing before enrollment; fails when what is stored cannot be read. */
    Future<Optional<Identity>> read();
}
