package ghosthunter.hub.feed;

import ghosthunter.hub.postgres.DatabaseUrl;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** The replication connection of a feed. Blocks; of one thread. */
final class StreamReader implements AutoCloseable {
    /** How often the server hears from here, seconds; it takes a reader for lost after {@code wal_sender_timeout}, 60. */
    private static final int STATUS_S = 5;

    private final Connection connection;
    private @Nullable PGReplicationStream stream;
    private long confirmed;

    private StreamReader(Connection connection) {
        this.connection = connection;
    }

    /** Fails where the server or its rules of access do not let this user replicate. */
    static StreamReader connect(DatabaseUrl url) throws SQLException {
        Properties properties = Session.properties(url);
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        return new StreamReader(DriverManager.getConnection(url.jdbcUrl(), properties));
    }

    /** Reads what committed behind a position, or behind what was confirmed last, whichever is later. */
    void start(String slot, long lsn) throws SQLException {
        confirmed = lsn;
        stream = connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(slot)
                .withStartPosition(LogSequenceNumber.valueOf(lsn))
                .withSlotOption("proto_version", 2)
                .withSlotOption("publication_names", FeedSql.PUBLICATION)
                .withSlotOption("streaming", "on")
                .withSlotOption("messages", "true")
                .withStatusInterval(STATUS_S, TimeUnit.SECONDS)
                .withAutomaticFlush(false)
                .start();
    }

    private PGReplicationStream open() throws SQLException {
        PGReplicationStream open = stream;
        if (open == null || open.isClosed()) {
            throw new SQLException("the replication stream is closed");
        }
        return open;
    }

    /** The next message, or null when none is there. */
    @Nullable
    ByteBuffer poll() throws SQLException {
        return open().readPending();
    }

    /** All that the server had to say up to here has been read. */
    long received() throws SQLException {
        return open().getLastReceiveLSN().asLong();
    }

    /** The server may forget what is before this position. */
    void confirm(long lsn) throws SQLException {
        if (lsn > confirmed) {
            confirmed = lsn;
            LogSequenceNumber position = LogSequenceNumber.valueOf(lsn);
            open().setAppliedLSN(position);
            open().setFlushedLSN(position);
            open().forceUpdateStatus();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
