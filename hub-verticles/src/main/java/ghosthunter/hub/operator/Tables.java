package ghosthunter.hub.operator;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.Tenancy;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks the tables of this package, whose rows are the installation's; a database that is away is {@code unavailable}. */
final class Tables {
    private final Pool pool;

    Tables(Pool pool) {
        this.pool = pool;
    }

    Future<RowSet<Row>> query(String sql, Tuple parameters) {
        return Tenancy.hub().query(pool, sql, parameters).recover(DatabaseFailure::unavailable);
    }

    <T> Future<T> transaction(Function<SqlConnection, Future<T>> work) {
        return Tenancy.hub().transaction(pool, work).recover(DatabaseFailure::unavailable);
    }

    static Future<RowSet<Row>> query(SqlConnection connection, String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters);
    }

    static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
    }

    /** Of a question that always has an answer. */
    static boolean found(RowSet<Row> rows) {
        return rows.iterator().next().getBoolean("found");
    }

    static Scope scope(Row row) {
        return new Scope(Role.parse(row.getString("role")), tenant(row));
    }

    static @Nullable TenantId tenant(Row row) {
        String tenant = row.getString("tenant");
        return tenant == null ? null : new TenantId(tenant);
    }

    static @Nullable String text(@Nullable TenantId tenant) {
        return tenant == null ? null : tenant.value();
    }

    static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime at = row.getOffsetDateTime(column);
        return at == null ? null : at.toInstant();
    }

    static Instant instantOf(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }
}
