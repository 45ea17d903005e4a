package ghosthunter.edge.sync;

/**
 * Why an exchange brought no receipt. Expected, hence without a stack trace; the message is one sentence for a person, goes
 * to custody and to {@code GET /status}, and holds no secret.
 */
public final class SyncFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final long retryAfterMs;
    private final boolean ownTurn;
    private final boolean hubKeyUnknown;

    private SyncFailure(Kind kind, String reason, long retryAfterMs, boolean ownTurn, boolean hubKeyUnknown) {
        super(reason, null, false, false);
        this.hubKeyUnknown = hubKeyUnknown;
        this.kind = kind;
        this.retryAfterMs = retryAfterMs;
        this.ownTurn = ownTurn;
    }

    /** What to do about it. */
    public enum Kind {
        /** No connection came about. Counts against the hub. */
        UNREACHABLE,
        /** The connection broke, or the body did not arrive whole: a smaller one may. Counts against the hub. */
        CUT,
        /** An answer came, and it is not this hub's receipt for this statement: it changes nothing. Counts against the hub. */
        NO_RECEIPT,
        /** The hub lives and asks to come later. */
        BUSY,
        /** The hub lives and does not want this device or its request: a person must look. */
        REFUSED,
        /** Nothing was sent: the circuit breaker is open. */
        RESTING,
        /** Nothing was sent, or nothing settled: the device's own store failed. */
        STORE;

        /** Whether it speaks against the way to the hub, and so for resting. */
        public boolean countsAgainstHub() {
            return this == UNREACHABLE || this == CUT || this == NO_RECEIPT;
        }
    }

    /** A failure. */
    public static SyncFailure of(Kind kind, String reason) {
        return new SyncFailure(kind, reason, 0, false, false);
    }

    /** The hub asks to come later. */
    public static SyncFailure busy(String reason, long retryAfterMs) {
        return new SyncFailure(Kind.BUSY, reason, retryAfterMs, false, false);
    }

    /** The hub asks to come later, and nobody else was given the same time. */
    public static SyncFailure turn(String reason, long turnMs) {
        return new SyncFailure(Kind.BUSY, reason, turnMs, true, false);
    }

    /** An answer came that looks like a receipt, and a key that is not known signed it: the hub's may have rotated. */
    static SyncFailure unknownHubKey(String reason) {
        return new SyncFailure(Kind.NO_RECEIPT, reason, 0, false, true);
    }

    /** Whether the hub's signed succession may help. */
    boolean isHubKeyUnknown() {
        return hubKeyUnknown;
    }

    /** What to do about it. */
    public Kind kind() {
        return kind;
    }

    /** How long the hub asks to wait, milliseconds; 0 for what is not {@link Kind#BUSY}. */
    public long retryAfterMs() {
        return retryAfterMs;
    }

    /** Whether this time is of this device alone, so that it need not spread. */
    public boolean isOwnTurn() {
        return ownTurn;
    }

    /** The reason, one sentence. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
