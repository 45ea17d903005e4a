package ghosthunter.hub.ledger;

import ghosthunter.hub.postgres.Tenancy;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Statements that are sent one behind the other without waiting: one round trip for all. Postgres runs them in order, each on
 * a snapshot of its own (READ COMMITTED). When one fails, those behind it fail too; the first failure is the cause.
 */
final class Pipeline {
    private final SqlConnection connection;
    private final List<Future<?>> sent = new ArrayList<>();

    Pipeline(SqlConnection connection) {
        this.connection = connection;
    }

    /** Begins a transaction that sees and writes the rows of these tenants alone. */
    void begin(Tenancy tenancy) {
        command("BEGIN");
        send(Tenancy.SET, Tuple.of(tenancy.setting()), set -> {});
    }

    /** A command without parameters or rows. */
    void command(String sql) {
        sent.add(connection.query(sql).execute());
    }

    /** A statement whose rows are read as soon as they are there. */
    void send(String sql, Tuple parameters, Consumer<RowSet<Row>> read) {
        sent.add(connection.preparedQuery(sql).execute(parameters).map(rows -> {
            read.accept(rows);
            return rows;
        }));
    }

    /** Waits until each has its answer. Fails with the first failure in the order of sending. */
    Future<Void> join() {
        List<Future<?>> all = List.copyOf(sent);
        sent.clear();
        return Future.join(all)
                .transform(joined -> all.stream()
                        .filter(Future::failed)
                        .findFirst()
                        .map(failed -> Future.<Void>failedFuture(failed.cause()))
                        .orElseGet(Future::succeededFuture));
    }
}
