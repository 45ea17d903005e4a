package ghosthunter.hub.feed;

import ghosthunter.hub.postgres.DatabaseUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;

/**
 * A plain session of the owner of the tables, who sees the rows of all tenants. The server ends it within seconds when this
 * machine is gone, and frees its lock. Blocks; of one thread but for {@link #abort}.
 */
final class Session implements AutoCloseable {
    private static final String GONE_SOON =
            " -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3";

    /** A plan that was made for an empty table is no plan for a full one. */
    private static final String PLAN_ANEW = " -c plan_cache_mode=force_custom_plan";

    /** How long an answer may take, seconds; comparing all entities, {@link #HEAL_MS_MAX}. */
    private static final int ANSWER_S_MAX = 60;

    /** How long comparing all entities may take, milliseconds. */
    static final int HEAL_MS_MAX = 3_600_000;

    private static final int CONNECT_S_MAX = 10;

    private final Connection connection;

    private Session(Connection connection) {
        this.connection = connection;
    }

    static Session open(DatabaseUrl url) throws SQLException {
        Properties properties = properties(url);
        properties.setProperty("options", properties.getProperty("options") + GONE_SOON + PLAN_ANEW);
        return new Session(DriverManager.getConnection(url.jdbcUrl(), properties));
    }

    /** What any connection of the feed has. */
    static Properties properties(DatabaseUrl url) {
        Properties properties = url.jdbcProperties();
        PGProperty.APPLICATION_NAME.set(properties, "ghosthunter-feed");
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_S_MAX);
        PGProperty.SOCKET_TIMEOUT.set(properties, ANSWER_S_MAX);
        return properties;
    }

    private void limit(int answerMs) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, answerMs);
    }

    int serverVersion() throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion();
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What reads the first row of an answer. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** The first row, or null without one. */
    <T> @Nullable T first(String sql, Reader<T> reader, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? reader.read(rows) : null;
            }
        }
    }

    /** Every row. */
    <T> List<T> all(String sql, Reader<T> reader, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<T> read = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    read.add(reader.read(rows));
                }
            }
            return read;
        }
    }

    /** The first value as text; null without one. */
    @Nullable
    String text(String sql, @Nullable Object... parameters) throws SQLException {
        return first(sql, row -> String.valueOf(row.getString(1)), parameters);
    }

    /** The first value; 0 without one. */
    long number(String sql, @Nullable Object... parameters) throws SQLException {
        Long found = first(sql, row -> row.getLong(1), parameters);
        return found == null ? 0 : found;
    }

    /** How many rows it changed. */
    int update(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    /** An array for a parameter. */
    Object array(String type, Object[] values) throws SQLException {
        return connection.createArrayOf(type, values);
    }

    /** Several statements that take long, in one transaction. */
    interface Work {
        long run() throws SQLException;
    }

    long longTransaction(Work work) throws SQLException {
        limit(HEAL_MS_MAX);
        connection.setAutoCommit(false);
        try {
            long result = work.run();
            connection.commit();
            return result;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
            limit(ANSWER_S_MAX * 1_000);
        }
    }

    /** Whether it is known to have ended. */
    boolean isClosed() throws SQLException {
        return connection.isClosed();
    }

    /** From any thread: what is under way fails. */
    void abort() throws SQLException {
        connection.abort(Runnable::run);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
