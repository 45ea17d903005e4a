package ghosthunter.edge.sync;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.edge.enroll.Identity;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxReply.Done;
import ghosthunter.edge.outbox.OutboxReply.Status;
import ghosthunter.edge.sync.SyncFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exchange loop: one exchange at a time, when the {@link SyncPlan} says. Everything it touches is a port, so it runs in a
 * simulation as it is. Called from one context only.
 */
public final class SyncLoop {
    private static final Logger LOG = LoggerFactory.getLogger(SyncLoop.class);
    private static final String NOT_ENROLLED =
            "this device is not enrolled: get a token at the hub, then run 'edge.jar enroll TOKEN'";

    private final DeviceId device;
    private final SyncPorts ports;
    private SyncPace pace;
    private final Batch batch;
    private final PullSize pullSize;
    private final Trickle trickle = new Trickle();
    private final List<String> syncedNow = new ArrayList<>();
    private final List<Promise<SyncReport>> waiting = new ArrayList<>();
    private SyncPlan plan;
    private LanePlan lanes = LanePlan.start();
    private @Nullable Identity identity;
    private Future<Void> flight = Future.succeededFuture();
    private boolean scheduled;
    private boolean flying;
    private boolean stopped;
    private long pending;
    private long lastExchange;
    private @Nullable Instant lastReceiptAt;
    private @Nullable String lastError;
    private @Nullable Instant lastErrorAt;
    private @Nullable Long hubAheadMs;
    private boolean called;

    /**
     * A loop that has not started yet.
     *
     * @param limits of an exchange when the link is good
     * @param pullBytesMax how much one exchange pulls when the link is good, 0 for nothing
     */
    public SyncLoop(DeviceId device, SyncPorts ports, SyncPace pace, ExchangeLimits limits, long pullBytesMax) {
        this.device = device;
        this.ports = ports;
        this.pace = pace;
        this.batch = new Batch(limits);
        this.pullSize = new PullSize(pullBytesMax);
        this.plan = SyncPlan.start(pace, upMs(), ports.random());
    }

    /** Goes by the plan from now on: the first exchange follows soon. Without it there is one only on demand. */
    public void start() {
        scheduled = true;
        arm();
    }

    /** A change of this lane was committed. */
    public void recorded(Lane lane) {
        plan = plan.recorded(lane, upMs(), ports.random());
        lanes = lanes.recorded(lane, pace, upMs());
        arm();
    }

    /** Somebody heard that the hub has something; an exchange under way may have read too early. */
    public void tick() {
        called = flying;
        plan = plan.ticked(upMs(), ports.random());
        arm();
    }

    /** Goes at another pace from now on; what is longer than its waits is shortened to them. */
    public void go(SyncPace next) {
        pace = next;
        plan = plan.at(next, upMs());
        arm();
    }

    /** Syncs until nothing is pending or the attempts have run out. */
    public Future<SyncReport> syncNow() {
        Promise<SyncReport> report = Promise.promise();
        if (stopped) {
            return Future.succeededFuture(new SyncReport(List.of(), pending, "the device is stopping"));
        }
        if (waiting.isEmpty()) {
            syncedNow.clear();
            ports.link().reset();
            plan = plan.demanded(upMs());
        }
        waiting.add(report);
        arm();
        return report.future();
    }

    /** The state, for a person. Before the first exchange only the identity's source knows whether there is one. */
    public Future<SyncState> state() {
        return identity != null
                ? Future.succeededFuture(state(null))
                : ports.identity()
                        .read()
                        .map(found -> found.isPresent() ? null : NOT_ENROLLED)
                        .otherwise(SyncLoop::identityFailed)
                        .map(this::state);
    }

    /** @param missing why there is no identity, or null where there is one: it stands until somebody acts, tried or not */
    private SyncState state(@Nullable String missing) {
        return new SyncState(
                missing == null,
                plan.phase(),
                ports.link().breaker(),
                plan.attempts(),
                batch.changesMax(),
                lastExchange,
                lastReceiptAt,
                lastError == null ? missing : lastError,
                lastErrorAt,
                flying ? 0 : Math.max(0, plan.nextAtMs() - upMs()),
                hubAheadMs);
    }

    /** Ends: what is under way is given up, unless its receipt has arrived; done when nothing is under way any more. */
    public Future<Void> stop() {
        stopped = true;
        ports.alarm().clear();
        return ports.link().close().transform(closed -> flight).onComplete(ended -> report("the device is stopping"));
    }

    private void arm() {
        if (!flying && !stopped && (scheduled || !waiting.isEmpty())) {
            ports.alarm().set(Math.max(0, plan.nextAtMs() - upMs()), this::fly);
        }
    }

    private void fly() {
        if (flying || stopped) {
            return;
        }
        flying = true;
        plan = plan.begun(upMs(), ports.random());
        flight = identify().compose(this::exchange).onComplete(done -> land()).otherwiseEmpty();
    }

    private void land() {
        flying = false;
        if (called) {
            called = false;
            plan = plan.ticked(upMs(), ports.random());
        }
        if (plan.nextAtMs() > upMs()) {
            ports.link().rest();
        }
        arm();
    }

    private Future<Void> exchange(Optional<Identity> found) {
        if (found.isEmpty()) {
            notEnrolled();
            return Future.succeededFuture();
        }
        if (ports.link().breaker() == SyncState.Breaker.OPEN) {
            failed(SyncFailure.of(Kind.RESTING, lastError == null ? "the way to the hub rests" : lastError));
            return Future.succeededFuture();
        }
        return new Round(ports, found.get(), pace.exchangeMsMax())
                .run(new Round.Load(batch.limits(), this::lanesDue, trickle.changesMax(), pullSize.bytes()))
                .compose(result -> believed(found.get(), result))
                .onSuccess(this::settled)
                .recover(failure -> walked(found.get(), Round.asSyncFailure(failure)))
                .onFailure(failure -> failed(Round.asSyncFailure(failure)))
                .mapEmpty();
    }

    /** Keeps which key the hub will sign with next; when that fails, the hub is asked once it does. */
    private Future<Round.Result> believed(Identity used, Round.Result result) {
        return result.believed().equals(used.hubKeys())
                ? Future.succeededFuture(result)
                : ports.identity()
                        .keep(used, result.believed())
                        .onFailure(failure -> LOG.atWarn()
                                .addKeyValue("deviceId", device)
                                .addKeyValue("reason", failure.getMessage())
                                .log("the hub's next key is not kept"))
                        .transform(kept -> Future.succeededFuture(result));
    }

    /** The hub's key is not the one that was pinned: the signed succession may lead there. The next attempt goes by it. */
    private Future<Round.Result> walked(Identity used, SyncFailure failure) {
        if (!failure.isHubKeyUnknown()) {
            return Future.failedFuture(failure);
        }
        return ports.identity()
                .walk(used)
                .onSuccess(
                        walked -> LOG.atInfo().addKeyValue("deviceId", device).log("the hub's new key is believed"))
                .transform(walked -> Future.failedFuture(failure));
    }

    /**
     * The identity, read anew for each exchange, for keys rotate while this runs; the chains are bound to it before the first
     * one.
     */
    private Future<Optional<Identity>> identify() {
        return ports.identity()
                .read()
                .compose(found -> found.isEmpty() ? Future.succeededFuture(found) : adopt(found.get()))
                .onFailure(failure -> failed(SyncFailure.of(Kind.STORE, identityFailed(failure))));
    }

    private static String identityFailed(Throwable failure) {
        return "the identity: " + failure.getMessage();
    }

    private Future<Optional<Identity>> adopt(Identity found) {
        if (identity != null && identity.isSameDevice(found)) {
            identity = found;
            return Future.succeededFuture(Optional.of(found));
        }
        return ports.outbox()
                .ask(new OutboxCommand.Adopt(found.device()), Done.class)
                .map(done -> {
                    identity = found;
                    return Optional.of(found);
                });
    }

    private void notEnrolled() {
        noteError(NOT_ENROLLED);
        plan = plan.notEnrolled(upMs(), ports.random());
        report(NOT_ENROLLED);
    }

    /** Who asks for an exchange wants everything sent. */
    private Set<Lane> lanesDue(OptionalLong battery) {
        return waiting.isEmpty() ? lanes.due(pace, upMs(), battery) : EnumSet.allOf(Lane.class);
    }

    private void settled(Round.Result result) {
        lastExchange = result.prepared().exchange();
        lastReceiptAt = ports.clock().instant();
        hubAheadMs = result.receipt().t2Ms() - upMs();
        lastError = null;
        lastErrorAt = null;
        pending = result.settled().pending();
        batch.passed();
        pullSize.came(result.pulled());
        trickle.passed(result.background(), result.tookMs());
        lanes = lanes.settled(result.settled().pendingLanes(), result.sentLanes(), pace, upMs());
        var progress = new SyncPlan.Progress(
                result.soon(), result.again(), result.moved(), result.receipt().nextSyncS() * 1_000);
        plan = plan.settled(progress, upMs(), ports.random());
        lanes.nextInMs(pace, upMs()).ifPresent(waitMs -> plan = plan.within(waitMs, upMs(), ports.random()));
        LOG.atDebug()
                .addKeyValue("deviceId", device)
                .addKeyValue("exchange", lastExchange)
                .addKeyValue("sent", result.sent())
                .addKeyValue("pending", pending)
                .log("exchange settled");
        answer(result);
    }

    private void answer(Round.Result result) {
        if (waiting.isEmpty()) {
            return;
        }
        syncedNow.addAll(result.settled().synced());
        boolean goesOn = plan.nextAtMs() <= upMs();
        if (!goesOn && pending > 0 && result.moved()) {
            plan = plan.demanded(upMs());
        } else if (!goesOn) {
            report(pending == 0 ? null : pending + " still pending: the hub did not acknowledge them");
        }
    }

    private void failed(SyncFailure failure) {
        boolean news = !failure.reason().equals(lastError);
        noteError(failure.reason());
        trickle.failed();
        if (failure.kind() == Kind.CUT) {
            batch.cut();
        }
        if (failure.kind() == Kind.REFUSED) {
            identity = null; // it may have been enrolled anew meanwhile
        }
        plan = plan.failed(failure, upMs(), ports.random());
        (news ? LOG.atWarn() : LOG.atDebug())
                .addKeyValue("deviceId", device)
                .addKeyValue("kind", failure.kind())
                .addKeyValue("reason", failure.reason())
                .addKeyValue("attempts", plan.attempts())
                .addKeyValue("nextInMs", Math.max(0, plan.nextAtMs() - upMs()))
                .log("exchange without a receipt");
        if (plan.gaveUp(upMs())) {
            report(failure.reason());
        }
    }

    private void noteError(String reason) {
        lastError = reason;
        lastErrorAt = ports.clock().instant();
    }

    private void report(@Nullable String error) {
        List<Promise<SyncReport>> answered = List.copyOf(waiting);
        List<String> synced = List.copyOf(syncedNow);
        waiting.clear();
        if (!answered.isEmpty()) {
            pending()
                    .map(count -> new SyncReport(synced, count, error))
                    .onSuccess(report -> answered.forEach(promise -> promise.tryComplete(report)));
        }
    }

    private Future<Long> pending() {
        return ports.outbox()
                .ask(new OutboxCommand.ShowStatus(), Status.class)
                .map(Status::pending)
                .otherwise(pending);
    }

    private long upMs() {
        return ports.bootClock().upMs();
    }
}
