package ghosthunter.edge.sync;

import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.outbox.OutboxReply;
import io.vertx.core.Future;

/** The outbox as the exchange sees it: a port, over the event bus in a device and in memory in a simulation. */
public interface OutboxPort {
    /**
     * Asks. The future fails when the store does.
     *
     * @param reply the type of the answer to this command
     */
    <R extends OutboxReply> Future<R> ask(OutboxCommand command, Class<R> reply);
}
