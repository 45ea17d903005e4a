package ghosthunter.hub.directory;

import ghosthunter.hub.custody.ClockLimits;
import ghosthunter.hub.custody.SqlCustody;
import ghosthunter.hub.postgres.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** A directory with the connections that it reads through. */
public final class DirectoryPool {
    /** How long a connection may take to be made or to come free, seconds. */
    private static final int CONNECTION_WAIT_S = 5;

    /** How long a connection that nobody uses stays, seconds. */
    private static final int IDLE_S = 60;

    /** Questions that wait for a connection; more fail at once with {@code unavailable}. */
    private static final int WAITING_MAX = 4_096;

    private final Pool pool;
    private final Directory directory;

    private DirectoryPool(Pool pool, Directory directory) {
        this.pool = pool;
        this.directory = directory;
    }

    /**
     * Opens it; a connection is made when the first question comes.
     *
     * @param connectionsMax how many connections
     * @param clocks what custody rests on
     */
    public static DirectoryPool open(
            Vertx vertx,
            DatabaseUrl url,
            int connectionsMax,
            ClockLimits clocks,
            InstantSource clock,
            SecureRandom random) {
        PoolOptions options = new PoolOptions()
                .setMaxSize(connectionsMax)
                .setMaxWaitQueueSize(WAITING_MAX)
                .setConnectionTimeout(CONNECTION_WAIT_S)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(IDLE_S)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        Pool pool = PgBuilder.pool()
                .with(options)
                .connectingTo(url.connectOptions())
                .using(vertx)
                .build();
        return new DirectoryPool(pool, new SqlDirectory(pool, new SqlCustody(pool, clocks), clock, random));
    }

    /** The directory. */
    public Directory directory() {
        return directory;
    }

    /** Closes the connections. */
    public Future<Void> close() {
        return pool.close();
    }
}
