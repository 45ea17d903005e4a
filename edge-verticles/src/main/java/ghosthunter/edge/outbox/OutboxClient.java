package ghosthunter.edge.outbox;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;

/** Asks the outbox of a device over the event bus. From any context; the answer arrives on the context of the caller. */
public final class OutboxClient {
    /** How long a command may take: opening an epoch over a year of changes is the longest. */
    public static final long TIMEOUT_MS = 120_000;

    private final EventBus bus;
    private final String address;
    private final String who;

    public OutboxClient(EventBus bus, DeviceId device) {
        this(bus, Address.outbox(device), "the outbox");
    }

    private OutboxClient(EventBus bus, String address, String who) {
        this.bus = bus;
        this.address = address;
        this.who = who;
    }

    /** Asks who opens doors; it takes {@link OutboxCommand.UseCode} alone, and answers {@link OutboxReply.Ended}. */
    public static OutboxClient ofDoors(EventBus bus, DeviceId device) {
        return new OutboxClient(bus, Address.door(device), "who opens doors");
    }

    /**
     * Asks.
     *
     * @param reply the answer that the command has by its Javadoc
     * @return fails with the {@link ghosthunter.codecs.problem.ProblemException} of a refusal, with {@code unavailable} when
     *     there is no outbox or it does not answer in time
     */
    public <R extends OutboxReply> Future<R> ask(OutboxCommand command, Class<R> reply) {
        return bus.<OutboxReply>request(address, command, new DeliveryOptions().setSendTimeout(TIMEOUT_MS))
                .map(message -> unwrap(message.body(), reply))
                .recover(cause -> Future.failedFuture(cause instanceof ReplyException failure ? gone(failure) : cause));
    }

    private static <R extends OutboxReply> R unwrap(OutboxReply answer, Class<R> reply) {
        if (answer instanceof OutboxReply.Refused refused) {
            throw refused.problem().exception();
        }
        return reply.cast(answer);
    }

    private Throwable gone(ReplyException failure) {
        return Problem.of(ProblemType.UNAVAILABLE, who + " does not answer (" + failure.failureType() + ")")
                .exception(failure);
    }
}
