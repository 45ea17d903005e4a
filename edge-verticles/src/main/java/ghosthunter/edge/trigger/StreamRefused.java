package ghosthunter.edge.trigger;

/** The hub answered, but with no stream. */
final class StreamRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int OVERLOAD = 429;
    private static final int SERVER_ERROR = 500;
    private final int status;

    StreamRefused(int status) {
        super("the hub answered " + status, null, false, false);
        this.status = status;
    }

    /** Whether it would be the same again: only an enrollment, another setting or another hub changes it. */
    boolean isFinal() {
        return status < SERVER_ERROR && status != OVERLOAD;
    }
}
