package ghosthunter.load.process;

/** A child process could not be started, did not do what was waited for, or could not be removed. */
public final class ChildProcessException extends RuntimeException {
    ChildProcessException(String message) {
        super(message);
    }

    ChildProcessException(String message, Throwable cause) {
        super(message, cause);
    }
}
