package ghosthunter.hub.feed;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import java.util.Optional;
import java.util.UUID;

/**
 * How far the feed of a database is. Positions of {@code entity_feed} are ordered by {@code (lsn, idx)} and comparable as long as
 * {@code systemId} and {@code incarnation} are the same.
 *
 * @param lsn the greatest position in {@code entity_feed} is not beyond it, and what is fed from now on is
 * @param systemId the server that positions are of; opaque
 * @param incarnation made anew where positions cannot be compared with those before
 */
public record FeedPosition(long lsn, String systemId, UUID incarnation) {
    private static final String READ = "SELECT lsn, system_id, incarnation FROM feed_state";

    /**
     * Reads it, in the transaction of the caller if that has one; the table has no tenant.
     *
     * @return empty as long as nothing was ever fed here
     */
    public static Future<Optional<FeedPosition>> read(SqlClient client) {
        return client.preparedQuery(READ).execute().map(rows -> {
            for (Row row : rows) {
                return Optional.of(
                        new FeedPosition(row.getLong("lsn"), row.getString("system_id"), row.getUUID("incarnation")));
            }
            return Optional.empty();
        });
    }
}
