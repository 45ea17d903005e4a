package ghosthunter.hub.feed;

import ghosthunter.hub.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A device as far as the feed goes: it reads what was fed behind its cursor, or behind how far the feed said it was, and of that the
 * entity as it is at that moment, and nothing else ever. So it has what every device has, or the feed missed something. Of one thread.
 */
final class Puller implements AutoCloseable {
    private static final int ROWS_MAX = 100;

    /** All in one snapshot: how far the feed is, what it fed, and the entities. */
    private static final String PULL = """
            SELECT s.lsn AS reached, p.lsn, p.idx, p.key, p.version
            FROM feed_state s
            LEFT JOIN LATERAL (
                SELECT f.lsn, f.idx, f.key, e.version
                FROM entity_feed f
                LEFT JOIN entity e USING (tenant, type, key, audience)
                WHERE f.tenant = 'default' AND f.audience = '*' AND (f.lsn, f.idx) > (?, ?)
                ORDER BY f.lsn, f.idx
                LIMIT 100) p ON true
            ORDER BY p.lsn, p.idx
            """;

    private final Connection connection;
    private final Map<String, String> seen = new ConcurrentHashMap<>();
    private long lsn;
    private int index;

    Puller(FedDatabase database) throws SQLException {
        connection = TestDatabase.connect(database.url);
    }

    /** Reads a page and returns whether anything came. */
    boolean pull() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PULL)) {
            statement.setLong(1, lsn);
            statement.setInt(2, index);
            return read(statement);
        }
    }

    private boolean read(PreparedStatement statement) throws SQLException {
        int count = 0;
        long reached = lsn;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                reached = rows.getLong("reached");
                if (rows.getString("key") != null) {
                    count++;
                    take(rows);
                }
            }
        }
        if (count < ROWS_MAX && reached > lsn) {
            lsn = reached; // Like the end of a scan: what is fed later must be behind it.
            index = Integer.MAX_VALUE;
        }
        return count > 0;
    }

    private void take(ResultSet row) throws SQLException {
        lsn = row.getLong("lsn");
        index = row.getInt("idx");
        String version = row.getString("version");
        if (version == null) {
            var unused = seen.remove(row.getString("key"));
        } else {
            seen.put(row.getString("key"), version);
        }
    }

    /** Version by key. */
    Map<String, String> seen() {
        return seen;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
