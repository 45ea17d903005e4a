package ghosthunter.edge.outbox;

import io.vertx.jdbcclient.spi.JDBCColumnDescriptorProvider;
import io.vertx.jdbcclient.spi.JDBCDecoderImpl;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Takes values from SQLite as they are: a whole number, a text, bytes or nothing. The client's own decoder asks for the class
 * of the declared type, which costs a swallowed exception per number.
 */
public final class SqliteDecoder extends JDBCDecoderImpl {
    @Override
    public @Nullable Object parse(ResultSet rows, int position, JDBCColumnDescriptorProvider types)
            throws SQLException {
        return rows.getObject(position);
    }
}
