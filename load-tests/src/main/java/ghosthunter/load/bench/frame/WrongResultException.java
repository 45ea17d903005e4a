package ghosthunter.load.bench.frame;

/** What was measured did the wrong thing: its speed means nothing. */
public final class WrongResultException extends RuntimeException {
    public WrongResultException(String message) {
        super(message);
    }
}
