package ghosthunter.hub.audit;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Makes the movements of one stock those of the ledger, and the stock their sum, under the lock of its entity. */
final class StockRepair {
    private static final String LOCK = "SELECT FROM entity WHERE tenant = ? AND type = ? AND key = ? FOR NO KEY UPDATE";

    private static final String FORGET = "DELETE FROM inventory_event WHERE tenant = ? AND type = ? AND key = ?";

    private static final String ADD = """
            INSERT INTO inventory_event (tenant, type, key, device, epoch, lane, seq, version, delta, counted_after, recorded_at)
            SELECT v.tenant, v.type, v.key, v.device, v.epoch, v.lane, v.seq, v.version, ?, ?, v.recorded_at
            FROM entity_version v
            WHERE v.tenant = ? AND v.type = ? AND v.key = ? AND v.version = ?
            """;

    /** A version like any that SQL makes: the triggers of the table see to it. */
    private static final String CORRECT = """
            UPDATE entity
            SET data = jsonb_set(data, ARRAY[?], to_jsonb(?::int8))
            WHERE tenant = ? AND type = ? AND key = ?
            """;

    private StockRepair() {}

    static void repair(Connection connection, TenantId tenant, EntityType type, String key) throws SQLException {
        run(connection, LOCK, tenant.value(), type.name(), key);
        StockLine line = StockRebuild.lines(connection, tenant, type, key).stream()
                .findFirst()
                .orElse(null);
        run(connection, FORGET, tenant.value(), type.name(), key);
        if (line == null) {
            return;
        }
        for (StockLine.Movement moved : line.movements()) {
            run(
                    connection,
                    ADD,
                    moved.delta(),
                    moved.countedAfter(),
                    tenant.value(),
                    type.name(),
                    key,
                    moved.version());
        }
        if (line.stored() != line.sum()) {
            String count = type.fields().count();
            run(connection, CORRECT, count, line.sum(), tenant.value(), type.name(), key);
        }
    }

    private static void run(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            boolean unused = statement.execute();
        }
    }
}
