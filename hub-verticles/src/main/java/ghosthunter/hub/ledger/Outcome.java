package ghosthunter.hub.ledger;

import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.problem.Problem;
import java.util.List;
import java.util.function.Function;

/** What became of a submission. Immutable; travels on the event bus as it is. */
public sealed interface Outcome {
    /** Calls the function of the case that this is. */
    <R> R fold(Function<Committed, R> committed, Function<Failed, R> failed);

    /**
     * It is durable, and this is what holds after the commit.
     *
     * @param lanes of a signed one: every lane sent, then every other lane of its epoch that the ledger holds; of an
     *     unsigned one: the lanes of the hub's own epoch that it touched
     * @param recordedAtMs hub's clock after the commit, milliseconds since 1970
     * @param news entities of which the hub made something else than the device has, and what it is told of its changes; the feed
     *     tells it the same a moment later
     */
    record Committed(List<LaneReceipt> lanes, long recordedAtMs, List<Key.OfEntity> news) implements Outcome {
        public Committed {
            lanes = List.copyOf(lanes);
            news = List.copyOf(news);
        }

        @Override
        public <R> R fold(Function<Committed, R> committed, Function<Failed, R> failed) {
            return committed.apply(this);
        }
    }

    /**
     * It is not known to be durable: the device keeps its changes and comes again.
     *
     * @param problem what to answer, {@code unavailable} as a rule
     */
    record Failed(Problem problem) implements Outcome {
        @Override
        public <R> R fold(Function<Committed, R> committed, Function<Failed, R> failed) {
            return failed.apply(this);
        }
    }
}
