package ghosthunter.hub.feed;

import java.sql.SQLException;
import java.util.Set;

/** Server or user do not let the log be read: no failure, but a reason to poll. */
final class StreamRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Not allowed; not in this state ({@code wal_level}); no slot to spare; no sender to spare; not let in for replication; not
     * supported; a transaction that runs too long for a slot to be made.
     */
    private static final Set<String> STATES =
            Set.of("42501", "55000", "53400", "53300", "28000", "28P01", "0A000", "57014");

    StreamRefused(String reason) {
        super(reason, null, false, false);
    }

    /** What to do about a failure on the way to the stream: it is thrown on unless it says no. */
    static StreamRefused of(SQLException failure) throws SQLException {
        if (!STATES.contains(String.valueOf(failure.getSQLState()))) {
            throw failure;
        }
        return new StreamRefused(
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given"));
    }
}
