package ghosthunter.hub.ledger;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All rows of a ledger as text, so that two ledgers can be compared and a failure can be read. */
record Contents(Map<String, List<String>> tables) {
    static Contents of(MemoryTables tables) {
        Map<String, List<String>> all = new TreeMap<>();
        all.put(
                "device",
                rows(tables.devices().stream()
                        .map(r -> row(
                                r.device(),
                                r.epoch(),
                                r.unsignedEpoch(),
                                r.lastSeenAt(),
                                r.pending(),
                                r.batteryPct(),
                                r.forks()))));
        all.put(
                "device_epoch",
                rows(tables.epochs().stream()
                        .map(r -> row(
                                r.key().device(),
                                r.key().epoch(),
                                r.firstSeenAt(),
                                r.lastExchange(),
                                r.verifiedExchange(),
                                r.forked()))));
        all.put(
                "chain_head",
                rows(tables.heads().stream()
                        .map(r -> row(
                                chain(r.chain()),
                                r.seq(),
                                r.hash().hex(),
                                r.safeSeq(),
                                r.nextSafeSeq(),
                                r.nextSafeAt(),
                                r.gapFrom()))));
        all.put(
                "ledger",
                rows(tables.entries().stream()
                        .map(r -> row(
                                chain(r.key().chain()),
                                r.key().seq(),
                                HexFormat.of().formatHex(r.line().bytes()),
                                r.hash().hex(),
                                r.changeId(),
                                r.variant(),
                                r.type(),
                                r.entityKey(),
                                r.op(),
                                r.at(),
                                r.hlc(),
                                r.occurred().at(),
                                r.occurred().errorMs(),
                                r.occurred().state().wire(),
                                r.exchange(),
                                r.receivedAt(),
                                r.recordedAt()))));
        all.put(
                "evidence",
                rows(tables.evidence().stream()
                        .map(s -> row(
                                s.row().epoch().device(),
                                s.row().epoch().epoch(),
                                s.row().exchange(),
                                s.row().statementHash().hex(),
                                s.row().statement(),
                                s.row().dialect(),
                                s.row().coveredFrom(),
                                canonical(GroupWriter.lanes(s.row()).encode()),
                                s.row().receivedAt(),
                                s.row().recordedAt(),
                                s.verified() == null
                                        ? null
                                        : s.verified().receipt().hex(),
                                s.verified() == null ? null : s.verified().at().at(),
                                s.verified() == null ? null : s.verified().at().errorMs()))));
        all.put(
                "clock_sample",
                rows(tables.samples().entrySet().stream()
                        .flatMap(e -> e.getValue().stream()
                                .map(s ->
                                        row(e.getKey().device(), s.boot(), s.t0Ms(), s.t1Ms(), s.t2Ms(), s.t3Ms())))));
        all.put(
                "packages",
                rows(tables.packages().stream()
                        .map(r -> row(
                                r.tenant(),
                                r.trackingId(),
                                r.lockerId(),
                                r.status(),
                                r.droppedOffAt(),
                                r.attemptAt(),
                                r.receivedAt(),
                                r.attempt(),
                                r.compartment(),
                                r.pickedUpAt(),
                                r.occurred() == null ? null : r.occurred().at(),
                                r.occurred() == null ? null : r.occurred().errorMs(),
                                r.occurred() == null
                                        ? null
                                        : r.occurred().state().wire()))));
        all.put(
                "quarantine",
                rows(tables.quarantine().stream()
                        .map(q -> row(
                                chain(q.row().key().chain()),
                                q.row().key().seq(),
                                q.row().type(),
                                q.row().entityKey(),
                                q.row().reason(),
                                q.row().at(),
                                q.released() == null ? null : q.released().as(),
                                q.released() == null ? null : q.released().at()))));
        all.put(
                "finding",
                rows(tables.findings().stream()
                        .map(f -> row(
                                f.row().key().device(),
                                f.row().key().kind().wire(),
                                f.row().key().subject(),
                                canonical(f.row().detailJson()),
                                f.row().count(),
                                f.row().firstAt(),
                                f.row().lastAt(),
                                f.open()))));
        all.put(
                "fork_evidence",
                rows(tables.forks().stream()
                        .map(f -> row(
                                chain(f.chain()),
                                f.fromSeq(),
                                f.statementHash().hex(),
                                f.lines().size(),
                                f.receivedAt()))));
        return new Contents(all);
    }

    static Contents of(Connection connection) throws SQLException {
        Map<String, List<String>> all = new TreeMap<>();
        String ref = "tenant || '/' || device";
        String chain = ref + " || '/' || epoch || '/' || lane";
        all.put(
                "device",
                query(
                        connection,
                        "SELECT " + ref
                                + ", epoch, unsigned_epoch, last_seen_at, pending, battery_pct, forks FROM device"));
        all.put(
                "device_epoch",
                query(
                        connection,
                        "SELECT " + ref
                                + ", epoch, first_seen_at, last_exchange, verified_exchange, forked FROM device_epoch"));
        all.put(
                "chain_head",
                query(
                        connection,
                        "SELECT " + chain
                                + ", seq, hash, safe_seq, next_safe_seq, next_safe_at, gap_from FROM chain_head"));
        all.put(
                "ledger",
                query(
                        connection,
                        "SELECT " + chain + ", seq, line, hash, change_id, variant, type, key, op, at,"
                                + " hlc, occurred_at, occurred_error_ms, clock_state, exchange, received_at, recorded_at FROM ledger"));
        all.put(
                "evidence",
                query(
                        connection,
                        "SELECT " + ref + ", epoch, exchange, statement_hash, statement, dialect,"
                                + " covered_from, lanes, received_at, recorded_at, verified_receipt, verified_at, verified_error_ms"
                                + " FROM evidence"));
        all.put(
                "clock_sample",
                query(connection, "SELECT " + ref + ", boot, t0_ms, t1_ms, t2_ms, t3_ms FROM clock_sample"));
        all.put(
                "packages",
                query(
                        connection,
                        "SELECT tenant, tracking_id, locker_id, status, drop_off_timestamp,"
                                + " sync_attempt_timestamp, server_received_at, last_sync_attempt, compartment, picked_up_at, occurred_at,"
                                + " occurred_error_ms, clock_state FROM packages"));
        all.put(
                "quarantine",
                query(
                        connection,
                        "SELECT " + chain + ", seq, type, key, reason, quarantined_at, released_as,"
                                + " released_at FROM quarantine"));
        all.put(
                "finding",
                query(
                        connection,
                        "SELECT " + ref + ", kind, subject, detail, count, first_at, last_at,"
                                + " closed_at IS NULL FROM finding"));
        all.put(
                "fork_evidence",
                query(
                        connection,
                        "SELECT " + chain + ", from_seq, statement_hash, cardinality(lines),"
                                + " received_at FROM fork_evidence"));
        return new Contents(all);
    }

    List<String> table(String name) {
        return java.util.Objects.requireNonNull(tables.get(name));
    }

    /** The rows of a table in which every one of these texts occurs. */
    List<String> table(String name, String... texts) {
        return table(name).stream()
                .filter(row -> Arrays.stream(texts).allMatch(row::contains))
                .toList();
    }

    @Override
    public String toString() {
        return tables.entrySet().stream()
                .map(e -> e.getKey() + "\n  " + String.join("\n  ", e.getValue()))
                .collect(Collectors.joining("\n"));
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
            return rows.getObject(column, java.time.OffsetDateTime.class).toInstant();
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        boolean isJson = rows.getMetaData().getColumnTypeName(column).equals("jsonb");
        return isJson ? canonical(rows.getString(column)) : value;
    }

    private static String canonical(String json) {
        return json.startsWith("[")
                ? new JsonArray(json)
                        .stream()
                                .map(o -> canonical(((JsonObject) o).encode()))
                                .toList()
                                .toString()
                : new TreeMap<>(new JsonObject(json).getMap()).toString();
    }

    private static String chain(Key.Chain chain) {
        return chain.device() + "/" + chain.epoch() + "/" + chain.lane().weight();
    }

    private static List<String> rows(Stream<String> rows) {
        return rows.sorted().toList();
    }

    private static String row(@Nullable Object... values) {
        return Arrays.stream(values)
                .map(v -> v instanceof Instant at ? at.toString() : String.valueOf(v))
                .collect(Collectors.joining(" | "));
    }
}
