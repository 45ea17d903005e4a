package ghosthunter.hub.postgres;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.concurrent.TimeUnit;

/**
 * How many connections a pool makes, and how patient it is with a database that gives none.
 *
 * @param connectionsMax how many connections to one database
 * @param waitS how long a connection may take to be made or to come free, seconds
 * @param attemptsMax how often one is asked for, {@value #PAUSE_MS} ms after the last refusal, within that time
 */
public record PoolLimits(int connectionsMax, int waitS, int attemptsMax) {
    /** Between two attempts, milliseconds. */
    public static final long PAUSE_MS = 500;

    /** How long a command waits for a connection, seconds: nobody asks again for it, as lockers do of a node. */
    public static final int COMMAND_WAIT_S = 30;

    private static final int NODE_WAIT_S = 5;

    /** How long a connection that nobody uses stays, seconds. */
    private static final int IDLE_S = 60;

    /** For a node: its callers are told soon, and repeat. */
    public static PoolLimits ofNode(int connectionsMax) {
        return new PoolLimits(connectionsMax, NODE_WAIT_S, 1);
    }

    /** For a command, which does one thing after the other. */
    public static PoolLimits ofCommand() {
        return new PoolLimits(1, COMMAND_WAIT_S, (int) (COMMAND_WAIT_S * 1_000 / PAUSE_MS));
    }

    /**
     * A pool; a connection is made when the first question comes.
     *
     * @param waitingMax how many questions may wait for a connection; more fail at once
     */
    public Pool open(Vertx vertx, DatabaseUrl url, int waitingMax) {
        PgConnectOptions connect = url.requestOptions();
        connect.setReconnectAttempts(attemptsMax - 1).setReconnectInterval(PAUSE_MS);
        PoolOptions options = new PoolOptions()
                .setMaxSize(connectionsMax)
                .setMaxWaitQueueSize(waitingMax)
                .setConnectionTimeout(waitS)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(IDLE_S)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        return PgBuilder.pool().with(options).connectingTo(connect).using(vertx).build();
    }
}
