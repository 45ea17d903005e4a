package ghosthunter.load.reconcile;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Walks every chain of the ledger and recomputes it from the rule in PROTOCOL.md alone. Blocking. */
public final class LedgerReader {
    private static final Map<Integer, String> LANES =
            Map.of(10, "critical", 8, "high", 5, "medium", 3, "low", 1, "background");

    private static final int FETCH_ROWS = 1_000;

    // The primary key serves the order; every row is read once.
    private static final String ROWS = """
            SELECT tenant, device, epoch::text AS epoch, lane, seq, line, hash
            FROM ledger
            ORDER BY tenant, device, epoch, lane, seq
            """;

    private static final String HEADS = """
            SELECT tenant, device, epoch::text AS epoch, lane, seq, hash
            FROM chain_head
            WHERE seq > 0
            """;

    private record ChainKey(String tenant, String device, String epoch, int lane) {
        byte[] genesis() {
            return sha256(
                    prefixed(tenant), prefixed(device), prefixed(epoch), prefixed(LANES.getOrDefault(lane, "unknown")));
        }
    }

    private static final class ChainEnd {
        private long seq;
        private byte[] hash;

        ChainEnd(ChainKey key) {
            this.hash = key.genesis();
        }
    }

    private final Map<ChainKey, ChainEnd> ends = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    private LedgerReader() {}

    /** Every place where a chain has a gap, a wrong hash, or a head that is not its last row. */
    public static List<String> faults(Connection postgres) throws SQLException {
        boolean autoCommit = postgres.getAutoCommit();
        postgres.setAutoCommit(false); // one snapshot for rows and heads, and rows are fetched in portions
        postgres.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try {
            LedgerReader reader = new LedgerReader();
            reader.readRows(postgres);
            reader.readHeads(postgres);
            return List.copyOf(reader.faults);
        } finally {
            postgres.rollback();
            postgres.setAutoCommit(autoCommit);
        }
    }

    private void readRows(Connection postgres) throws SQLException {
        try (PreparedStatement select = postgres.prepareStatement(ROWS)) {
            select.setFetchSize(FETCH_ROWS);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    readRow(rows);
                }
            }
        }
    }

    private void readRow(ResultSet row) throws SQLException {
        ChainKey key = key(row);
        ChainEnd end = ends.computeIfAbsent(key, ChainEnd::new);
        long seq = row.getLong("seq");
        if (seq != end.seq + 1) {
            faults.add(key + ": seq " + seq + " follows " + end.seq);
        }
        byte[] stored = row.getBytes("hash");
        if (!Arrays.equals(sha256(end.hash, sha256(row.getBytes("line"))), stored)) {
            faults.add(key + ": the hash at seq " + seq + " is wrong");
        }
        end.seq = seq;
        end.hash = stored; // One damage is one fault: what follows is judged by what it claims to follow.
    }

    private void readHeads(Connection postgres) throws SQLException {
        Map<ChainKey, ChainEnd> unseen = new LinkedHashMap<>(ends);
        try (PreparedStatement select = postgres.prepareStatement(HEADS);
                ResultSet heads = select.executeQuery()) {
            while (heads.next()) {
                ChainKey key = key(heads);
                ChainEnd end = unseen.remove(key);
                if (end == null
                        || end.seq != heads.getLong("seq")
                        || !Arrays.equals(end.hash, heads.getBytes("hash"))) {
                    faults.add(key + ": the head is not the last row of the chain");
                }
            }
        }
        unseen.keySet().forEach(key -> faults.add(key + ": the chain has no head"));
    }

    private static ChainKey key(ResultSet row) throws SQLException {
        return new ChainKey(
                row.getString("tenant"), row.getString("device"), row.getString("epoch"), row.getInt("lane"));
    }

    private static byte[] prefixed(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + utf8.length)
                .putInt(utf8.length)
                .put(utf8)
                .array();
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
