package ghosthunter.edge.outbox;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.bus.LocalCodec;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the outbox of a device over the event bus. From any context; the answer arrives on the context of the caller. */
public final class OutboxClient {
    /** How long a command may take: opening an epoch over a year of changes is the longest. */
    public static final long TIMEOUT_MS = 60_000;

    private static final List<Class<?>> TYPES = List.of(
            OutboxCommand.DropOff.class,
            OutboxCommand.PickUp.class,
            OutboxCommand.ListPackages.class,
            OutboxCommand.ShowCustody.class,
            OutboxCommand.ShowStatus.class,
            OutboxCommand.Prepare.class,
            OutboxCommand.AttemptFailed.class,
            OutboxCommand.Settle.class,
            OutboxCommand.Adopt.class,
            OutboxCommand.Import.class,
            OutboxCommand.Announce.class,
            OutboxReply.Refused.class,
            OutboxReply.Done.class,
            OutboxReply.Recorded.class,
            OutboxReply.Packages.class,
            OutboxReply.Custody.class,
            OutboxReply.Status.class,
            OutboxReply.Prepared.class,
            OutboxReply.Settled.class,
            OutboxReply.Imported.class);

    private static final Logger LOG = LoggerFactory.getLogger(OutboxClient.class);

    private final EventBus bus;
    private final String address;

    public OutboxClient(EventBus bus, DeviceId device) {
        this.bus = bus;
        this.address = Address.outbox(device);
    }

    /** Registers the codecs, once per Vert.x instance; several devices in one process each may call it. */
    static void register(EventBus bus) {
        for (Class<?> type : TYPES) {
            try {
                LocalCodec.register(bus, type);
            } catch (IllegalStateException known) {
                LOG.atTrace().addKeyValue("type", type.getName()).log("codec is registered already");
            }
        }
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

    private static Throwable gone(ReplyException failure) {
        return Problem.of(ProblemType.UNAVAILABLE, "the outbox does not answer (" + failure.failureType() + ")")
                .exception(failure);
    }
}
