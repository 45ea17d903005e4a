package ghosthunter.hub.postgres;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The list of tenants of a database, for commands and for the start of a node. Blocks. */
public final class TenantTable {
    private static final String LIST = """
            SELECT t.id, t.name, t.own_database, (SELECT count(*) FROM device d WHERE d.tenant = t.id) AS devices
            FROM tenant t
            ORDER BY t.id
            """;

    private static final String ADD =
            "INSERT INTO tenant (id, name, own_database) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING";

    /** Only as long as it has nothing here. */
    private static final String MOVE_OUT = """
            UPDATE tenant t
            SET own_database = true
            WHERE t.id = ?
              AND NOT EXISTS (SELECT FROM device d WHERE d.tenant = t.id)
              AND NOT EXISTS (SELECT FROM packages p WHERE p.tenant = t.id)
            """;

    /** What a tenant has in a database that it cannot take along. */
    private static final String POSSESSIONS = """
            SELECT (SELECT count(*) FROM device d WHERE d.tenant = ?) AS devices,
                   (SELECT count(*) FROM packages p WHERE p.tenant = ?) AS packages,
                   (SELECT count(*) FROM enrollment_token e
                    WHERE e.tenant = ? AND e.spent_at IS NULL AND e.expires_at > now()) AS tokens
            """;

    /** Tenants that have rows here; an empty {@code default} is in every database. */
    private static final String OTHERS = """
            SELECT t.id
            FROM tenant t
            WHERE t.id <> ?
              AND (t.id <> 'default'
                   OR EXISTS (SELECT FROM device d WHERE d.tenant = t.id)
                   OR EXISTS (SELECT FROM packages p WHERE p.tenant = t.id)
                   OR EXISTS (SELECT FROM enrollment_token e WHERE e.tenant = t.id))
            ORDER BY t.id
            LIMIT 1
            """;

    private TenantTable() {}

    /**
     * A tenant.
     *
     * @param ownDatabase its rows are in another database than this one
     * @param devices how many devices it has in this database
     */
    public record Entry(TenantId id, String name, boolean ownDatabase, long devices) {}

    /** All of them, by name. */
    public static List<Entry> list(DatabaseUrl url) {
        return with(url, connection -> {
            List<Entry> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(LIST);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Entry(
                            new TenantId(rows.getString("id")),
                            rows.getString("name"),
                            rows.getBoolean("own_database"),
                            rows.getLong("devices")));
                }
            }
            return found;
        });
    }

    /**
     * Adds one whose rows are here.
     *
     * @return whether it was not there before
     */
    public static boolean add(DatabaseUrl url, TenantId tenant, String name) {
        return with(url, connection -> insert(connection, tenant, name, false) == 1);
    }

    /**
     * Nothing speaks against {@link #moveOut}, and no locker is on its way with a token that would be lost.
     *
     * @throws ProblemException {@code conflict} if the tenant has devices, packages or open tokens here
     */
    public static void requireMovable(DatabaseUrl url, TenantId tenant) {
        String had = with(url, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(POSSESSIONS)) {
                for (int at = 1; at <= 3; at++) {
                    statement.setString(at, tenant.value());
                }
                return possessions(statement);
            }
        });
        if (!had.isEmpty()) {
            throw conflict("tenant " + tenant + " has " + had + " in the shared database " + url
                    + "; it cannot get a database of its own"
                    + (had.startsWith("open") ? " until its tokens are spent or ended" : ""));
        }
    }

    private static String possessions(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            boolean unused = row.next();
            if (row.getLong("devices") + row.getLong("packages") > 0) {
                return "devices or packages";
            }
            return row.getLong("tokens") > 0 ? "open enrollment tokens" : "";
        }
    }

    /**
     * The database is nobody else's.
     *
     * @throws ProblemException {@code conflict} if another tenant has something here
     */
    public static void requireNoOther(DatabaseUrl url, TenantId tenant) {
        Optional<String> other = with(url, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OTHERS)) {
                statement.setString(1, tenant.value());
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
                }
            }
        });
        if (other.isPresent()) {
            throw conflict("the database " + url + " holds tenant " + other.get() + "; name one that is empty");
        }
    }

    private static ProblemException conflict(String detail) {
        return Problem.of(ProblemType.CONFLICT, detail).exception();
    }

    /**
     * Notes that the rows of a tenant are in a database of its own; from now on this one takes none of them.
     *
     * @throws ProblemException {@code conflict} if it has devices or packages here
     */
    public static void moveOut(DatabaseUrl url, TenantId tenant, String name) {
        boolean moved = with(url, connection -> {
            if (insert(connection, tenant, name, true) == 1) {
                return true;
            }
            try (PreparedStatement statement = connection.prepareStatement(MOVE_OUT)) {
                statement.setString(1, tenant.value());
                return statement.executeUpdate() == 1;
            }
        });
        if (!moved) {
            throw conflict("tenant " + tenant + " has devices or packages in the shared database " + url
                    + "; it cannot get a database of its own");
        }
    }

    private static int insert(Connection connection, TenantId tenant, String name, boolean ownDatabase)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setString(1, tenant.value());
            statement.setString(2, name);
            statement.setBoolean(3, ownDatabase);
            return statement.executeUpdate();
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private static <T> T with(DatabaseUrl url, Work<T> work) {
        try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties())) {
            return work.on(connection);
        } catch (SQLException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
            throw Problem.of(ProblemType.UNAVAILABLE, "the tenants of " + url + " cannot be read or written: " + reason)
                    .exception(e);
        }
    }
}
