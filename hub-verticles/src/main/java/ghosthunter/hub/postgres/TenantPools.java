package ghosthunter.hub.postgres;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The connections of a hub, by tenant: one pool that tenants share, and one for each tenant that has a database of its own. Every
 * statement runs with the {@link Tenancy} of its tenant, in that tenant's database. Any context may call it.
 */
public final class TenantPools {
    /** Questions that wait for a connection; more fail at once with {@code unavailable}. */
    private static final int WAITING_MAX = 4_096;

    private final Function<DatabaseUrl, Pool> opener;
    private final Pool shared;
    private final ConcurrentMap<TenantId, Optional<Pool>> own = new ConcurrentHashMap<>();

    private TenantPools(Function<DatabaseUrl, Pool> opener, Pool shared) {
        this.opener = opener;
        this.shared = shared;
    }

    /**
     * Opens them; a connection is made when the first question comes.
     *
     * @param shared the database of all tenants that have none of their own
     * @param limits to one database
     */
    public static TenantPools open(Vertx vertx, DatabaseUrl shared, PoolLimits limits) {
        Function<DatabaseUrl, Pool> opener = url -> limits.open(vertx, url, WAITING_MAX);
        return new TenantPools(opener, opener.apply(shared));
    }

    /** This tenant has a database of its own; until {@link #add} every question about it fails with {@code unavailable}. */
    public void expect(TenantId tenant) {
        own.putIfAbsent(tenant, Optional.empty());
    }

    /** A pool for a database of its own, for {@link #add}. */
    public Pool connect(DatabaseUrl url) {
        return opener.apply(url);
    }

    /** The database of its own of this tenant is there; the pool is closed with the others. */
    public void add(TenantId tenant, Pool pool) {
        own.put(tenant, Optional.of(pool));
    }

    /** Whether the tenant has a database of its own. */
    public boolean isOwn(TenantId tenant) {
        return own.containsKey(tenant);
    }

    /** The pool of the shared database, for what belongs to the installation and not to a tenant. */
    public Pool shared() {
        return shared;
    }

    /** One statement of a tenant, in a transaction of its own: one round trip. */
    public Future<RowSet<Row>> query(TenantId tenant, String sql, Tuple parameters) {
        return of(tenant).compose(pool -> Tenancy.of(tenant).query(pool, sql, parameters));
    }

    /** A transaction of a tenant: committed when the work succeeds, rolled back when it fails. */
    public <T> Future<T> transaction(TenantId tenant, Function<SqlConnection, Future<T>> work) {
        return of(tenant).compose(pool -> Tenancy.of(tenant).transaction(pool, work));
    }

    /** Closes every connection. */
    public Future<Void> close() {
        List<Future<Void>> closed = Stream.concat(
                        Stream.of(shared), own.values().stream().flatMap(Optional::stream))
                .map(Pool::close)
                .toList();
        return Future.join(closed).mapEmpty();
    }

    private Future<Pool> of(TenantId tenant) {
        Optional<Pool> found = own.getOrDefault(tenant, Optional.of(shared));
        return found.map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(
                        Problem.of(ProblemType.UNAVAILABLE, "the database of this tenant does not answer at the moment")
                                .exception()));
    }
}
