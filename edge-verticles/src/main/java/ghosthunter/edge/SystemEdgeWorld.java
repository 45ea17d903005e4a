package ghosthunter.edge;

import ghosthunter.codecs.time.SystemBootClock;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.UUID;

/** The world of this machine. */
public final class SystemEdgeWorld {
    private SystemEdgeWorld() {}

    /** The clocks of this machine; each source of randomness has a seed that nobody can guess. */
    public static EdgeWorld here() {
        SecureRandom seeds = new SecureRandom();
        return new EdgeWorld(
                InstantSource.system(), new SystemBootClock(), () -> new SplittableRandom(seeds.nextLong()));
    }

    /** A random UUID. */
    static UUID randomId() {
        return UUID.randomUUID();
    }
}
