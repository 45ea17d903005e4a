package ghosthunter.edge.outbox;

import ghosthunter.codecs.id.Hash;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** How the values of this store stand in SQLite's columns. */
final class Columns {
    private Columns() {}

    /** The text form of a time: ISO 8601, UTC, milliseconds. */
    static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    static Instant instant(Row row, String column) {
        return Instant.parse(row.getString(column));
    }

    static @Nullable Instant instantOrNull(Row row, String column) {
        String text = row.getString(column);
        return text == null ? null : Instant.parse(text);
    }

    static byte[] bytes(Row row, String column) {
        return (byte[]) row.getValue(column);
    }

    static Hash hash(Row row, String column) {
        return Hash.of(bytes(row, column));
    }
}
