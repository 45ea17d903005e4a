package ghosthunter.hub.feed;

import ghosthunter.hub.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A device as far as the feed goes: it reads what was fed behind its cursor, and of that the entity as it is at that moment, and
 * nothing else ever. So it has what every device has, or the feed missed something. Of one thread.
 */
final class Puller implements AutoCloseable {
    /** Both in one snapshot. */
    private static final String PULL = """
            SELECT f.lsn, f.idx, f.key, e.version
            FROM entity_feed f
            LEFT JOIN entity e USING (tenant, type, key, audience)
            WHERE f.tenant = 'default' AND f.audience = '*' AND (f.lsn, f.idx) > (?, ?)
            ORDER BY f.lsn, f.idx
            LIMIT 100
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
        boolean any = false;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                any = true;
                lsn = rows.getLong(1);
                index = rows.getInt(2);
                String version = rows.getString(4);
                if (version == null) {
                    var unused = seen.remove(rows.getString(3));
                } else {
                    seen.put(rows.getString(3), version);
                }
            }
        }
        return any;
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
