package ghosthunter.edge.outbox;

import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.codecs.time.Moment;
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
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Reads the file of the old Python locker software: table {@code package} as Peewee made it. Peewee stores a datetime as text
 * {@code YYYY-MM-DD HH:MM:SS.ffffff}, without the fraction where it is zero, with the offset where the value had one; the old
 * software meant UTC. Blocks; for a command's main thread.
 */
public final class LegacyStore {
    /** How many rows one file may have; they are in memory at once. */
    static final int ROWS_MAX = 500_000;

    /** How many lockers of a file that was mixed up are named. */
    private static final int LOCKERS_TOLD_MAX = 10;

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalStart()
            .appendOffset("+HH:MM", "+00:00")
            .optionalEnd()
            .optionalStart()
            .appendOffsetId()
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private LegacyStore() {}

    /**
     * Reads all rows, oldest first, and checks each: what is answered here can be recorded.
     *
     * @param lockerId whose rows they must be: a file that was mixed up would put packages into the wrong locker
     * @throws ProblemException {@code not-found} when there is no such file, {@code storage-failed} when it cannot be read or
     *     is not such a file, {@code conflict} when it is another locker's, {@code invalid-request} with the row that no
     *     change can be made of
     */
    public static List<LegacyPackage> read(Path file, String lockerId) {
        if (!Files.isRegularFile(file)) {
            throw Problem.of(ProblemType.NOT_FOUND, "there is no file " + file).exception();
        }
        SQLiteConfig readOnly = new SQLiteConfig();
        readOnly.setReadOnly(true);
        try (Connection connection = readOnly.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
                Statement statement = connection.createStatement()) {
            requireOldTable(file, statement);
            requireOneLocker(file, statement);
            return rows(file, statement, lockerId);
        } catch (SQLException e) {
            boolean database =
                    !(e instanceof SQLiteException sqlite) || sqlite.getResultCode() != SQLiteErrorCode.SQLITE_NOTADB;
            throw notRead(file, database ? "(" + e.getMessage() + ")" : "as an old file: it is no SQLite file");
        }
    }

    private static void requireOldTable(Path file, Statement statement) throws SQLException {
        Set<String> columns = new HashSet<>();
        boolean ours = false;
        try (ResultSet rows = statement.executeQuery("""
                SELECT lower(t.name), lower(c.name)
                FROM sqlite_master t, pragma_table_info(t.name) c
                WHERE t.type = 'table' AND lower(t.name) IN ('package', 'outbox')""")) {
            while (rows.next()) {
                ours |= rows.getString(1).equals("outbox");
                columns.add(rows.getString(2));
            }
        }
        if (ours) {
            throw notRead(file, "as an old file: it is a store of this software; set SQLITE_PATH to use it");
        }
        if (!columns.containsAll(Set.of("id", "tracking_id", "locker_id", "status", "drop_off_timestamp"))) {
            throw notRead(file, "as an old file: it has no table 'package' as the old locker software made it");
        }
    }

    /** A file of several lockers was mixed up: whichever name were said, some packages would get into the wrong locker. */
    private static void requireOneLocker(Path file, Statement statement) throws SQLException {
        List<String> lockers = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("""
                SELECT locker_id, count(*) FROM package GROUP BY locker_id ORDER BY count(*) DESC, locker_id LIMIT\s""" + LOCKERS_TOLD_MAX)) {
            while (rows.next()) {
                lockers.add("'" + rows.getString(1) + "' (" + rows.getLong(2) + ")");
            }
        }
        if (lockers.size() > 1) {
            throw Problem.of(
                            ProblemType.CONFLICT,
                            file + " holds the packages of more than one locker: " + String.join(", ", lockers)
                                    + "; nothing was imported; import a copy that holds one locker alone")
                    .exception();
        }
    }

    private static List<LegacyPackage> rows(Path file, Statement statement, String lockerId) throws SQLException {
        List<LegacyPackage> packages = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("""
                SELECT id, tracking_id, locker_id, drop_off_timestamp, status
                FROM package ORDER BY id LIMIT\s""" + (ROWS_MAX + 1))) {
            while (rows.next()) {
                if (packages.size() == ROWS_MAX) {
                    throw notRead(file, "at once: it has more than " + ROWS_MAX + " packages");
                }
                packages.add(row(file, rows, lockerId));
            }
        }
        return List.copyOf(packages);
    }

    /** Whatever the old server did not acknowledge is pending, also where the status is no word of the old software. */
    private static LegacyPackage row(Path file, ResultSet rows, String lockerId) throws SQLException {
        String where = file + ", package row " + rows.getLong(1);
        String owner = rows.getString(3);
        if (!lockerId.equals(owner)) {
            throw Problem.of(
                            ProblemType.CONFLICT,
                            where + " belongs to locker '" + owner + "', not to '" + lockerId
                                    + "': nothing was imported; if that was the old name of this locker, say"
                                    + " --old-locker-id '" + owner + "'")
                    .exception();
        }
        Instant droppedOffAt = time(where, rows.getString(4));
        return new LegacyPackage(
                trackingId(where, rows.getString(2), droppedOffAt), droppedOffAt, !"synced".equals(rows.getString(5)));
    }

    private static String trackingId(String where, @Nullable String trackingId, Instant droppedOffAt) {
        if (trackingId == null) {
            throw unusable(where, "it has no tracking_id");
        }
        try {
            Draft draft = Draft.dropOff(trackingId, null, Moment.claimed(droppedOffAt), 0);
            return ChangeLine.write(
                            new UUID(0, 0),
                            draft.type(),
                            draft.key(),
                            draft.op(),
                            draft.happened().at(),
                            draft.happened().boot(),
                            draft.happened().upMs(),
                            0,
                            0,
                            draft.dataJson())
                    .key();
        } catch (IllegalArgumentException e) {
            throw unusable(where, "tracking_id: " + e.getMessage());
        }
    }

    /** The time of a row. */
    static Instant time(String where, @Nullable String text) {
        if (text == null) {
            throw unusable(where, "it has no drop_off_timestamp");
        }
        try {
            TemporalAccessor time = TIME.parseBest(text.replace('T', ' '), OffsetDateTime::from, LocalDateTime::from);
            return time instanceof OffsetDateTime withOffset
                    ? withOffset.toInstant()
                    : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw unusable(where, "drop_off_timestamp '" + text + "' is no time");
        }
    }

    private static ProblemException unusable(String where, String why) {
        return Problem.of(ProblemType.INVALID_REQUEST, where + ": " + why + "; nothing was imported")
                .exception();
    }

    private static ProblemException notRead(Path file, String why) {
        return Problem.of(ProblemType.STORAGE_FAILED, file + " cannot be read " + why)
                .exception();
    }
}
