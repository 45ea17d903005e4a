package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.custody.ClockLimits;
import ghosthunter.hub.custody.SqlCustody;
import ghosthunter.hub.enrollment.Keeper;
import ghosthunter.hub.enrollment.KeptFile;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.PoolLimits;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory with the connections that it reads through: to the database that tenants share, and to those of their own. */
public final class DirectoryPool {
    /** How long a live key is remembered at most. */
    private static final Duration KEY_TTL = Duration.ofMinutes(10);

    private static final int KEYS_MAX = 100_000;

    private final Vertx vertx;
    private final DatabaseUrl url;
    private final KeptFile kept;
    private final Keeper keeper;
    private final KeyCache cache;
    private final TenantPools pools;
    private final Directory directory;
    private final KeyRing keys;
    private final ConcurrentMap<TenantId, KeyNews> newsOfOwn = new ConcurrentHashMap<>();
    private volatile @Nullable KeyNews news;

    private DirectoryPool(
            Vertx vertx,
            DatabaseUrl url,
            TenantPools pools,
            ClockLimits clocks,
            InstantSource clock,
            SecureRandom random,
            KeptFile kept) {
        this.vertx = vertx;
        this.url = url;
        this.kept = kept;
        this.keeper = Keeper.of(vertx, kept);
        this.cache = new KeyCache(clock, KEYS_MAX, KEY_TTL);
        this.pools = pools;
        this.directory =
                new SqlDirectory(pools, new SqlCustody(pools, clocks), random, keeper, cache, this::isCacheTrusted);
        this.keys = new SqlKeyRing(pools, cache, keeper);
    }

    /**
     * Opens it; a connection is made when the first question comes. No key is remembered before {@link #listen}.
     *
     * @param url the database of all tenants that have none of their own
     * @param connections to one database
     * @param clocks what custody rests on
     * @param kept what is kept of keys outside the database
     */
    public static DirectoryPool open(
            Vertx vertx,
            DatabaseUrl url,
            PoolLimits connections,
            ClockLimits clocks,
            InstantSource clock,
            SecureRandom random,
            KeptFile kept) {
        TenantPools pools = TenantPools.open(vertx, url, connections);
        return new DirectoryPool(vertx, url, pools, clocks, clock, random, kept);
    }

    /**
     * What a node does before it serves: carries what is kept into the database, for that may have been restored from an old
     * dump, then hears what other nodes do to keys, and remembers keys from now on.
     *
     * @param nanoTime a clock that only measures distances
     */
    public Future<Void> listen(LongSupplier nanoTime) {
        return listen(url, pools.shared(), tenant -> !pools.isOwn(tenant), nanoTime)
                .onSuccess(heard -> news = heard)
                .mapEmpty();
    }

    /**
     * The database of its own of a tenant is at hand, with its schema: the same as {@link #listen} for it, and then the tenant is
     * served there.
     */
    public Future<Void> add(TenantId tenant, DatabaseUrl own, LongSupplier nanoTime) {
        Pool pool = pools.connect(own);
        return listen(own, pool, tenant::equals, nanoTime)
                .onFailure(failure -> pool.close())
                .map(heard -> {
                    newsOfOwn.put(tenant, heard);
                    pools.add(tenant, pool);
                    return null;
                });
    }

    private Future<KeyNews> listen(DatabaseUrl database, Pool pool, Predicate<TenantId> here, LongSupplier nanoTime) {
        KeptReplay replay = new KeptReplay(pool, here);
        KeyNews listening = new KeyNews(
                vertx,
                database.connectOptions(),
                cache,
                keeper,
                () -> replay.facts().compose(keeper::keep),
                nanoTime);
        return vertx.executeBlocking(kept::facts)
                .compose(replay::replay)
                .compose(replayed -> listening.start())
                .map(listening)
                .recover(failure -> listening.close().transform(closed -> DatabaseFailure.unavailable(failure)));
    }

    private boolean isCacheTrusted(TenantId tenant) {
        KeyNews heard = pools.isOwn(tenant) ? newsOfOwn.get(tenant) : news;
        return heard != null && heard.trusted();
    }

    /** The directory. */
    public Directory directory() {
        return directory;
    }

    /** Is told of each device whose keys changed, at whichever node, on any context; what was missed is not told later. */
    public void watchKeys(Consumer<DeviceRef> watcher) {
        cache.watch(watcher);
    }

    /** What changes keys. */
    public KeyRing keys() {
        return keys;
    }

    /** Its connections, by tenant. */
    public TenantPools pools() {
        return pools;
    }

    /** Closes the connections. */
    public Future<Void> close() {
        List<Future<Void>> deaf = Stream.concat(Stream.ofNullable(news), newsOfOwn.values().stream())
                .map(KeyNews::close)
                .toList();
        return Future.join(deaf).transform(closed -> pools.close());
    }
}
