package ghosthunter.edge.sync;

import ghosthunter.edge.outbox.OutboxCommand.Prepare;

/**
 * How many changes of the background one exchange carries. What is on the air cannot be called back, so it is what passes in half a
 * second, as the exchange before shows; twice as much as that had at most, for a link may be slower from one to the next.
 */
final class Trickle {
    /** A link that was fast and is slow now keeps a critical change waiting for so many. */
    static final int CHANGES_MAX = 256;

    /** How long they are under way, as it looks, milliseconds. */
    private static final long UNDER_WAY_MS = 500;

    private int changesMax = Prepare.BACKGROUND_MIN;

    int changesMax() {
        return changesMax;
    }

    /** An exchange has ended that carried so many. Where fewer went than could have, nothing is left, and the next are another day's. */
    void passed(int changes, long tookMs) {
        long fitting = changes * UNDER_WAY_MS / Math.max(1, tookMs);
        long most = changes < changesMax ? 0 : Math.min(CHANGES_MAX, 2L * changes);
        changesMax = (int) Math.max(Prepare.BACKGROUND_MIN, Math.min(most, fitting));
    }

    /** An exchange brought no receipt. */
    void failed() {
        changesMax = Prepare.BACKGROUND_MIN;
    }
}
