package ghosthunter.hub.device;

/**
 * What one worker may have and how long anybody waits for it.
 *
 * @param mailboxMax batches that wait behind the one in work; the backstop of {@link Gate}
 * @param commitWaitMs how long a worker waits for the ledger, milliseconds
 * @param answerWaitMs how long a request waits for its worker, milliseconds: its turn and the commit
 * @param idleMs after how long without a batch a worker is undeployed, milliseconds
 */
public record LockerLimits(int mailboxMax, long commitWaitMs, long answerWaitMs, long idleMs) {
    /** 8 batches, 10 s, 20 s, 10 min. */
    public static final LockerLimits DEFAULT = new LockerLimits(8, 10_000, 20_000, 600_000);

    public LockerLimits {
        if (mailboxMax < 1 || commitWaitMs < 1 || idleMs < 1) {
            throw new IllegalArgumentException("every limit of a locker is 1 or more");
        }
        if (answerWaitMs < commitWaitMs) {
            throw new IllegalArgumentException(
                    "who waits for a worker waits at least as long as the worker itself does");
        }
    }
}
