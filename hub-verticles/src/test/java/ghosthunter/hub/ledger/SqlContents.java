package ghosthunter.hub.ledger;

import static ghosthunter.hub.ledger.Contents.canonical;
import static ghosthunter.hub.ledger.Contents.row;
import static ghosthunter.hub.ledger.Contents.rows;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of a ledger in Postgres, in the columns of {@link MemoryContents}. */
final class SqlContents {
    private static final Map<String, String> QUERIES = Map.ofEntries(
            Map.entry("device", """
                    SELECT tenant || '/' || device, epoch, unsigned_epoch, last_seen_at, pending, battery_pct, forks
                    FROM device"""),
            Map.entry("device_epoch", """
                    SELECT tenant || '/' || device, epoch, first_seen_at, last_exchange, verified_exchange, forked
                    FROM device_epoch"""),
            Map.entry("chain_head", """
                    SELECT tenant || '/' || device || '/' || epoch || '/' || lane, seq, hash, safe_seq,
                    next_safe_seq, next_safe_at, gap_from FROM chain_head"""),
            Map.entry("ledger", """
                    SELECT tenant || '/' || device || '/' || epoch || '/' || lane, seq, line, hash, change_id,
                    variant, type, key, op, at, hlc, occurred_at, occurred_error_ms, clock_state, exchange,
                    received_at, recorded_at FROM ledger"""),
            Map.entry("evidence", """
                    SELECT tenant || '/' || device, epoch, exchange, statement_hash, statement, dialect,
                    covered_from, lanes, received_at, recorded_at, verified_receipt, verified_at, verified_error_ms
                    FROM evidence"""),
            Map.entry("clock_sample", """
                    SELECT tenant || '/' || device, boot, t0_ms, t1_ms, t2_ms, t3_ms FROM clock_sample"""),
            Map.entry("packages", """
                    SELECT tenant, tracking_id, locker_id, status, drop_off_timestamp, sync_attempt_timestamp,
                    server_received_at, last_sync_attempt, compartment, picked_up_at, occurred_at,
                    occurred_error_ms, clock_state FROM packages"""),
            Map.entry("quarantine", """
                    SELECT tenant || '/' || device || '/' || epoch || '/' || lane, seq, type, key, reason,
                    quarantined_at, released_as, released_at FROM quarantine"""),
            Map.entry("finding", """
                    SELECT tenant || '/' || device, kind, subject, detail, count, first_at, last_at, closed_at IS
                    NULL FROM finding"""),
            Map.entry("fork_evidence", """
                    SELECT tenant || '/' || device || '/' || epoch || '/' || lane, from_seq, statement_hash,
                    cardinality(lines), received_at FROM fork_evidence"""),
            Map.entry("entity", """
                    SELECT type || ' ' || key, 'v' || version, data, deleted, clocks, audience, hlc, device, epoch,
                    run_from, updated_at FROM entity"""),
            Map.entry("entity_version", """
                    SELECT type || ' ' || key, 'v' || version, data, deleted, device, epoch, lane, seq, hlc,
                    recorded_at FROM entity_version"""),
            Map.entry("conflict", """
                    SELECT type || ' ' || key, id, change_id, device, epoch, lane, seq, op, base_version, base,
                    current_version, current, incoming, result, tier, rule, confidence, outcome, reason, suggestion,
                    raised_at, resolved_version, resolved_at, resolved_by FROM conflict"""),
            Map.entry("conflict_event", """
                    SELECT conflict, number, at, actor, what, detail FROM conflict_event"""),
            Map.entry("inventory_event", """
                    SELECT type || ' ' || key, device, epoch, lane, seq, 'v' || version, delta, counted_after,
                    recorded_at FROM inventory_event"""));

    private SqlContents() {}

    static Contents of(Connection connection) throws SQLException {
        Map<String, List<String>> all = new TreeMap<>();
        for (Map.Entry<String, String> query : QUERIES.entrySet()) {
            all.put(query.getKey(), query(connection, query.getValue()));
        }
        return new Contents(all);
    }

    private static List<String> query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                @Nullable Object[] values = new Object[rows.getMetaData().getColumnCount()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(rows, i + 1);
                }
                all.add(row(values));
            }
            return rows(all.stream());
        }
    }

    private static @Nullable Object value(ResultSet rows, int column) throws SQLException {
        Object value = rows.getObject(column);
        if (value instanceof Timestamp) {
            return rows.getObject(column, OffsetDateTime.class).toInstant();
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        boolean isJson =
                value != null && rows.getMetaData().getColumnTypeName(column).equals("jsonb");
        return isJson ? canonical(rows.getString(column)) : value;
    }
}
