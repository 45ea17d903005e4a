package ghosthunter.load.reconcile;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares the SQLite file of every locker with Postgres. Blocking; the lockers may be running. */
public final class Reconciler {
    private static final String RECORDED = "SELECT tracking_id FROM package";

    private static final String STORED = "SELECT tracking_id FROM packages";

    // A change is projected once per first recording: variant NULL is a repeat. Two drop-offs of one package in one
    // locker
    // would be two; so would two rows in the projection, which the unique index forbids.
    private static final String DUPLICATED = """
            SELECT key
            FROM ledger
            WHERE type = 'package' AND op = 'CREATE' AND variant IS NOT NULL
            GROUP BY tenant, device, key
            HAVING count(*) > 1
            UNION
            SELECT tracking_id
            FROM packages
            GROUP BY tenant, tracking_id
            HAVING count(*) > 1
            """;

    private Reconciler() {}

    /**
     * Reconciles.
     *
     * @param sqliteFiles the lockers' databases
     * @param postgresUrl JDBC address of the hub's database, with user and password where it needs them
     * @throws SQLException if one of the databases cannot be read
     */
    public static Reconciliation reconcile(Collection<Path> sqliteFiles, String postgresUrl) throws SQLException {
        Set<String> recorded = new TreeSet<>();
        for (Path file : sqliteFiles) {
            recorded.addAll(recordedBy(file));
        }
        try (Connection postgres = DriverManager.getConnection(postgresUrl)) {
            Set<String> stored = new HashSet<>(texts(postgres, STORED));
            List<String> missing =
                    recorded.stream().filter(id -> !stored.contains(id)).toList();
            return new Reconciliation(
                    recorded.size(),
                    recorded.size() - missing.size(),
                    missing,
                    texts(postgres, DUPLICATED),
                    LedgerReader.faults(postgres));
        }
    }

    /** The tracking ids that one locker recorded. */
    public static List<String> recordedBy(Path sqliteFile) throws SQLException {
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + sqliteFile)) {
            return texts(sqlite, RECORDED);
        }
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(query);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
