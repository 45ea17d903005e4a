package ghosthunter.hub.audit;

import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.exchange.Statement.LaneSend;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.hub.audit.AuditReport.Check;
import ghosthunter.hub.audit.AuditReport.Tally;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every change has evidence, once; every statement hashes to its name, is signed by a key of its device, is of this epoch and
 * exchange, and commits to the very hash that the ledger has where its part of the chain ends.
 */
final class EvidenceAudit {
    static final String KEYS = """
            SELECT tenant, device, kid, public_key
            FROM device_key
            """;

    /** One row per lane of each exchange that moved a head, chain by chain. */
    static final String ROWS = """
            SELECT e.tenant, e.device, e.epoch, lane.weight AS lane, e.exchange, e.statement_hash, e.statement,
                   lane.first_seq, lane.last_seq, l.hash
            FROM evidence e
            CROSS JOIN LATERAL (
                SELECT CASE part.value ->> 'lane' WHEN 'critical' THEN 10 WHEN 'high' THEN 8 WHEN 'medium' THEN 5
                       WHEN 'low' THEN 3 ELSE 1 END AS weight,
                       (part.value ->> 'from')::bigint AS first_seq,
                       (part.value ->> 'to')::bigint AS last_seq
                FROM jsonb_array_elements(e.lanes) AS part) AS lane
            LEFT JOIN ledger l
                ON l.tenant = e.tenant AND l.device = e.device AND l.epoch = e.epoch AND l.lane = lane.weight
                AND l.seq = lane.last_seq
            ORDER BY e.tenant, e.device, e.epoch, lane.weight, lane.first_seq
            """;

    static final String HEADS = """
            SELECT tenant, device, epoch, lane, seq
            FROM chain_head
            WHERE seq > 0
            """;

    private final Tally exchanges;
    private final Map<String, VerifyKey> keys = new HashMap<>();
    private final Map<ChainName, Long> coveredTo = new HashMap<>();

    EvidenceAudit(Progress progress) {
        this.exchanges = new Tally("exchanges", progress);
    }

    void key(ResultSet row) throws SQLException {
        keys.put(
                name(row.getString("tenant"), row.getString("device"), row.getString("kid")),
                VerifyKey.of(row.getBytes("public_key")));
    }

    void row(ResultSet row) throws SQLException {
        exchanges.checked();
        ChainName chain = ChainName.of(row);
        long from = row.getLong("first_seq");
        long to = row.getLong("last_seq");
        String where = chain + " exchange " + row.getLong("exchange");
        long expected = coveredTo.getOrDefault(chain, 0L) + 1;
        if (from != expected || to < from) {
            exchanges.fault(
                    where, "is evidence for seq " + from + " to " + to + " where " + expected + " should follow");
        }
        coveredTo.put(chain, to);
        byte[] hash = row.getBytes("hash");
        if (hash == null) {
            exchanges.fault(where, "is evidence for seq " + to + ", which is not in the ledger");
        }
        String statement = row.getString("statement");
        if (statement != null) {
            checkStatement(where, chain, statement, row, hash);
        }
    }

    private void checkStatement(String where, ChainName chain, String text, ResultSet row, byte @Nullable [] hash)
            throws SQLException {
        if (!Arrays.equals(
                ChainName.sha256().digest(text.getBytes(StandardCharsets.US_ASCII)), row.getBytes("statement_hash"))) {
            exchanges.fault(where, "its statement does not hash to its name");
        }
        try {
            Jws jws = Jws.parse(text, Statement.TYP);
            VerifyKey key = keys.get(name(chain.tenant(), chain.device(), jws.kid()));
            if (key == null) {
                exchanges.fault(where, "is signed by a key that the device never had");
            } else if (!jws.verifies(key)) {
                exchanges.fault(where, "its signature does not verify");
            }
            checkContent(where, chain, Statement.ofJson(jws.payload()), row, hash);
        } catch (ProblemException e) {
            exchanges.fault(where, "its statement cannot be read: " + e.getMessage());
        }
    }

    private void checkContent(String where, ChainName chain, Statement statement, ResultSet row, byte @Nullable [] hash)
            throws SQLException {
        boolean own = statement.device().tenant().value().equals(chain.tenant())
                && statement.device().device().value().equals(chain.device())
                && statement.epoch().id().equals(chain.epoch())
                && statement.exchange() == row.getLong("exchange");
        if (!own) {
            exchanges.fault(where, "its statement is of another device, epoch or exchange");
        }
        Optional<LaneSend> send = statement.send().stream()
                .filter(s -> s.lane().weight() == chain.laneWeight())
                .findFirst();
        boolean commits = send.isPresent()
                && send.get().head().seq() == row.getLong("last_seq")
                && hash != null
                && Arrays.equals(send.get().head().hash().bytes(), hash);
        if (!commits) {
            exchanges.fault(where, "its statement does not commit to what the ledger has");
        }
    }

    void head(ResultSet row) throws SQLException {
        ChainName chain = ChainName.of(row);
        long covered = coveredTo.getOrDefault(chain, 0L);
        if (covered != row.getLong("seq")) {
            exchanges.fault(
                    chain.toString(), "has evidence up to seq " + covered + ", its head says " + row.getLong("seq"));
        }
    }

    Check exchanges() {
        return exchanges.check();
    }

    private static String name(String tenant, String device, String kid) {
        return tenant + "/" + device + "/" + kid;
    }
}
