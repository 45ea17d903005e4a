package ghosthunter.edge.sync;

import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxReply;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;

/** The outbox over the event bus. */
final class BusOutbox implements OutboxPort {
    /** A transaction that opens a new epoch chains every retained row anew, on an SD card. */
    private static final long ANSWER_MS_MAX = 120_000;

    private static final DeliveryOptions OPTIONS =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(ANSWER_MS_MAX);

    private final EventBus bus;
    private final String address;

    BusOutbox(EventBus bus, String address) {
        this.bus = bus;
        this.address = address;
    }

    @Override
    public <R extends OutboxReply> Future<R> ask(OutboxCommand command, Class<R> reply) {
        return bus.<Object>request(address, command, OPTIONS).map(message -> reply.cast(message.body()));
    }
}
