package ghosthunter.hub.postgres;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * The role as which the hub acts: it owns nothing, nobody signs in as it, and no row is exempt from its row-level security. It
 * is of the server and not of a database, and no dump contains it, so it is looked after at every start. Blocks.
 */
final class AppRole {
    /** Its name. */
    static final String NAME = "ghosthunter_app";

    private static final int SET_OPTION_VERSION_MIN = 16;

    /** Insufficient privilege. */
    private static final String NOT_ALLOWED = "42501";

    /** Somebody else makes or grants it at this moment: the role is there, its name is taken, or its row has changed. */
    private static final Set<String> AT_ONCE = Set.of("42710", "23505", "XX000");

    private static final int TRIES = 5;

    private AppRole() {}

    /**
     * Makes the role where it is missing and grants it to the user of this connection.
     *
     * @throws ProblemException if it is missing and this user may not make it, or if it may do more than it should; one line
     *     that says what an administrator runs
     */
    static void prepare(Connection connection, DatabaseUrl url) throws SQLException {
        for (int tried = 1; ; tried++) {
            try {
                if (!exists(connection, url)) {
                    run(connection, "CREATE ROLE " + NAME + " NOLOGIN");
                }
                if (!isMine(connection)) {
                    run(connection, "GRANT " + NAME + " TO CURRENT_USER");
                }
                return;
            } catch (SQLException e) {
                if (NOT_ALLOWED.equals(e.getSQLState())) {
                    throw problem(
                            url,
                            "needs the role " + NAME + ", which user " + url.user()
                                    + " may not make or take; let an administrator of the server run: CREATE ROLE "
                                    + NAME + " NOLOGIN; GRANT " + NAME + " TO \"" + url.user() + "\";",
                            e);
                }
                if (tried == TRIES || !AT_ONCE.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
            }
        }
    }

    private static boolean exists(Connection connection, DatabaseUrl url) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = ?")) {
            statement.setString(1, NAME);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return false;
                }
                if (rows.getBoolean(1)) {
                    throw problem(
                            url,
                            "has a role " + NAME
                                    + " that no row-level security binds; let an administrator of the server"
                                    + " run: ALTER ROLE " + NAME + " NOSUPERUSER NOBYPASSRLS;",
                            null);
                }
                return true;
            }
        }
    }

    /** Who made a role may grant it, but may not act as it before it is granted. */
    private static boolean isMine(Connection connection) throws SQLException {
        boolean hasSetOption = connection.getMetaData().getDatabaseMajorVersion() >= SET_OPTION_VERSION_MIN;
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_has_role(current_user, ?, ?)")) {
            statement.setString(1, NAME);
            statement.setString(2, hasSetOption ? "SET" : "MEMBER");
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static ProblemException problem(
            DatabaseUrl url, String reason, @org.jspecify.annotations.Nullable Throwable cause) {
        return Problem.of(ProblemType.UNAVAILABLE, "the database " + url + " " + reason)
                .exception(cause);
    }
}
