package ghosthunter.hub.device;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.ledger.Outcome;
import ghosthunter.hub.ledger.Submission;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one worker of a device: takes a batch, asks the ledger, answers, and only then takes the next. Its consumer has demand
 * 1, so two batches of one device cannot interleave on this node; across nodes the ledger's locks see to it.
 */
final class LockerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(LockerVerticle.class);

    private final DeviceRef device;
    private final String ledger;
    private final LockerLimits limits;
    private final DeliveryOptions delivery;
    private MessageConsumer<Submission> mailbox;

    LockerVerticle(DeviceRef device, String ledger, LockerLimits limits) {
        this.device = device;
        this.ledger = ledger;
        this.limits = limits;
        this.delivery = new DeliveryOptions().setLocalOnly(true).setSendTimeout(limits.commitWaitMs());
    }

    @Override
    public Future<?> start() {
        mailbox = vertx.eventBus()
                .consumer(new MessageConsumerOptions()
                        .setAddress(Address.locker(device))
                        .setLocalOnly(true)
                        .setMaxBufferedMessages(limits.mailboxMax()));
        mailbox.pause().handler(this::work).fetch(1);
        return mailbox.completion();
    }

    private void work(Message<Submission> batch) {
        vertx.eventBus()
                .<Outcome>request(ledger, batch.body(), delivery)
                .map(Message::body)
                .otherwise(this::notDurable)
                .onSuccess(batch::reply)
                .onComplete(answered -> mailbox.fetch(1));
    }

    /** The ledger did not answer: what it committed all the same is recognised when the device comes again. */
    private Outcome notDurable(Throwable failure) {
        LOG.atWarn()
                .addKeyValue("deviceId", device)
                .addKeyValue("reason", failure.getMessage())
                .log("ledger did not answer");
        return new Outcome.Failed(Problem.of(
                ProblemType.UNAVAILABLE, "the ledger did not answer within " + limits.commitWaitMs() + " ms"));
    }
}
