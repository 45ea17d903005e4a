package ghosthunter.hub.postgres;

import ghosthunter.codecs.change.TenantId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whose rows a transaction sees and writes. The row-level security of the database goes by it, and it ends with the
 * transaction, however that ends: a connection that goes back to its pool has no tenant. Outside of a transaction of these
 * kinds a session of the hub sees no row of any tenant.
 */
public final class Tenancy {
    /** Sets it for the transaction; its one parameter is {@link #setting}. Send it behind BEGIN without waiting. */
    public static final String SET = "SELECT set_config('ghosthunter.tenants', $1, true)";

    private final String setting;

    private Tenancy(String setting) {
        this.setting = setting;
    }

    /** The rows of one tenant. */
    public static Tenancy of(TenantId tenant) {
        return new Tenancy(tenant.value());
    }

    /** The rows of several. */
    public static Tenancy of(Collection<TenantId> tenants) {
        return new Tenancy(
                tenants.stream().distinct().sorted().map(TenantId::value).collect(Collectors.joining(",")));
    }

    /**
     * The rows of the installation: every row of the tables in which a row may be nobody's (operators, API keys, their audit,
     * the list of tenants). No row of any other table.
     */
    public static Tenancy hub() {
        return new Tenancy("*");
    }

    /** The value of the setting; the characters of a tenant's name cannot be mistaken for its comma or star. */
    public String setting() {
        return setting;
    }

    /** One statement, in a transaction of its own: one round trip. */
    public Future<RowSet<Row>> query(Pool pool, String sql, Tuple parameters) {
        return pool.withConnection(connection -> {
            Future<?> begun = connection.query("BEGIN").execute();
            Future<?> set = connection.preparedQuery(SET).execute(Tuple.of(setting));
            Future<RowSet<Row>> rows = connection.preparedQuery(sql).execute(parameters);
            Future<?> ended = connection.query("COMMIT").execute(); // After a failure it rolls back.
            return Future.join(List.of(begun, set, rows, ended))
                    .transform(all ->
                            rows.compose(read -> Future.all(begun, set, ended).map(read)));
        });
    }

    /** A transaction of several steps: committed when the work succeeds, rolled back when it fails. */
    public <T> Future<T> transaction(Pool pool, Function<SqlConnection, Future<T>> work) {
        return pool.withTransaction(connection -> {
            Future<?> set = connection.preparedQuery(SET).execute(Tuple.of(setting));
            return work.apply(connection).compose(result -> set.map(result));
        });
    }

    @Override
    public String toString() {
        return setting;
    }
}
