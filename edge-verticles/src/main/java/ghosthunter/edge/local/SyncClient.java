package ghosthunter.edge.local;

import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.edge.sync.SyncCommand;
import ghosthunter.edge.sync.SyncReport;
import ghosthunter.edge.sync.SyncState;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;

/** Asks the exchange loop over the event bus. */
final class SyncClient {
    private static final long STATE_MS_MAX = 5_000;

    private final EventBus bus;
    private final String address;
    private final long syncMsMax;

    SyncClient(EventBus bus, String address, long syncMsMax) {
        this.bus = bus;
        this.address = address;
        this.syncMsMax = syncMsMax;
    }

    /** A change was committed. Nobody waits for it: when it is lost, the change goes one interval later. */
    void recorded(Lane lane) {
        bus.send(address, new SyncCommand.Recorded(lane));
    }

    Future<SyncReport> syncNow() {
        return this.<SyncReport>ask(new SyncCommand.SyncNow(), syncMsMax);
    }

    Future<SyncState> state() {
        return this.<SyncState>ask(new SyncCommand.ShowState(), STATE_MS_MAX);
    }

    private <T> Future<T> ask(SyncCommand command, long msMax) {
        return bus.<T>request(address, command, new DeliveryOptions().setSendTimeout(msMax))
                .map(message -> message.body())
                .recover(cause ->
                        Future.failedFuture(Problem.of(ProblemType.UNAVAILABLE, "the exchange loop does not answer")
                                .exception(cause)));
    }
}
