package ghosthunter.edge.outbox;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.edge.outbox.OutboxCommand.LegacyPackage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * Reads the file of the old Python locker software: table {@code package} as Peewee made it. Peewee stores a datetime as text
 * {@code YYYY-MM-DD HH:MM:SS.ffffff}, without the fraction where it is zero, with the offset where the value had one; the old
 * software meant UTC. Blocks; for a command's main thread.
 */
public final class LegacyStore {
    /** How many rows one file may have. */
    static final int ROWS_MAX = 1_000_000;

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalStart()
            .appendOffset("+HH:MM", "+00:00")
            .optionalEnd()
            .toFormatter(java.util.Locale.ROOT);

    private LegacyStore() {}

    /**
     * Reads all rows, oldest first.
     *
     * @throws ProblemException {@code not-found} when there is no such file, {@code storage-failed} when it cannot be read or
     *     is not such a file, {@code invalid-request} with the row whose time cannot be read
     */
    public static List<LegacyPackage> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw Problem.of(ProblemType.NOT_FOUND, "there is no file " + file).exception();
        }
        SQLiteConfig readOnly = new SQLiteConfig();
        readOnly.setReadOnly(true);
        try (Connection connection = readOnly.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
                Statement statement = connection.createStatement()) {
            return rows(statement);
        } catch (SQLException e) {
            Throwable known = StoreFailure.problem(file, e);
            throw known instanceof ProblemException problem
                    ? problem
                    : Problem.of(ProblemType.STORAGE_FAILED, file + " cannot be read (" + e.getMessage() + ")")
                            .exception(e);
        }
    }

    private static List<LegacyPackage> rows(Statement statement) throws SQLException {
        List<LegacyPackage> packages = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(
                "SELECT tracking_id, drop_off_timestamp, status FROM package ORDER BY id LIMIT " + ROWS_MAX)) {
            while (rows.next()) {
                String trackingId = rows.getString(1);
                packages.add(new LegacyPackage(
                        trackingId, time(trackingId, rows.getString(2)), !"synced".equals(rows.getString(3))));
            }
        }
        return packages;
    }

    /** The time of a row. */
    static Instant time(String trackingId, @Nullable String text) {
        try {
            if (text != null) {
                return TIME.parseBest(text.replace('T', ' '), OffsetDateTime::from, LocalDateTime::from)
                                instanceof OffsetDateTime withOffset
                        ? withOffset.toInstant()
                        : LocalDateTime.parse(text.replace('T', ' '), TIME).toInstant(ZoneOffset.UTC);
            }
        } catch (DateTimeException e) {
            throw unreadable(trackingId, text);
        }
        throw unreadable(trackingId, text);
    }

    private static ProblemException unreadable(String trackingId, @Nullable String text) {
        return Problem.of(
                        ProblemType.INVALID_REQUEST,
                        "package " + trackingId + ": drop_off_timestamp '" + text
                                + "' is no time; nothing was imported")
                .exception();
    }
}
