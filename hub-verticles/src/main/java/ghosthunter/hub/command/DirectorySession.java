package ghosthunter.hub.command;

import ghosthunter.codecs.command.Blocking;
import ghosthunter.codecs.command.CommandVertx;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.custody.ClockLimits;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.directory.DirectoryPool;
import ghosthunter.hub.directory.KeyRing;
import ghosthunter.hub.enrollment.KeptFile;
import ghosthunter.hub.finding.FindingDesk;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.PoolLimits;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;

/** The directory for a command, which may wait. */
final class DirectorySession implements AutoCloseable {
    private final Vertx vertx = CommandVertx.open();
    private final DirectoryPool pool;

    DirectorySession(HubConfig config, DatabaseUrl url) {
        HubConfig.Custody custody = config.custody();
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

    KeyRing keys() {
        return pool.keys();
    }

    @Override
    public void close() {
        Blocking.await(pool.close().otherwiseEmpty());
        Blocking.await(vertx.close().otherwiseEmpty());
    }
}
