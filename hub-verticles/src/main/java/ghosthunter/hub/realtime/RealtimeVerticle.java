package ghosthunter.hub.realtime;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.exchange.Trigger.Reason;
import ghosthunter.hub.directory.DeviceKey;
import ghosthunter.hub.directory.DeviceKey.Standing;
import ghosthunter.hub.directory.Directory;
import ghosthunter.hub.feed.FeedNews;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Calls devices: hears what is news for whom, at whichever node it was fed, and tells those who have a stream here, at the node's
 * pace. Keeps streams alive, ends those whose key counts no more, and writes down who is there.
 */
public final class RealtimeVerticle extends VerticleBase {
    /** How often every stream is looked at, milliseconds. */
    private static final long TICK_MS = 500;

    /** How often calls go on that had to wait, milliseconds. */
    private static final long CALL_MS = 20;

    private static final long LEAVE_MS_MAX = 3_000;

    private final Streams streams;
    private final Directory directory;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final PresenceSettings presence;
    private final CallQueue calls;
    private final Addressees addressees;
    private final StreamTable table;
    private final SilenceWatch silence;
    private MessageConsumer<FeedNews> news;
    private Future<Void> writing = Future.succeededFuture();
    private boolean callsWait;
    private boolean stopping;

    /**
     * For the streams of a node.
     *
     * @param node tells this process from all others, also from itself before a restart
     * @param nanoTime a clock that only measures distances, nanoseconds
     * @param random spreads what would else come together
     */
    public RealtimeVerticle(
            Streams streams,
            Directory directory,
            TenantPools pools,
            PresenceSettings presence,
            UUID node,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.streams = streams;
        this.directory = directory;
        this.nanoTime = nanoTime;
        this.random = random;
        this.presence = presence;
        this.calls = new CallQueue(streams.limits().triggersPerS(), streams.figures(), nanoTime.getAsLong());
        this.addressees = new Addressees(streams, pools, this::owe);
        this.table = new StreamTable(streams, pools, node);
        this.silence = new SilenceWatch(pools, presence);
    }

    @Override
    public Future<?> start() {
        Context here = context;
        streams.onOpened(stream -> here.runOnContext(v -> opened(stream)));
        news = vertx.eventBus().localConsumer(Address.FEED_NEWS);
        news.handler(message -> addressees.of(message.body()));
        vertx.setPeriodic(TICK_MS, tick -> tick());
        vertx.setPeriodic(presence.writeMs(), due -> write());
        vertx.setPeriodic(presence.sweepMs(), due -> sweep());
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopping = true;
        streams.onOpened(stream -> {});
        return Future.join(news.unregister(), writing, silence.idle())
                .transform(done -> table.leave())
                .timeout(LEAVE_MS_MAX, TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    /** A key of this device may count no more. Any thread. */
    public void keyChanged(DeviceRef device) {
        streams.find(device).ifPresent(this::check);
    }

    /** Its key may have been revoked between the look at it and now. */
    private void opened(DeviceStream stream) {
        check(stream);
        if (streams.isInRestartWindow()) {
            long waitMs = random.nextLong(streams.restartSpreadMs()) + 1;
            vertx.setTimer(waitMs, due -> tellOfRestart(stream));
        }
    }

    private void tellOfRestart(DeviceStream stream) {
        if (streams.tellsOfRestart(stream.device())) {
            owe(stream, Reason.RESTART);
        }
    }

    private void owe(DeviceStream stream, Reason reason) {
        if (stream.news(reason)) {
            calls.add(stream);
            callSoon();
        }
    }

    /** In the next turn of the event loop, so that what comes together goes together. */
    private void callSoon() {
        if (!callsWait) {
            callsWait = true;
            context.runOnContext(v -> call());
        }
    }

    private void call() {
        calls.call(nanoTime.getAsLong());
        callsWait = !calls.isEmpty();
        if (callsWait) {
            vertx.setTimer(CALL_MS, due -> call());
        }
    }

    private void tick() {
        long nowNanos = nanoTime.getAsLong();
        long againNanos = TimeUnit.MILLISECONDS.toNanos(streams.limits().againMs());
        for (DeviceStream stream : streams.all()) {
            if (stream.keptAlive(nowNanos, streams.keepAliveNanos())) {
                check(stream);
            }
            if (stream.overdue(nowNanos, againNanos)) {
                calls.add(stream);
                callSoon();
            }
        }
    }

    /** What cannot be looked up now is looked up with the next keep-alive. */
    private void check(DeviceStream stream) {
        if (stream.kid().equals(Streams.NO_KEY)) {
            return;
        }
        directory.deviceKey(stream.device(), stream.kid()).onSuccess(key -> {
            if (!speaks(key)) {
                streams.end(stream, Ending.KEY_REVOKED);
            }
        });
    }

    /** Whether a key may have a stream. */
    public static boolean speaks(Optional<DeviceKey> key) {
        return key.filter(found -> found.standing() == Standing.LIVE || found.standing() == Standing.NEXT)
                .isPresent();
    }

    private void sweep() {
        if (!stopping) {
            silence.sweep();
        }
    }

    private void write() {
        if (!stopping && writing.isComplete()) {
            writing = table.write();
        }
    }
}
