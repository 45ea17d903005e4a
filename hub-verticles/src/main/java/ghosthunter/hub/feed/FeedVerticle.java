package ghosthunter.hub.feed;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one database: has {@link Feed} do its steps, one behind the other, on a thread of their own. Of all nodes one feeds; the
 * others stand by and take over within seconds. Starting never fails and waits for nothing.
 */
public final class FeedVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(FeedVerticle.class);

    /** How long a step may take when it stops; then its connections are closed under it, milliseconds. */
    private static final long STOP_MS_MAX = 2_000;

    /** After a step that failed as none should, milliseconds. */
    private static final long BROKEN_MS = 5_000;

    private final FeedSettings settings;
    private final Feed feed;
    private @Nullable WorkerExecutor thread;
    private Future<?> running = Future.succeededFuture();
    private long timer = -1;
    private boolean stopping;

    /**
     * Makes it.
     *
     * @param figures what it shows of itself
     * @param nanoTime a clock that only measures distances, nanoseconds
     */
    public FeedVerticle(FeedSettings settings, FeedFigures figures, LongSupplier nanoTime) {
        this.settings = settings;
        this.feed = new Feed(settings, figures, nanoTime);
    }

    @Override
    public Future<?> start() {
        thread = vertx.createSharedWorkerExecutor(
                "ghosthunter-feed-" + deploymentID(), 1, Session.HEAL_MS_MAX, TimeUnit.MILLISECONDS);
        step();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopping = true;
        boolean unused = vertx.cancelTimer(timer);
        WorkerExecutor mine = Objects.requireNonNull(thread);
        Future<Void> ended = running.<Void>mapEmpty()
                .timeout(STOP_MS_MAX, TimeUnit.MILLISECONDS)
                .recover(late -> aborted());
        return ended.transform(done -> mine.executeBlocking(this::closed)).transform(closed -> mine.close());
    }

    private boolean closed() {
        feed.close();
        return true;
    }

    /** Not on the thread of the feed, which waits for an answer. */
    private Future<Void> aborted() {
        return vertx.executeBlocking(() -> {
                    feed.abort();
                    return true;
                })
                .mapEmpty();
    }

    private void step() {
        if (!stopping) {
            running = Objects.requireNonNull(thread)
                    .executeBlocking(feed::step)
                    .onSuccess(this::rest)
                    .onFailure(this::broken);
        }
    }

    private void rest(long ms) {
        if (ms <= 0) {
            step();
        } else if (!stopping) {
            timer = vertx.setTimer(ms, due -> step());
        }
    }

    private void broken(Throwable failure) {
        LOG.atError()
                .addKeyValue("database", settings.name())
                .setCause(failure)
                .log("feed is broken; it is tried again");
        rest(BROKEN_MS);
    }
}
