package ghosthunter.hub.ledger;

/**
 * How submissions are gathered into groups.
 *
 * @param waitMs how long the first submission waits for others while nothing is under way, milliseconds; 0: not at all
 * @param submissionsMax submissions in one group
 * @param changesMax changes in one group, but for a single submission that has more
 * @param queueMax submissions that wait; more are turned away
 */
public record GroupLimits(long waitMs, int submissionsMax, int changesMax, int queueMax) {
    /** 2 ms, 500 submissions, 10,000 changes, 2,000 waiting. */
    public static final GroupLimits DEFAULT = new GroupLimits(2, 500, 10_000, 2_000);

    public GroupLimits {
        if (waitMs < 0 || submissionsMax < 1 || changesMax < 1 || queueMax < submissionsMax) {
            throw new IllegalArgumentException("a limit of the groups is out of range: " + waitMs + " ms, "
                    + submissionsMax + " submissions, " + changesMax + " changes, a queue of " + queueMax);
        }
    }
}
