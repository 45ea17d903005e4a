package ghosthunter.hub.ledger;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers submissions into groups and has each committed: {@link Submission} in, {@link Outcome} out, at
 * {@link Address#LEDGER}, or at the address of a tenant that has a database of its own. While a group is under way the next one gathers; while none is, the first submission waits a moment
 * for others. The queue is bounded: what does not fit is answered {@code overloaded} at once. Stopping commits what waits.
 */
public final class LedgerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerVerticle.class);

    private final String address;
    private final Function<Vertx, Ledger> ledgers;
    private final GroupLimits limits;
    private final LedgerMetrics metrics;
    private final GroupQueue<Message<Submission>> queue;
    private final Promise<Void> drained = Promise.promise();
    private @Nullable Ledger ledger;
    private @Nullable MessageConsumer<Submission> consumer;
    private boolean committing;
    private boolean gathering;
    private boolean stopping;

    /**
     * Makes one instance.
     *
     * @param address where it takes submissions
     * @param ledgers makes the ledger of this instance, on its context
     */
    public LedgerVerticle(String address, Function<Vertx, Ledger> ledgers, GroupLimits limits, LedgerMetrics metrics) {
        this.address = address;
        this.ledgers = ledgers;
        this.limits = limits;
        this.metrics = metrics;
        this.queue = new GroupQueue<>(limits, Message::body);
    }

    @Override
    public Future<?> start() {
        ledger = ledgers.apply(vertx);
        MessageConsumer<Submission> started = vertx.eventBus().localConsumer(address, this::accept);
        consumer = started;
        return started.completion();
    }

    @Override
    public Future<?> stop() {
        stopping = true;
        Future<Void> unregistered = Objects.requireNonNull(consumer).unregister();
        next();
        return unregistered
                .transform(done -> drained.future())
                .transform(done -> Objects.requireNonNull(ledger).close());
    }

    private void accept(Message<Submission> message) {
        if (stopping) {
            message.reply(failed(ProblemType.UNAVAILABLE, "the hub is stopping"));
        } else if (queue.offer(message)) {
            gather();
        } else {
            metrics.overloaded();
            message.reply(failed(ProblemType.OVERLOADED, "the ledger's queue is full"));
        }
    }

    private void gather() {
        if (committing || (gathering && !queue.isGroupFull())) {
            return;
        }
        if (limits.waitMs() == 0 || queue.isGroupFull()) {
            next();
        } else {
            gathering = true;
            var unused = vertx.timer(limits.waitMs(), TimeUnit.MILLISECONDS).onComplete(passed -> next());
        }
    }

    private void next() {
        if (committing) {
            return;
        }
        gathering = false;
        if (queue.isEmpty()) {
            if (stopping) {
                drained.tryComplete();
            }
            return;
        }
        committing = true;
        List<Message<Submission>> group = queue.take();
        var unused = Objects.requireNonNull(ledger)
                .commit(group.stream().map(Message::body).toList())
                .onComplete(committed -> answer(group, committed));
    }

    private void answer(List<Message<Submission>> group, AsyncResult<List<Outcome>> committed) {
        if (committed.failed()) {
            LOG.atError().setCause(committed.cause()).log("ledger failed");
        }
        for (int i = 0; i < group.size(); i++) {
            group.get(i)
                    .reply(
                            committed.succeeded()
                                    ? committed.result().get(i)
                                    : failed(ProblemType.INTERNAL, "the ledger failed"));
        }
        committing = false;
        next();
    }

    private static Outcome failed(ProblemType type, String detail) {
        return new Outcome.Failed(Problem.of(type, detail));
    }
}
