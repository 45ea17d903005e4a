package ghosthunter.hub.ledger;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;
import org.jspecify.annotations.Nullable;

/** The one connection of a ledger: made when it is needed, forgotten when it is broken. Of one context. */
final class LedgerConnection {
    /** Statements under way at once: more than a group has. */
    private static final int PIPELINING_LIMIT = 256;

    private final Vertx vertx;
    private final PgConnectOptions options;
    private @Nullable SqlConnection current;

    LedgerConnection(Vertx vertx, PgConnectOptions options, LedgerSettings settings) {
        this.vertx = vertx;
        this.options = configured(options, settings);
    }

    /** A live connection. */
    Future<SqlConnection> get() {
        SqlConnection live = current;
        return live == null ? PgConnection.connect(vertx, options).map(this::adopt) : Future.succeededFuture(live);
    }

    /** Forgets the connection and closes it; Postgres rolls back what it had begun. */
    void drop() {
        SqlConnection broken = current;
        current = null;
        if (broken != null) {
            var unused = broken.close();
        }
    }

    /** Closes it for good. */
    Future<Void> close() {
        SqlConnection last = current;
        current = null;
        return last == null ? Future.succeededFuture() : last.close();
    }

    private SqlConnection adopt(SqlConnection connection) {
        current = connection;
        connection.closeHandler(closed -> forget(connection));
        return connection;
    }

    private void forget(SqlConnection closed) {
        if (current == closed) {
            current = null;
        }
    }

    /**
     * Every statement here goes by an index, and by the right one: a plan that was cached while a table was empty takes any
     * index that begins with the tenant, and reads all of the tenant for each change once the table is not. So tables are never
     * scanned, and each group is planned anew, by the sizes of the moment; that costs a group about a millisecond.
     * The time-outs end a session whose node froze with locks in its hands.
     */
    private static PgConnectOptions configured(PgConnectOptions options, LedgerSettings settings) {
        return new PgConnectOptions(options)
                .setPipeliningLimit(PIPELINING_LIMIT)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(PIPELINING_LIMIT)
                .setReconnectAttempts(0)
                .addProperty("application_name", "ghosthunter-ledger")
                .addProperty("default_transaction_isolation", "read committed")
                .addProperty("enable_seqscan", "off")
                .addProperty("enable_hashjoin", "off")
                .addProperty("enable_mergejoin", "off")
                .addProperty("jit", "off")
                .addProperty("plan_cache_mode", "force_custom_plan")
                .addProperty("statement_timeout", String.valueOf(settings.attemptTimeoutMs()))
                .addProperty("idle_in_transaction_session_timeout", String.valueOf(settings.attemptTimeoutMs()));
    }
}
