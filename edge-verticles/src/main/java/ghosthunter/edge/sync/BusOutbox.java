package ghosthunter.edge.sync;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.edge.outbox.OutboxClient;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxReply;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;

/** The outbox over the event bus. */
final class BusOutbox implements OutboxPort {
    private final OutboxClient client;

    BusOutbox(EventBus bus, DeviceId device) {
        this.client = new OutboxClient(bus, device);
    }

    @Override
    public <R extends OutboxReply> Future<R> ask(OutboxCommand command, Class<R> reply) {
        return client.ask(command, reply);
    }
}
