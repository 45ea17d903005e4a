package ghosthunter.hub.ledger;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** What a failure of Postgres means for the group that met it. Pure. */
enum PgFailure {
    /** The transaction surely was not, and the next try may succeed: deadlock, time-out, a race for one key, a lost link. */
    RETRY,
    /** The connection died with the COMMIT under way: nobody knows whether the transaction was. */
    UNKNOWN,
    /** The transaction surely was not, and something in the group is why: a value or a rule of the schema. */
    CULPRIT,
    /** The transaction surely was not, and trying again is of no use now: the disk is full, a right is missing. */
    HOPELESS,
    /** The transaction surely was not, and the program is wrong. */
    BUG;

    /** Two sessions made the same row at once; the one that lost reads it the next time. */
    private static final Set<String> RACES = Set.of(
            "ledger_pkey",
            "ledger_change_id",
            "packages_tracking_id",
            "chain_head_pkey",
            "device_epoch_pkey",
            "entity_pkey");

    /**
     * Judges a failure.
     *
     * @param commitSent the COMMIT was under way already
     */
    static PgFailure of(Throwable failure, boolean commitSent) {
        if (!(failure instanceof PgException pg)) {
            boolean isLink = failure instanceof IOException
                    || failure instanceof VertxException
                    || failure instanceof TimeoutException;
            return isLink ? commitSent ? UNKNOWN : RETRY : BUG;
        }
        String state = pg.getSqlState() == null ? "" : pg.getSqlState();
        if (isFatal(pg)) {
            return commitSent ? UNKNOWN : RETRY;
        }
        if (isRace(pg, state)) {
            return RETRY;
        }
        String kind = state.length() < 2 ? state : state.substring(0, 2);
        return switch (kind) {
            case "40", "08", "57", "55", "53", "58" -> RETRY;
            case "22", "23", "54" -> CULPRIT;
            default -> HOPELESS;
        };
    }

    private static boolean isFatal(PgException pg) {
        return "FATAL".equals(pg.getSeverity()) || "PANIC".equals(pg.getSeverity());
    }

    private static boolean isRace(PgException pg, String state) {
        return state.equals("23505") && pg.getConstraint() != null && RACES.contains(pg.getConstraint());
    }
}
