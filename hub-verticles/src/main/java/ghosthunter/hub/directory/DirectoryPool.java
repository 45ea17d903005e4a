package ghosthunter.hub.directory;

import ghosthunter.hub.custody.ClockLimits;
import ghosthunter.hub.custody.SqlCustody;
import ghosthunter.hub.enrollment.Keeper;
import ghosthunter.hub.enrollment.KeptFile;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.DatabaseUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A directory with the connections that it reads through. */
public final class DirectoryPool {
    /** How long a connection may take to be made or to come free, seconds. */
    private static final int CONNECTION_WAIT_S = 5;

    /** How long a connection that nobody uses stays, seconds. */
    private static final int IDLE_S = 60;

    /** Questions that wait for a connection; more fail at once with {@code unavailable}. */
    private static final int WAITING_MAX = 4_096;

    /** How long a live key is remembered at most. */
    private static final Duration KEY_TTL = Duration.ofMinutes(10);

    private static final int KEYS_MAX = 100_000;

    private final Vertx vertx;
    private final DatabaseUrl url;
    private final KeptFile kept;
    private final Keeper keeper;
    private final KeyCache cache;
    private final Pool pool;
    private final Directory directory;
    private final KeyRing keys;
    private volatile @Nullable KeyNews news;

    private DirectoryPool(
            Vertx vertx,
            DatabaseUrl url,
            PoolOptions options,
            ClockLimits clocks,
            InstantSource clock,
            SecureRandom random,
            KeptFile kept) {
        this.vertx = vertx;
        this.url = url;
        this.kept = kept;
        this.keeper = Keeper.of(vertx, kept);
        this.cache = new KeyCache(clock, KEYS_MAX, KEY_TTL);
        this.pool = PgBuilder.pool()
                .with(options)
                .connectingTo(url.connectOptions())
                .using(vertx)
                .build();
        this.directory =
                new SqlDirectory(pool, new SqlCustody(pool, clocks), random, keeper, cache, this::isCacheTrusted);
        this.keys = new SqlKeyRing(pool, cache, keeper);
    }

    /**
     * Opens it; a connection is made when the first question comes. No key is remembered before {@link #listen}.
     *
     * @param connectionsMax how many connections
     * @param clocks what custody rests on
     * @param kept what is kept of keys outside the database
     */
    public static DirectoryPool open(
            Vertx vertx,
            DatabaseUrl url,
            int connectionsMax,
            ClockLimits clocks,
            InstantSource clock,
            SecureRandom random,
            KeptFile kept) {
        PoolOptions options = new PoolOptions()
                .setMaxSize(connectionsMax)
                .setMaxWaitQueueSize(WAITING_MAX)
                .setConnectionTimeout(CONNECTION_WAIT_S)
                .setConnectionTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(IDLE_S)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        return new DirectoryPool(vertx, url, options, clocks, clock, random, kept);
    }

    /**
     * What a node does before it serves: carries what is kept into the database, for that may have been restored from an old
     * dump, then hears what other nodes do to keys, and remembers keys from now on.
     *
     * @param nanoTime a clock that only measures distances
     */
    public Future<Void> listen(LongSupplier nanoTime) {
        KeptReplay replay = new KeptReplay(pool);
        KeyNews listening = new KeyNews(
                vertx, url.connectOptions(), cache, keeper, () -> replay.facts().compose(keeper::keep), nanoTime);
        return vertx.executeBlocking(kept::facts)
                .compose(replay::replay)
                .compose(replayed -> {
                    news = listening;
                    return listening.start();
                })
                .recover(DatabaseFailure::unavailable);
    }

    private boolean isCacheTrusted() {
        KeyNews heard = news;
        return heard != null && heard.trusted();
    }

    /** The directory. */
    public Directory directory() {
        return directory;
    }

    /** What changes keys. */
    public KeyRing keys() {
        return keys;
    }

    /** Closes the connections. */
    public Future<Void> close() {
        KeyNews heard = news;
        Future<Void> deaf = heard == null ? Future.succeededFuture() : heard.close();
        return deaf.transform(closed -> pool.close());
    }
}
