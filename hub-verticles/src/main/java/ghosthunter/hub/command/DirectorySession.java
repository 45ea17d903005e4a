package ghosthunter.hub.command;

import ghosthunter.codecs.command.Blocking;
import ghosthunter.codecs.command.CommandVertx;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.custody.ClockLimits;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.directory.DirectoryPool;
import ghosthunter.hub.directory.KeyRing;
import ghosthunter.hub.enrollment.KeptFile;
import ghosthunter.hub.entity.ClientDesk;
import ghosthunter.hub.finding.FindingDesk;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.PoolLimits;
import ghosthunter.hub.realtime.PresenceDesk;
import ghosthunter.hub.realtime.PresenceSettings;
import ghosthunter.hub.realtime.TriggerDesk;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;

/** The directory for a command, which may wait. */
final class DirectorySession implements AutoCloseable {
    private final Vertx vertx = CommandVertx.open();
    private final DirectoryPool pool;
    private final PresenceSettings presence;

    DirectorySession(HubConfig config, DatabaseUrl url) {
        HubConfig.Custody custody = config.custody();
        this.presence = config.realtime().presence();
        this.pool = DirectoryPool.open(
                vertx,
                url,
                PoolLimits.ofCommand(),
                new ClockLimits(custody.driftPpm(), custody.hubErrorMs()),
                InstantSource.system(),
                new SecureRandom(),
                new KeptFile(config.dataDir()));
    }

    Directory directory() {
        return pool.directory();
    }

    FindingDesk findings() {
        return new FindingDesk(pool.pools());
    }

    TriggerDesk triggers() {
        return new TriggerDesk(pool.pools());
    }

    /** Which exchanges are in work only a node knows. */
    PresenceDesk presence() {
        return new PresenceDesk(pool.pools(), presence, Set::of);
    }

    ClientDesk clients() {
        return new ClientDesk(pool.pools());
    }

    KeyRing keys() {
        return pool.keys();
    }

    @Override
    public void close() {
        Blocking.await(pool.close().otherwiseEmpty());
        Blocking.await(vertx.close().otherwiseEmpty());
    }
}
