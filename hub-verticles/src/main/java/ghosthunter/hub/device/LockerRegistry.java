package ghosthunter.hub.device;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.ledger.Outcome;
import ghosthunter.hub.ledger.Submission;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deploys a device's worker at its first batch, hands batches to it, and undeploys it when it has been idle. One for all
 * event loops; any thread may call it.
 *
 * <p>A batch that lies in the mailbox of a consumer that unregisters fails exactly like a time-out, so a worker is only let
 * go while nobody asks it: each ask is counted in the same atomic step that finds or hires the worker, and whoever comes
 * while the old worker leaves waits until it is gone, so that there are never two.
 */
public final class LockerRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(LockerRegistry.class);

    private final Vertx vertx;
    private final LockerLimits limits;
    private final InstantSource clock;
    private final Function<TenantId, String> ledgers;
    private final DeliveryOptions delivery;
    private final ConcurrentMap<DeviceRef, Worker> workers = new ConcurrentHashMap<>();
    private final AtomicInteger asking = new AtomicInteger();
    private final long sweepTimer;

    /** For tenants that share one database. */
    public LockerRegistry(Vertx vertx, LockerLimits limits, InstantSource clock) {
        this(vertx, limits, clock, tenant -> Address.LEDGER);
    }

    /**
     * Makes it.
     *
     * @param ledgers the address of the ledger of a tenant
     */
    public LockerRegistry(Vertx vertx, LockerLimits limits, InstantSource clock, Function<TenantId, String> ledgers) {
        this.vertx = vertx;
        this.limits = limits;
        this.clock = clock;
        this.ledgers = ledgers;
        this.delivery = new DeliveryOptions().setLocalOnly(true).setSendTimeout(limits.answerWaitMs());
        this.sweepTimer = vertx.setPeriodic(Math.max(10, limits.idleMs() / 4), timer -> dismissIdle());
    }

    /**
     * One device's worker. Immutable; replaced in the map in one atomic step.
     *
     * @param id of its deployment; complete when it takes batches
     * @param asking batches that were handed to it and are not answered
     * @param leaving it takes no more; {@code gone} is complete when it is undeployed
     */
    private record Worker(Future<String> id, int asking, long usedAtMs, boolean leaving, Future<Void> gone) {
        Worker asked() {
            return new Worker(id, asking + 1, usedAtMs, leaving, gone);
        }

        Worker answered(long nowMs) {
            return new Worker(id, asking - 1, nowMs, leaving, gone);
        }
    }

    /**
     * Hands a batch to the worker of its device.
     *
     * @return what became of it; never fails for an expected reason, a worker that does not answer in time is
     *     {@link Outcome.Failed}
     */
    public Future<Outcome> ask(Submission submission) {
        DeviceRef device = submission.device();
        asking.incrementAndGet();
        Worker worker =
                workers.compute(device, (ref, known) -> present(ref, known).asked());
        return ready(worker)
                .compose(id -> vertx.eventBus().<Outcome>request(Address.locker(device), submission, delivery))
                .map(Message::body)
                .otherwise(failure -> notAnswered(device, failure))
                .onComplete(answer -> answered(device));
    }

    /** How many workers there are. */
    public int workers() {
        return workers.size();
    }

    /** How many batches wait for a worker or are in work. */
    public int asking() {
        return asking.get();
    }

    /** Lets every worker go. Nobody may ask any more. */
    public Future<Void> close() {
        vertx.cancelTimer(sweepTimer);
        List<Future<Void>> gone = workers.values().stream()
                .map(worker -> worker.id().compose(vertx::undeploy))
                .toList();
        workers.clear();
        return Future.join(gone).transform(undeployed -> Future.succeededFuture());
    }

    private Worker present(DeviceRef device, @Nullable Worker known) {
        if (known != null && !known.leaving() && !known.id().failed()) {
            return known;
        }
        Future<Void> gone = known == null ? Future.succeededFuture() : known.gone();
        Future<String> id = gone.transform(
                left -> vertx.deployVerticle(new LockerVerticle(device, ledgers.apply(device.tenant()), limits)));
        return new Worker(id, known == null ? 0 : known.asking(), clock.millis(), false, Future.succeededFuture());
    }

    /** The worker's id on the caller's own context: another request may have hired it on another event loop. */
    private Future<String> ready(Worker worker) {
        if (worker.id().succeeded()) {
            return worker.id();
        }
        Context caller = vertx.getOrCreateContext();
        Promise<String> here = Promise.promise();
        worker.id().onComplete(hired -> caller.runOnContext(v -> here.handle(hired)));
        return here.future();
    }

    private void answered(DeviceRef device) {
        asking.decrementAndGet();
        workers.computeIfPresent(device, (ref, worker) -> worker.answered(clock.millis()));
    }

    private Outcome notAnswered(DeviceRef device, Throwable failure) {
        LOG.atWarn()
                .addKeyValue("deviceId", device)
                .addKeyValue("reason", failure.getMessage())
                .log("locker worker did not answer");
        return new Outcome.Failed(Problem.of(
                ProblemType.UNAVAILABLE, "the commit was not confirmed within " + limits.answerWaitMs() + " ms"));
    }

    private void dismissIdle() {
        long idleSinceMs = clock.millis() - limits.idleMs();
        workers.keySet()
                .forEach(device -> workers.computeIfPresent(device, (ref, worker) -> {
                    boolean idle = worker.asking() == 0
                            && worker.usedAtMs() <= idleSinceMs
                            && worker.id().isComplete();
                    return idle && !worker.leaving() ? dismiss(ref, worker) : worker;
                }));
    }

    private Worker dismiss(DeviceRef device, Worker worker) {
        Future<Void> undeployed =
                worker.id().succeeded() ? vertx.undeploy(worker.id().result()) : Future.succeededFuture();
        Worker leaving = new Worker(worker.id(), 0, worker.usedAtMs(), true, undeployed);
        undeployed.onComplete(left -> vertx.runOnContext(v -> forget(device, leaving)));
        return leaving;
    }

    private void forget(DeviceRef device, Worker left) {
        if (workers.remove(device, left)) {
            LOG.atDebug().addKeyValue("deviceId", device).log("idle locker worker undeployed");
        }
    }
}
