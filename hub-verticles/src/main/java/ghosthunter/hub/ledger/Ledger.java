package ghosthunter.hub.ledger;

import io.vertx.core.Future;
import java.util.List;

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

    /** Gives back what it holds. Nothing may be under way. */
    default Future<Void> close() {
        return Future.succeededFuture();
    }
}
