package ghosthunter.edge.outbox;

import io.vertx.core.json.JsonArray;
import io.vertx.jdbcclient.spi.JDBCColumnDescriptorProvider;
import io.vertx.jdbcclient.spi.JDBCEncoder;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * Gives parameters to SQLite as they are. The client's own encoder first asks the driver for each parameter's type, which
 * SQLite's cannot know: it answers with an exception that the client swallows, twice per parameter.
 */
public final class SqliteEncoder implements JDBCEncoder {
    @Override
    public @Nullable Object encode(JsonArray input, int position, JDBCColumnDescriptorProvider types) {
        return input.getValue(position - 1);
    }

    @Override
    public @Nullable Object encode(Tuple input, int position, JDBCColumnDescriptorProvider types) {
        return input.getValue(position - 1);
    }
}
