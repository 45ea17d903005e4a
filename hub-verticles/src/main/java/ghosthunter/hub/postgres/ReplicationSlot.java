package ghosthunter.hub.postgres;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.id.Hash;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The logical replication slot of a database, from which its changes can be followed. A slot that nobody reads would keep the
 * write-ahead log until the disk is full, so while nobody does the hub moves it on. Blocks.
 */
public final class ReplicationSlot {
    private static final int TENANT_CHARS_MAX = 40;
    private static final int DIGEST_BYTES = 4;

    private static final String CREATE = """
            SELECT pg_create_logical_replication_slot(?, 'pgoutput')
            WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = ?)
            """;

    private static final String MOVE_ON = """
            SELECT pg_replication_slot_advance(s.slot_name, pg_current_wal_lsn())
            FROM pg_replication_slots s
            WHERE s.slot_name = ? AND s.database = current_database() AND NOT s.active
            """;

    private ReplicationSlot() {}

    /**
     * The name of a tenant's slot. Slots are of a server, so it tells databases and tenants apart whose names become the same in
     * the few characters that a slot may have.
     */
    public static String nameOf(TenantId tenant, DatabaseUrl url) {
        String plain = tenant.value().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        byte[] digest = Hash.sha256((url.database() + "\n" + tenant).getBytes(StandardCharsets.UTF_8))
                .bytes();
        return "ghosthunter_" + plain.substring(0, Math.min(plain.length(), TENANT_CHARS_MAX)) + "_"
                + HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    }

    /**
     * Makes the slot where it is missing, and moves it to the end of the log unless somebody reads from it.
     *
     * @throws SQLException if the server has no logical log or no slot to spare, or the user may not have one
     */
    public static void keep(DatabaseUrl url, String slot) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties())) {
            run(connection, CREATE, slot, slot);
            run(connection, MOVE_ON, slot);
        }
    }

    private static void run(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    // Nothing in it: the row says that it is done.
                }
            }
        }
    }
}
