package ghosthunter.hub.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the embedded database running as long as the hub lives: looks after it once a second, and starts it again when it died.
 * A start that fails is tried again for ever, at growing distance; meanwhile requests are answered {@code 503} and
 * {@code /readyz} says so. Everything that blocks is done by one worker, one thing after the other.
 */
public final class DatabaseKeeper {
    /** Between two looks, milliseconds. A look reads one small file. */
    static final long LOOK_MS = 1_000;

    /** The longest pause between two starts that fail, milliseconds. */
    static final long PAUSE_MS_MAX = 30_000;

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseKeeper.class);

    private final Vertx vertx;
    private final EmbeddedDatabase database;
    private final WorkerExecutor worker;
    private volatile boolean closed;

    private DatabaseKeeper(Vertx vertx, EmbeddedDatabase database, WorkerExecutor worker) {
        this.vertx = vertx;
        this.database = database;
        this.worker = worker;
    }

    /**
     * Begins to look after a database that runs. From now on it is the keeper's: it is closed by {@link #close}.
     *
     * @param busyMsMax how long a start or a stop may take before it is worth a warning, milliseconds
     */
    public static DatabaseKeeper of(Vertx vertx, EmbeddedDatabase database, long busyMsMax) {
        WorkerExecutor worker =
                vertx.createSharedWorkerExecutor("embedded-database", 1, busyMsMax, TimeUnit.MILLISECONDS);
        DatabaseKeeper keeper = new DatabaseKeeper(vertx, database, worker);
        keeper.lookIn(LOOK_MS, 0);
        return keeper;
    }

    /** How long to wait after so many starts that failed in a row. */
    static long pauseMs(int failures) {
        return Math.min(PAUSE_MS_MAX, LOOK_MS << Math.min(failures, 16));
    }

    private void lookIn(long ms, int failures) {
        vertx.timer(ms, TimeUnit.MILLISECONDS).onSuccess(passed -> look(failures));
    }

    private void look(int failures) {
        if (!closed) {
            worker.executeBlocking(database::revive)
                    .onSuccess(revived -> lookIn(LOOK_MS, 0))
                    .onFailure(failure -> notRevived(failure, failures + 1));
        }
    }

    private void notRevived(Throwable failure, int failures) {
        long pauseMs = pauseMs(failures);
        LOG.atError()
                .addKeyValue("reason", failure.getMessage())
                .addKeyValue("failures", failures)
                .addKeyValue("againInMs", pauseMs)
                .log("embedded database does not come back");
        lookIn(pauseMs, failures);
    }

    /** Stops the database, behind a start that is under way. */
    public Future<Void> close() {
        closed = true;
        return worker.executeBlocking(() -> {
                    database.close();
                    return true;
                })
                .eventually(worker::close)
                .mapEmpty();
    }
}
