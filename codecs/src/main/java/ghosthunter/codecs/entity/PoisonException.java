package ghosthunter.codecs.entity;

import ghosthunter.codecs.problem.Printable;

/** A change is well-formed but its data break a rule of its entity type. Expected, hence without a stack trace. */
public final class PoisonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PoisonException(String reason) {
        super(Printable.of(reason), null, false, false);
    }
}
