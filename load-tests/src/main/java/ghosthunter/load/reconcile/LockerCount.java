package ghosthunter.load.reconcile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a locker's SQLite file says. Blocking; the locker may be running.
 *
 * @param recorded packages
 * @param pending packages among them without a receipt
 */
public record LockerCount(long recorded, long pending) {
    private static final String COUNT = "SELECT count(*), count(*) FILTER (WHERE status = 'pending') FROM package";

    /** Counts; a file that does not exist yet holds nothing. */
    public static LockerCount read(Path sqliteFile) throws SQLException {
        if (!Files.exists(sqliteFile)) {
            return new LockerCount(0, 0);
        }
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + sqliteFile);
                Statement select = sqlite.createStatement();
                ResultSet row = select.executeQuery(COUNT)) {
            row.next();
            return new LockerCount(row.getLong(1), row.getLong(2));
        }
    }
}
