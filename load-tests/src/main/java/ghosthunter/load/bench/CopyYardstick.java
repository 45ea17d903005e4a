package ghosthunter.load.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * The fastest that PostgreSQL takes the rows which a benchmark left: takes them out, empties the tables, and puts the same rows back
 * with binary {@code COPY}, one connection, one transaction; same tables, same indexes, same server. Blocking.
 */
final class CopyYardstick {
    /** What it is, for the table. */
    static final String WORDS =
            "binary COPY of the very rows that the hub stored (ledger, evidence, packages) into the same tables with the same"
                    + " indexes, one transaction, same server";

    private static final List<String> TABLES = List.of("ledger", "evidence", "packages");

    private record Rows(String table, ByteArrayOutputStream binary) {}

    private CopyYardstick() {}

    /** How long it takes, nanoseconds, the COMMIT included. The rows are there again afterwards. */
    static long nanos(BenchHub hub) throws SQLException, IOException {
        List<Rows> dumped = new ArrayList<>();
        Connection postgres = hub.postgres();
        CopyManager copy = postgres.unwrap(PGConnection.class).getCopyAPI();
        for (String table : TABLES) {
            ByteArrayOutputStream binary = new ByteArrayOutputStream();
            long unused = copy.copyOut("COPY " + table + " TO STDOUT (FORMAT binary)", binary);
            dumped.add(new Rows(table, binary));
        }
        hub.empty();
        postgres.setAutoCommit(false);
        try {
            long start = System.nanoTime();
            for (Rows rows : dumped) {
                long unused = copy.copyIn(
                        "COPY " + rows.table() + " FROM STDIN (FORMAT binary)",
                        new ByteArrayInputStream(rows.binary().toByteArray()));
            }
            postgres.commit();
            return System.nanoTime() - start;
        } finally {
            postgres.setAutoCommit(true);
        }
    }
}
