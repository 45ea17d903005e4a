package ghosthunter.hub.audit;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.entity.EntityType;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.ledger.Counters;
import ghosthunter.hub.postgres.DatabaseUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Derives the stock of a tenant anew: from the changes in the ledger, in the order in which they were applied, comes each
 * movement, and from these the stock. Blocks.
 */
public final class StockRebuild {
    private static final int FETCH_ROWS = 1_000;

    /** Every version of a type beside the change that made it and the movement that is stored for it. */
    private static final String ROWS = """
            SELECT v.key, v.version, v.data, v.device, v.epoch, v.lane, v.seq, l.line,
                   i.delta, i.counted_after, c.outcome, e.data AS current_data
            FROM entity_version v
            JOIN entity e USING (tenant, type, key)
            LEFT JOIN ledger l
                ON l.tenant = v.tenant AND l.device = v.device AND l.epoch = v.epoch AND l.lane = v.lane AND l.seq = v.seq
            LEFT JOIN inventory_event i
                ON i.tenant = v.tenant AND i.type = v.type AND i.key = v.key AND i.version = v.version
            LEFT JOIN conflict c
                ON c.tenant = v.tenant AND c.device = v.device AND c.epoch = v.epoch AND c.lane = v.lane AND c.seq = v.seq
            WHERE v.tenant = ? AND v.type = ? AND (?::text IS NULL OR v.key = ?)
            ORDER BY v.key, v.version
            """;

    private static final String STRAYS = """
            SELECT i.key, i.version
            FROM inventory_event i
            LEFT JOIN entity_version v USING (tenant, type, key, version)
            WHERE i.tenant = ? AND i.type = ? AND v.version IS NULL
            ORDER BY i.key, i.version
            """;

    private final Connection connection;
    private final TenantId tenant;
    private final Consumer<String> out;
    private long differences;

    private StockRebuild(Connection connection, TenantId tenant, Consumer<String> out) {
        this.connection = connection;
        this.tenant = tenant;
        this.out = out;
    }

    /**
     * Compares, and repairs where it is asked to: the movements become those of the ledger, and the stock their sum.
     *
     * @param out takes one line for each difference
     * @return how many differences there were
     * @throws ProblemException if the database cannot be read or written
     */
    public static long run(
            DatabaseUrl url, TenantId tenant, EntityCatalog catalog, boolean repair, Consumer<String> out) {
        try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties())) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            StockRebuild rebuild = new StockRebuild(connection, tenant, out);
            List<Broken> broken = new ArrayList<>();
            for (EntityType type : catalog.types()) {
                if (Counters.isCounter(type)) {
                    rebuild.compare(type).forEach(key -> broken.add(new Broken(type, key)));
                }
            }
            connection.commit();
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            for (Broken each : repair ? broken : List.<Broken>of()) {
                StockRepair.repair(connection, tenant, each.type(), each.key());
                connection.commit();
            }
            return rebuild.differences;
        } catch (SQLException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
            throw Problem.of(ProblemType.UNAVAILABLE, "the database " + url + " cannot be used: " + reason)
                    .exception(e);
        }
    }

    private record Broken(EntityType type, String key) {}

    /** The keys of a type with a difference. */
    private List<String> compare(EntityType type) throws SQLException {
        List<String> broken = new ArrayList<>();
        for (StockLine line : lines(connection, tenant, type, null)) {
            List<String> told = line.differences();
            differences += told.size();
            told.forEach(difference -> out.accept(type.name() + " " + line.key() + ": " + difference));
            if (!told.isEmpty()) {
                broken.add(line.key());
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(STRAYS)) {
            statement.setString(1, tenant.value());
            statement.setString(2, type.name());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    differences++;
                    String key = row.getString("key");
                    out.accept(type.name() + " " + key + ": a movement of version " + row.getLong("version")
                            + ", which there is not");
                    broken.add(key);
                }
            }
        }
        return broken.stream().distinct().toList();
    }

    /** What the ledger says of each key of a type, or of one. */
    static List<StockLine> lines(Connection connection, TenantId tenant, EntityType type, @Nullable String key)
            throws SQLException {
        List<StockLine> lines = new ArrayList<>();
        StockLine line = null;
        try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
            statement.setFetchSize(FETCH_ROWS);
            statement.setString(1, tenant.value());
            statement.setString(2, type.name());
            statement.setString(3, key);
            statement.setString(4, key);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (line == null || !line.key().equals(row.getString("key"))) {
                        line = new StockLine(type, row);
                        lines.add(line);
                    }
                    line.add(row);
                }
            }
        }
        return lines;
    }
}
