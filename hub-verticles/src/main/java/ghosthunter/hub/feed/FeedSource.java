package ghosthunter.hub.feed;

import java.sql.SQLException;

/** Where the feed hears of changes. Blocks, each step for a moment only; of one thread. */
interface FeedSource {
    /**
     * Feeds what came.
     *
     * @return how long to rest before the next step, milliseconds
     */
    long step() throws SQLException;

    /** Lets go of it; never fails. */
    void close();
}
