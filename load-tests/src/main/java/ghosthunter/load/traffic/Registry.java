package ghosthunter.load.traffic;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/**
 * Lets lockers in without their enrollment: writes their rows, keys included, with the rights of the database's owner. What is
 * measured is traffic, and 100,000 enrollments would take longer than it. Blocking.
 */
public final class Registry {
    private static final String DEVICES = """
            INSERT INTO device (tenant, device)
            SELECT *
            FROM unnest(?::text[], ?::text[])
            """;

    private static final String KEYS = """
            INSERT INTO device_key (tenant, device, kid, public_key, certificate, confirmed_at)
            SELECT tenant, device, kid, public_key, 'let in by a load test', now()
            FROM unnest(?::text[], ?::text[], ?::text[], ?::bytea[]) AS q (tenant, device, kid, public_key)
            """;

    private Registry() {}

    /** Lets them in. */
    public static void letIn(Connection postgres, List<SignedLocker> lockers) throws SQLException {
        Array tenants =
                texts(postgres, lockers, locker -> locker.device().tenant().value());
        Array codes =
                texts(postgres, lockers, locker -> locker.device().device().value());
        Array kids = texts(postgres, lockers, locker -> locker.verifyKey().kid());
        Array keys = postgres.createArrayOf(
                "bytea",
                lockers.stream().map(locker -> locker.verifyKey().bytes()).toArray(byte[][]::new));
        insert(postgres, DEVICES, tenants, codes);
        insert(postgres, KEYS, tenants, codes, kids, keys);
    }

    private static Array texts(Connection postgres, List<SignedLocker> lockers, Function<SignedLocker, String> column)
            throws SQLException {
        return postgres.createArrayOf("text", lockers.stream().map(column).toArray());
    }

    private static void insert(Connection postgres, String sql, Array... columns) throws SQLException {
        try (PreparedStatement insert = postgres.prepareStatement(sql)) {
            for (int i = 0; i < columns.length; i++) {
                insert.setArray(i + 1, columns[i]);
            }
            int unused = insert.executeUpdate();
        }
    }
}
