package ghosthunter.hub.feed;

import ghosthunter.codecs.bus.Address;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.pgclient.PgConnection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what is fed into one database, by whichever node, and publishes it as {@link FeedNews} on the bus of this one: one
 * connection, made again when it breaks, whatever was missed told as news for everybody. Starting never fails.
 */
public final class FeedNewsVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(FeedNewsVerticle.class);

    /** News wait so long for others to go with, milliseconds: the messages of one batch of the feed come together. */
    private static final long GATHER_MS = 1;

    /** A connection is asked for a sign of life, milliseconds. */
    private static final long PROBE_MS = 10_000;

    private static final long PROBE_MS_MAX = 5_000;
    private static final long AGAIN_MS = 500;
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final FeedSettings settings;
    private @Nullable PgConnection live;
    private @Nullable FeedNews gathered;
    private boolean closed;

    /** Listens in the database of this feed. */
    public FeedNewsVerticle(FeedSettings settings) {
        this.settings = settings;
    }

    @Override
    public Future<?> start() {
        connect();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        closed = true;
        PgConnection open = live;
        live = null;
        return open == null ? Future.succeededFuture() : open.close();
    }

    private void connect() {
        if (!closed) {
            PgConnection.connect(vertx, settings.url().connectOptions()).onComplete(this::listen);
        }
    }

    private void listen(AsyncResult<PgConnection> made) {
        if (made.failed()) {
            again(String.valueOf(made.cause().getMessage()));
            return;
        }
        PgConnection connection = made.result();
        if (closed) {
            var unused = connection.close();
            return;
        }
        live = connection;
        connection.notificationHandler(
                message -> gather(FeedNews.parse(settings.name(), String.valueOf(message.getPayload()))));
        connection.closeHandler(gone -> lost(connection, "it was closed"));
        connection
                .query("LISTEN " + FeedSql.CHANNEL)
                .execute()
                .onSuccess(listening -> listens(connection))
                .onFailure(failure -> lost(connection, String.valueOf(failure.getMessage())));
    }

    private void listens(PgConnection connection) {
        gather(FeedNews.everybody(settings.name()));
        probeLater(connection);
    }

    /** A line that was cut says nothing; only an answer shows that it would. */
    private void probeLater(PgConnection connection) {
        vertx.setTimer(PROBE_MS, due -> {
            if (live == connection) {
                connection
                        .query("SELECT 1")
                        .execute()
                        .timeout(PROBE_MS_MAX, TimeUnit.MILLISECONDS)
                        .onSuccess(alive -> probeLater(connection))
                        .onFailure(failure -> lost(connection, String.valueOf(failure.getMessage())));
            }
        });
    }

    private void gather(FeedNews news) {
        FeedNews before = gathered;
        gathered = before == null ? news : before.with(news);
        if (before == null) {
            vertx.setTimer(GATHER_MS, due -> publish());
        }
    }

    private void publish() {
        FeedNews news = gathered;
        gathered = null;
        if (news != null && !closed) {
            vertx.eventBus().publish(Address.FEED_NEWS, news, LOCAL);
        }
    }

    private void lost(PgConnection connection, String reason) {
        if (live == connection) {
            live = null;
            var unused = connection.close();
            again(reason);
        }
    }

    private void again(String reason) {
        if (!closed) {
            LOG.atWarn()
                    .addKeyValue("database", settings.name())
                    .addKeyValue("reason", reason)
                    .log("news of the feed are not heard; it is tried again");
            vertx.setTimer(AGAIN_MS, due -> connect());
        }
    }
}
