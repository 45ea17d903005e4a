package ghosthunter.edge.outbox;

import java.time.Duration;

/**
 * How much the store keeps.
 *
 * @param retention how long an acknowledged change stays although the hub's oldest backup has it
 * @param idempotencyAge how long the answer to a key can be repeated
 * @param idempotencyCountMax and how many keys at most
 * @param attemptsMax how many attempts the log for custody holds
 * @param freeMax how many changes one receipt frees at most, so that it stays a short transaction
 * @param pageRows how many changes are in memory at once when an epoch is opened
 */
public record OutboxLimits(
        Duration retention,
        Duration idempotencyAge,
        int idempotencyCountMax,
        int attemptsMax,
        int freeMax,
        int pageRows) {
    /** 30 days, 7 days, 10,000 keys, 5,000 attempts, 1,000 changes, 500 rows. */
    public static final OutboxLimits DEFAULT =
            new OutboxLimits(Duration.ofDays(30), Duration.ofDays(7), 10_000, 5_000, 1_000, 500);

    public OutboxLimits {
        if (retention.isNegative()
                || idempotencyAge.isNegative()
                || Math.min(Math.min(idempotencyCountMax, attemptsMax), Math.min(freeMax, pageRows)) < 1) {
            throw new IllegalArgumentException("limits of the outbox are positive");
        }
    }
}
