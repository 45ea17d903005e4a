package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/**
 * The port behind which changes become durable. One conformance suite proves that the SQL ledger and the in-memory one of the
 * simulator behave alike.
 */
public interface Ledger {
    /**
     * Commits a group of submissions of different devices, all in one transaction where nothing is wrong with any of them.
     * One that fails never takes another down.
     *
     * @return the outcomes in the order of the submissions, after the commit; the future itself fails only when the program
     *     is wrong
     */
    Future<List<Outcome>> commit(List<Submission> group);

    /**
     * Judges again what waits in the quarantine of a device, in order; after an upgrade, or when a rule was in the way that is
     * gone. What is given up lets those behind it pass. The ledger itself stays as it is.
     *
     * @param dismissed what an operator gives up
     * @return as {@link #commit}, without lanes
     */
    Future<Outcome> review(DeviceRef device, Set<Key.Entry> dismissed);

    /** Gives back what it holds. Nothing may be under way. */
    default Future<Void> close() {
        return Future.succeededFuture();
    }
}
