package ghosthunter.hub.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity of a hub that runs: it follows the file, so that keys rotate without a restart. {@link #identity} may be called
 * from any context; the rest blocks.
 */
public final class IdentityWatch {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityWatch.class);

    private final Path dataDir;
    private final SecureRandom random;
    private final InstantSource clock;
    private volatile Seen seen;

    private record Seen(HubIdentity identity, FileTime changedAt) {}

    /** Reads the identity, or makes one. */
    public IdentityWatch(Path dataDir, SecureRandom random, InstantSource clock) {
        this.dataDir = dataDir;
        this.random = random;
        this.clock = clock;
        HubIdentity first = IdentityFile.readOrCreate(dataDir, random, clock.instant());
        this.seen = new Seen(first, FileTime.fromMillis(0));
    }

    /** Who the hub is now. */
    public HubIdentity identity() {
        return seen.identity();
    }

    /** Looks whether the file has changed. One that cannot be read is passed over: the hub goes on as who it was. */
    public void look() {
        try {
            FileTime changedAt = Files.getLastModifiedTime(dataDir.resolve(IdentityFile.NAME));
            Seen before = seen;
            if (!changedAt.equals(before.changedAt())) {
                take(before, new Seen(IdentityFile.readOrCreate(dataDir, random, clock.instant()), changedAt));
            }
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("identity cannot be read; the hub keeps its own");
        }
    }

    private void take(Seen before, Seen now) {
        if (!now.identity().hub().equals(before.identity().hub())) {
            LOG.atError()
                    .addKeyValue("hub", now.identity().hub())
                    .log("another hub's identity is not taken while this runs");
            seen = new Seen(before.identity(), now.changedAt());
            return;
        }
        seen = now;
        String kid = now.identity().key().verifyKey().kid();
        if (!kid.equals(before.identity().key().verifyKey().kid())) {
            LOG.atInfo().addKeyValue("kid", kid).log("hub signs with its next key");
        }
    }
}
