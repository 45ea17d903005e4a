package ghosthunter.hub.postgres;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database to the schema of this program. Blocks: call it before verticles are deployed or on a worker. Several nodes
 * may do it at once; one does it, the others wait. The user owns what they make; the hub then acts as {@link AppRole}.
 */
public final class Migrations {
    /** The oldest PostgreSQL that has all that the statements use. */
    public static final int VERSION_MIN = 14;

    private Migrations() {}

    /**
     * Migrates. A database without our history, such as that of the old server, starts at version 0: its {@code packages} table
     * is adopted with its rows.
     *
     * @return how many migrations were applied
     * @throws ProblemException if the database cannot be reached, is newer than this program, or lacks the role as which the hub
     *     acts and this user may not make it
     */
    public static int migrate(DatabaseUrl url) {
        prepare(url);
        try {
            MigrateResult result = Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(new UrlDataSource(url))
                    .locations("classpath:db/hub")
                    .validateMigrationNaming(true)
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .cleanDisabled(true)
                    .failOnMissingLocations(true)
                    .load()
                    .migrate();
            guardTenants(url);
            return result.migrationsExecuted;
        } catch (FlywayException e) {
            throw Problem.of(
                            ProblemType.UNAVAILABLE,
                            "the database " + url + " cannot be migrated: " + firstLine(e.getMessage()))
                    .exception(e);
        }
    }

    /** A plain connection first: its error is a clear line, Flyway's is a page. */
    private static void prepare(DatabaseUrl url) {
        try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties())) {
            if (connection.getMetaData().getDatabaseMajorVersion() < VERSION_MIN) {
                throw unreachable(url, "it is PostgreSQL older than " + VERSION_MIN, null);
            }
            AppRole.prepare(connection, url);
        } catch (SQLException e) {
            throw unreachable(url, firstLine(e.getMessage()), e);
        }
    }

    /** Also when nothing was migrated: a restored dump lacks what was granted to a role that its server did not have. */
    private static void guardTenants(DatabaseUrl url) {
        try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT ghosthunter_guard_tenants()");
        } catch (SQLException e) {
            throw unreachable(url, "its tenants cannot be kept apart: " + firstLine(e.getMessage()), e);
        }
    }

    private static ProblemException unreachable(DatabaseUrl url, String reason, @Nullable Throwable cause) {
        return Problem.of(ProblemType.UNAVAILABLE, "the database " + url + " cannot be used: " + reason)
                .exception(cause);
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "no reason given" : message.lines().findFirst().orElse("no reason given");
    }
}
