package ghosthunter.load.traffic;

import ghosthunter.edge.sync.SyncPace;
import java.util.random.RandomGenerator;

/** When a locker comes again that got no receipt: as long as the loop of a real one would wait, with the pace of the street. */
final class Comeback {
    private static final SyncPace PACE = SyncPace.DEFAULT;
    private static final long MS_PER_S = 1_000;

    private final RandomGenerator random;

    Comeback(RandomGenerator random) {
        this.random = random;
    }

    /** After 429 or 503: at the turn that the hub gave, else not before it said, and spread over as long again. */
    long busyMs(Answer answer) {
        if (answer.turnMs() > 0) {
            return Math.max(answer.turnMs(), PACE.backoffMsBase());
        }
        long heldMs = Math.max(answer.retryAfterS() * MS_PER_S, PACE.backoffMsBase());
        return heldMs + random.nextLong(heldMs + 1);
    }

    /**
     * After a connection that could not be made or broke: exponential backoff with full jitter, then the breaker's rest.
     *
     * @param failures how many in a row, 1 or more
     */
    long brokenMs(int failures) {
        if (failures >= PACE.attemptsMax()) {
            return PACE.restMs() + random.nextLong(PACE.restMs() / 4);
        }
        return random.nextLong(Math.min(PACE.backoffMsMax(), PACE.backoffMsBase() << (failures - 1)) + 1);
    }
}
