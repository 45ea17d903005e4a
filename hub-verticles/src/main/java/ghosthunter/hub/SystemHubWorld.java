package ghosthunter.hub;

import java.security.SecureRandom;
import java.time.InstantSource;

/** The world of this machine. */
public final class SystemHubWorld {
    private SystemHubWorld() {}

    /** The clocks of this machine, and chance that nobody can guess. */
    public static HubWorld here() {
        return new HubWorld(InstantSource.system(), System::nanoTime, new SecureRandom());
    }
}
