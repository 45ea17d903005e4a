package ghosthunter.hub.openapi;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import java.util.List;
import java.util.stream.Collectors;

/** A request is not as its document says. Its detail names the first places; {@link #violations} has them all. */
public final class ContractException extends ProblemException {
    private static final int NAMED_MAX = 3;

    private final transient List<Violation> violations;

    private ContractException(ProblemType type, List<Violation> violations) {
        super(Problem.of(type, told(violations)), null);
        this.violations = List.copyOf(violations);
    }

    /** {@code invalid-request}, of one violation or more. */
    public static ContractException of(List<Violation> violations) {
        return new ContractException(ProblemType.INVALID_REQUEST, violations);
    }

    /** {@code malformed-body}: it is not what a parser can read. */
    public static ContractException unreadable(String reason) {
        return new ContractException(
                ProblemType.MALFORMED_BODY, List.of(new Violation(Violation.Location.BODY, "", "json", reason)));
    }

    /** Every place with what is wrong there. */
    public List<Violation> violations() {
        return violations;
    }

    private static String told(List<Violation> violations) {
        String named =
                violations.stream().limit(NAMED_MAX).map(Violation::toString).collect(Collectors.joining("; "));
        return violations.size() > NAMED_MAX ? named + "; and " + (violations.size() - NAMED_MAX) + " more" : named;
    }
}
