package ghosthunter.hub.directory;

import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.hub.enrollment.Keeper;
import ghosthunter.hub.enrollment.KeptFact;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the nodes of a hub hear of each other's revocations: one connection that listens on one channel, and proves all the time
 * that it lives. Postgres delivers what was announced before it answers a question on the same connection, so each answer shows
 * that the cache is no older than its question. Without such an answer for {@value #FRESH_MS} ms the cache is not trusted and
 * every key is looked up. After each new connection the whole is kept anew, for announcements may have been missed.
 *
 * <p>Its methods are called on the context that started it; {@link #trusted} from any.
 */
final class KeyNews {
    /** The channel; its messages are lines of {@code kept.ndjson}. */
    static final String CHANNEL = "ghosthunter_keys";

    /** For how long an answer proves that nothing was missed, milliseconds. With it a revocation acts within a second. */
    static final long FRESH_MS = 800;

    /** A connection that answers later is given up; one that is only late keeps what it heard, but proves nothing, milliseconds. */
    private static final long ANSWER_MS_MAX = 5_000;

    private static final long PROBE_MS = 250;
    private static final long AGAIN_MS = 500;
    private static final Logger LOG = LoggerFactory.getLogger(KeyNews.class);

    private final Vertx vertx;
    private final PgConnectOptions database;
    private final KeyCache cache;
    private final Keeper keeper;
    private final Supplier<Future<?>> keepAll;
    private final LongSupplier nanoTime;
    private volatile long provedAtNanos;
    private volatile boolean proved;
    private boolean closed;
    private @Nullable PgConnection live;

    /** @param keepAll keeps outside what the database has and the file lacks */
    KeyNews(
            Vertx vertx,
            PgConnectOptions database,
            KeyCache cache,
            Keeper keeper,
            Supplier<Future<?>> keepAll,
            LongSupplier nanoTime) {
        this.vertx = vertx;
        this.database = database;
        this.cache = cache;
        this.keeper = keeper;
        this.keepAll = keepAll;
        this.nanoTime = nanoTime;
    }

    /** Whether the cache has missed no announcement that is older than {@value #FRESH_MS} ms. */
    boolean trusted() {
        return proved && nanoTime.getAsLong() - provedAtNanos < TimeUnit.MILLISECONDS.toNanos(FRESH_MS);
    }

    /** Listens from now on; done at the first proof, failed when the database does not answer. */
    Future<Void> start() {
        return PgConnection.connect(vertx, database).compose(this::listen);
    }

    Future<Void> close() {
        closed = true;
        distrust();
        PgConnection open = live;
        live = null;
        return open == null ? Future.succeededFuture() : open.close();
    }

    private Future<Void> listen(PgConnection connection) {
        if (closed) {
            return connection.close();
        }
        live = connection;
        connection.notificationHandler(this::heard);
        connection.closeHandler(gone -> lost(connection, "it was closed"));
        return connection
                .query("LISTEN " + CHANNEL)
                .execute()
                .compose(listening -> whole(connection))
                .onFailure(failure -> lost(connection, failure.getMessage()));
    }

    /** What was remembered before it listened may have been revoked unheard. */
    private Future<Void> whole(PgConnection connection) {
        cache.dropAll();
        return keepAll.get().compose(kept -> proof(connection));
    }

    private Future<Void> proof(PgConnection connection) {
        long askedAtNanos = nanoTime.getAsLong();
        return connection
                .query("SELECT 1")
                .execute()
                .timeout(ANSWER_MS_MAX, TimeUnit.MILLISECONDS)
                .onSuccess(answer -> proved(connection, askedAtNanos))
                .mapEmpty();
    }

    private void proved(PgConnection connection, long askedAtNanos) {
        if (live == connection) {
            provedAtNanos = askedAtNanos;
            proved = true;
            vertx.setTimer(PROBE_MS, due -> probe(connection));
        }
    }

    private void probe(PgConnection connection) {
        if (live == connection) {
            proof(connection).onFailure(failure -> lost(connection, failure.getMessage()));
        }
    }

    private void heard(PgNotification message) {
        try {
            KeptFact.read(message.getPayload()).ifPresent(this::heard);
        } catch (ProblemException e) {
            cache.dropAll();
            LOG.atWarn().addKeyValue("reason", e.problem().detail()).log("announcement cannot be read");
        }
    }

    private void heard(KeptFact fact) {
        cache.drop(fact.device());
        keeper.keep(List.of(fact))
                .onFailure(failure -> LOG.atError()
                        .addKeyValue("reason", failure.getMessage())
                        .log("fact is not kept outside the database"));
    }

    private void distrust() {
        proved = false;
        cache.dropAll();
    }

    private void lost(PgConnection connection, @Nullable String reason) {
        if (live != connection) {
            return;
        }
        live = null;
        distrust();
        LOG.atWarn().addKeyValue("reason", reason).log("announcements of keys are not heard; every key is looked up");
        connection.close().onComplete(gone -> again());
    }

    private void again() {
        if (!closed) {
            vertx.setTimer(
                    AGAIN_MS, due -> PgConnection.connect(vertx, database).onComplete(this::again));
        }
    }

    private void again(AsyncResult<PgConnection> made) {
        if (made.failed()) {
            again();
        } else {
            // What fails from here on comes back by itself.
            var unused = listen(made.result());
        }
    }
}
