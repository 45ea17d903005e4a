package ghosthunter.edge.command;

import ghosthunter.edge.config.EdgeConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** Opens a device in this process, where no daemon runs. A port: the wiring of a device is not this package's business. */
public interface DeviceOpener {
    /** Opens it. Fails with a problem {@code unavailable} when another process has the file. */
    Future<OpenDevice> open(Vertx vertx, EdgeConfig config);

    /**
     * A device that this process has opened.
     *
     * @param port of its local API
     * @param stop stops it: whom it answers gets the answer, and the file is free afterwards
     */
    record OpenDevice(int port, Supplier<Future<Void>> stop) {}
}
