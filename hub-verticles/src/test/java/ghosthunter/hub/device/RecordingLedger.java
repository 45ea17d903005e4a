package ghosthunter.hub.device;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.bus.LocalCodec;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.exchange.Verdict;
import ghosthunter.hub.ledger.Outcome;
import ghosthunter.hub.ledger.Submission;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Stands at the ledger's address and says of everything that it is durable, after a while, or what {@link #answerWith} says.
 * Notes what came, and how many batches of one device it held at once.
 */
public final class RecordingLedger {
    private final Vertx vertx;
    private final long commitMs;
    private final Map<DeviceRef, Integer> inWork = new ConcurrentHashMap<>();
    private final AtomicInteger atOnceMax = new AtomicInteger();
    private final ConcurrentLinkedQueue<Submission> submissions = new ConcurrentLinkedQueue<>();
    private volatile Function<Submission, Future<Outcome>> answer;
    private final MessageConsumer<Submission> consumer;

    private RecordingLedger(Vertx vertx, long commitMs) {
        this.vertx = vertx;
        this.commitMs = commitMs;
        this.answer = this::durable;
        this.consumer =
                vertx.eventBus().<Submission>localConsumer(Address.LEDGER).handler(this::take);
    }

    /** Registers the codecs of the bus and begins. */
    public static RecordingLedger start(Vertx vertx, long commitMs) {
        LocalCodec.register(
                vertx.eventBus(),
                Submission.Signed.class,
                Submission.Unsigned.class,
                Outcome.Committed.class,
                Outcome.Failed.class);
        return new RecordingLedger(vertx, commitMs);
    }

    /** From now on this is the answer; a future that never completes is a ledger that hangs. */
    public void answerWith(Function<Submission, Future<Outcome>> instead) {
        answer = instead;
    }

    /** Everything that came, in its order. */
    public List<Submission> submissions() {
        return List.copyOf(submissions);
    }

    /** How many batches of one device were in work at once, at most. */
    public int atOnceMax() {
        return atOnceMax.get();
    }

    /** Nobody is at the ledger's address any more. */
    public Future<Void> stop() {
        return consumer.unregister();
    }

    /** Durable after the time that a commit takes. */
    public Future<Outcome> durable(Submission submission) {
        return vertx.timer(commitMs + 1).map(late -> committed(submission));
    }

    private void take(Message<Submission> message) {
        Submission submission = message.body();
        submissions.add(submission);
        int atOnce = inWork.merge(submission.device(), 1, Integer::sum);
        atOnceMax.accumulateAndGet(atOnce, Math::max);
        answer.apply(submission)
                .onComplete(done -> inWork.merge(submission.device(), -1, Integer::sum))
                .onSuccess(message::reply);
    }

    private static Outcome committed(Submission submission) {
        List<LaneReceipt> lanes = submission.fold(
                signed -> signed.exchange().runs().stream()
                        .map(run -> new LaneReceipt(Verdict.APPENDED, run.head(), 0))
                        .toList(),
                unsigned -> List.of());
        return new Outcome.Committed(lanes, submission.receivedAtMs() + 1, List.of());
    }
}
