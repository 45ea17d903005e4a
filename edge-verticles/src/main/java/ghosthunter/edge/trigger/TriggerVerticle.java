package ghosthunter.edge.trigger;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.exchange.StreamRequest;
import ghosthunter.codecs.exchange.Trigger;
import ghosthunter.codecs.time.BootClock;
import ghosthunter.edge.enroll.HubAddress;
import ghosthunter.edge.enroll.Identity;
import ghosthunter.edge.enroll.IdentitySource;
import ghosthunter.edge.sync.Backoff;
import ghosthunter.edge.sync.SyncCommand;
import ghosthunter.edge.sync.SyncState;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds one stream open, on an event loop, and tells the exchange loop what is heard there: come soon. A device that was not
 * listening for a while comes once when it listens again. Starting never fails.
 *
 * <pre>
 *   waiting ──due──► opening ──taken──► listening ──ended, silent──► waiting (growing steps, full jitter)
 *                      └──────refused, failed──────────────────────► waiting
 * </pre>
 */
public final class TriggerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(TriggerVerticle.class);
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final DeviceId device;
    private final Setup setup;
    private final StreamLink.Ear ear = new Listening();
    private StreamLink link;
    private int failures;
    private long openedAtMs;
    private long heardAtMs;
    private boolean listening;
    private boolean stopped;

    /**
     * What the stream of a device consists of.
     *
     * @param mode {@code SSE} or {@code WEBSOCKET}
     * @param clock the wall clock, for a device that has not heard the hub's yet
     */
    public record Setup(
            StreamMode mode,
            HubAddress hub,
            IdentitySource identity,
            InstantSource clock,
            BootClock bootClock,
            RandomGenerator random,
            TriggerPace pace) {
        public Setup {
            if (mode == StreamMode.OFF) {
                throw new IllegalArgumentException("a stream that is off has no verticle");
            }
        }
    }

    public TriggerVerticle(DeviceId device, Setup setup) {
        this.device = device;
        this.setup = setup;
    }

    @Override
    public Future<?> start() {
        link = setup.mode() == StreamMode.SSE
                ? new SseLink(vertx, setup.hub(), device)
                : new WebSocketLink(vertx, setup.hub(), device);
        openIn(setup.random().nextLong(setup.pace().startMsMax() + 1));
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        return link.close();
    }

    private final class Listening implements StreamLink.Ear {
        @Override
        public void message(String text) {
            Trigger.reasonOf(text).ifPresent(TriggerVerticle.this::called);
        }

        @Override
        public void alive() {
            heardAtMs = upMs();
        }

        @Override
        public void ended() {
            lost("it ended");
        }
    }

    private void openIn(long waitMs) {
        if (!stopped) {
            vertx.setTimer(Math.max(1, waitMs), due -> open());
        }
    }

    private void open() {
        if (stopped) {
            return;
        }
        setup.identity()
                .read()
                .compose(found -> found.isEmpty() ? Future.succeededFuture(false) : open(found.get()))
                .onSuccess(opened -> {
                    if (!opened) {
                        openIn(setup.pace().backoffMsMax());
                    }
                })
                .onFailure(this::notOpened);
    }

    private Future<Boolean> open(Identity identity) {
        return hubMs().map(atMs ->
                        new StreamRequest(identity.hub(), identity.device(), atMs).authorization(identity.key()))
                .compose(authorization -> link.open(authorization, ear))
                .timeout(setup.pace().openMsMax(), TimeUnit.MILLISECONDS)
                .map(taken -> {
                    listen();
                    return true;
                });
    }

    /** The hub's clock: by the newest receipt and the boot clock, for the wall clock of a locker may be a year off. */
    private Future<Long> hubMs() {
        return vertx.eventBus()
                .<SyncState>request(Address.sync(device), new SyncCommand.ShowState(), LOCAL)
                .map(Message::body)
                .map(state -> Optional.ofNullable(state.hubAheadMs())
                        .map(aheadMs -> upMs() + aheadMs)
                        .orElseGet(setup.clock()::millis));
    }

    /** What happened while nobody listened was not kept: it is asked for once. */
    private void listen() {
        if (stopped) {
            link.cut();
            return;
        }
        listening = true;
        openedAtMs = upMs();
        heardAtMs = openedAtMs;
        LOG.atInfo()
                .addKeyValue("deviceId", device)
                .addKeyValue("mode", setup.mode())
                .log("stream is open");
        tick();
        watch();
    }

    /** A stream whose other end is gone does not say so. */
    private void watch() {
        long silentAtMs = heardAtMs + setup.pace().silenceMsMax();
        vertx.setTimer(Math.max(1, silentAtMs - upMs()), due -> {
            if (!listening || stopped) {
                return;
            }
            if (upMs() - heardAtMs >= setup.pace().silenceMsMax()) {
                link.cut();
                lost("nothing was heard for " + setup.pace().silenceMsMax() + " ms");
            } else {
                watch();
            }
        });
    }

    private void called(String reason) {
        LOG.atDebug()
                .addKeyValue("deviceId", device)
                .addKeyValue("reason", reason)
                .log("the hub calls");
        tick();
    }

    private void tick() {
        vertx.eventBus().send(Address.sync(device), new SyncCommand.Tick(), LOCAL);
    }

    private void lost(String reason) {
        if (listening) {
            listening = false;
            failures = upMs() - openedAtMs >= setup.pace().settledMs() ? 0 : failures;
            again(reason, false);
        }
    }

    private void notOpened(Throwable failure) {
        link.cut();
        again(String.valueOf(failure.getMessage()), failure instanceof StreamRefused refused && refused.isFinal());
    }

    /** @param refused it would be the same again, so it is tried as seldom as can be */
    private void again(String reason, boolean refused) {
        if (stopped) {
            return;
        }
        failures = Math.min(failures + 1, Integer.SIZE);
        TriggerPace pace = setup.pace();
        long waitMs = refused
                ? Backoff.aboutMs(pace.backoffMsMax(), setup.random())
                : Backoff.fullJitterMs(failures, pace.backoffMsBase(), pace.backoffMsMax(), setup.random());
        (failures == 1 ? LOG.atInfo() : LOG.atDebug())
                .addKeyValue("deviceId", device)
                .addKeyValue("reason", reason)
                .addKeyValue("nextInMs", waitMs)
                .log("no stream; the device comes by its own plan");
        openIn(waitMs);
    }

    private long upMs() {
        return setup.bootClock().upMs();
    }
}
