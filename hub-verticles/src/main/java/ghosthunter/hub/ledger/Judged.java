package ghosthunter.hub.ledger;

import ghosthunter.codecs.exchange.Receipt.LaneReceipt;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a submission gets once the group is committed.
 *
 * @param problem why it got nothing, or null
 * @param lanes what holds for its lanes
 * @param news what its device shall hear of its own changes
 */
record Judged(@Nullable Problem problem, List<LaneReceipt> lanes, List<Key.OfEntity> news) {
    static Judged lanes(List<LaneReceipt> lanes) {
        return new Judged(null, List.copyOf(lanes), List.of());
    }

    static Judged failed(ProblemType type, String detail) {
        return failed(Problem.of(type, detail));
    }

    static Judged failed(Problem problem) {
        return new Judged(problem, List.of(), List.of());
    }

    Judged with(List<Key.OfEntity> heard) {
        return new Judged(problem, lanes, heard);
    }

    Outcome outcome(long recordedAtMs) {
        return problem == null ? new Outcome.Committed(lanes, recordedAtMs, news) : new Outcome.Failed(problem);
    }
}
