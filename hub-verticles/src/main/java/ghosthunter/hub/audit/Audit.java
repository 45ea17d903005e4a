package ghosthunter.hub.audit;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.postgres.DatabaseUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Walks the ledger. All checks see one snapshot, so it may run beside a busy hub; it holds no lock that anybody waits for. Rows
 * stream: memory grows with the number of chains, not of changes.
 */
public final class Audit {
    private static final int FETCH_ROWS = 1_000;

    private Audit() {}

    /**
     * Runs every check.
     *
     * @throws ProblemException if the database cannot be read
     */
    public static AuditReport run(DatabaseUrl url, Progress progress) {
        try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties())) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            ChainAudit chains = new ChainAudit(progress);
            EvidenceAudit evidence = new EvidenceAudit(progress);
            PackageAudit packages = new PackageAudit(progress);
            read(connection, ChainAudit.ROWS, chains::row);
            chains.end();
            read(connection, ChainAudit.HEADS_WITHOUT_ROW, chains::headWithoutRow);
            read(connection, EvidenceAudit.KEYS, evidence::key);
            read(connection, EvidenceAudit.ROWS, evidence::row);
            read(connection, EvidenceAudit.HEADS, evidence::head);
            read(connection, PackageAudit.ROWS, packages::row);
            packages.end();
            EntityAudit entities = new EntityAudit(progress);
            read(connection, EntityAudit.ROWS, entities::row);
            return new AuditReport(List.of(
                    chains.chains(), chains.changes(), evidence.exchanges(), packages.packages(), entities.entities()));
        } catch (SQLException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
            throw Problem.of(ProblemType.UNAVAILABLE, "the database " + url + " cannot be read: " + reason)
                    .exception(e);
        }
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private static void read(Connection connection, String sql, RowReader reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH_ROWS);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }
}
