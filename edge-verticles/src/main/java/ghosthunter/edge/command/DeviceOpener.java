package ghosthunter.edge.command;

import ghosthunter.edge.config.EdgeConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Opens a device in this process, where no daemon runs. A port: the wiring of a device is not this package's business. */
public interface DeviceOpener {
    /**
     * Opens it. Fails with a problem {@code unavailable} when another process has the file.
     *
     * @return the port of its local API
     */
    Future<Integer> open(Vertx vertx, EdgeConfig config);
}
