package ghosthunter.hub.dialect.ghosthunter;

import ghosthunter.codecs.problem.Problem;

/** A field of the request is not as the contract has it. Without a stack trace, for it is expected. */
final class FieldException extends RuntimeException {
    private final String field;
    private final transient Problem problem;

    FieldException(String field, Problem problem) {
        super(problem.detail(), null, false, false);
        this.field = field;
        this.problem = problem;
    }

    String field() {
        return field;
    }

    Problem problem() {
        return problem;
    }
}
