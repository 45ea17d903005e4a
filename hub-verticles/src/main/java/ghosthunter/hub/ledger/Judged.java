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
 */
record Judged(@Nullable Problem problem, List<LaneReceipt> lanes) {
    static Judged lanes(List<LaneReceipt> lanes) {
        return new Judged(null, List.copyOf(lanes));
    }

    static Judged failed(ProblemType type, String detail) {
        return new Judged(Problem.of(type, detail), List.of());
    }

    static Judged failed(Problem problem) {
        return new Judged(problem, List.of());
    }

    Outcome outcome(long recordedAtMs) {
        return problem == null ? new Outcome.Committed(lanes, recordedAtMs) : new Outcome.Failed(problem);
    }
}
