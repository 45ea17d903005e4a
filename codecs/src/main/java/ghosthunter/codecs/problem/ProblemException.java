package ghosthunter.codecs.problem;

import org.jspecify.annotations.Nullable;

/** An expected failure on its way to the one place that answers it; without a stack trace, for a storm must not fill stacks. */
public class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** @param cause for the log alone */
    protected ProblemException(Problem problem, @Nullable Throwable cause) {
        super(problem.detail(), cause, false, false);
        this.problem = problem;
    }

    /** What to answer. */
    public final Problem problem() {
        return problem;
    }
}
