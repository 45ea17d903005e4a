package ghosthunter.load.fleet;

import ghosthunter.load.proxy.ChaosProxy;
import java.nio.file.Path;

/** One locker of the fleet: the real edge with its own SQLite file and key, behind its own piece of network. Blocking. */
public interface FleetLocker extends AutoCloseable {
    /** What is painted on it. */
    String code();

    /** Its SQLite file. */
    Path database();

    /** Its network. */
    ChaosProxy network();

    /**
     * Puts a package in and closes the door. Returns when the locker has recorded it.
     *
     * @throws IllegalStateException if the locker does not record it
     */
    void dropOff(String trackingId);

    /** Whether it is switched on. */
    boolean running();

    /** Stops it. */
    @Override
    void close();
}
