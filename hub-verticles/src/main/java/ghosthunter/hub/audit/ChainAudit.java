package ghosthunter.hub.audit;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.Line;
import ghosthunter.hub.audit.AuditReport.Check;
import ghosthunter.hub.audit.AuditReport.Tally;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Every hash from genesis, every seq without a gap, every column what its line says, and every chain as long as its head says
 * with the hash that its head has.
 */
final class ChainAudit {
    /** The whole ledger in the order of its primary key. */
    static final String ROWS = """
            SELECT l.tenant, l.device, l.epoch, l.lane, l.seq, l.line, l.hash, l.change_id, l.type, l.key, l.op,
                   h.seq AS head_seq, h.hash AS head_hash
            FROM ledger l
            LEFT JOIN chain_head h USING (tenant, device, epoch, lane)
            ORDER BY l.tenant, l.device, l.epoch, l.lane, l.seq
            """;

    /** Heads whose change is not there: an empty chain, or one that was cut. */
    static final String HEADS_WITHOUT_ROW = """
            SELECT h.tenant, h.device, h.epoch, h.lane, h.seq
            FROM chain_head h
            WHERE h.seq > 0
              AND NOT EXISTS (
                  SELECT FROM ledger l
                  WHERE l.tenant = h.tenant AND l.device = h.device AND l.epoch = h.epoch AND l.lane = h.lane)
            """;

    private final Tally chains;
    private final Tally changes;
    private @Nullable ChainName chain;
    private byte[] hash = new byte[0];
    private long seq;
    private long headSeq;
    private byte @Nullable [] headHash;

    ChainAudit(Progress progress) {
        this.chains = new Tally("chains", progress);
        this.changes = new Tally("changes", progress);
    }

    void row(ResultSet row) throws SQLException {
        ChainName name = ChainName.of(row);
        if (!name.equals(chain)) {
            end();
            begin(name, row);
        }
        changes.checked();
        long rowSeq = row.getLong("seq");
        if (rowSeq != seq + 1) {
            changes.fault(name.at(rowSeq), "follows seq " + seq + ": there is a gap");
        }
        byte[] line = row.getBytes("line");
        byte[] stored = row.getBytes("hash");
        if (!Arrays.equals(ChainName.next(hash, line), stored)) {
            changes.fault(name.at(rowSeq), "its hash is not that of the one before and its line");
        }
        compareColumns(name.at(rowSeq), line, row);
        seq = rowSeq;
        hash = stored; // Go on from what is stored: one change that was tampered with is one fault, not a thousand.
    }

    private void begin(ChainName name, ResultSet row) throws SQLException {
        chain = name;
        seq = 0;
        hash = name.genesis();
        headSeq = row.getLong("head_seq");
        headHash = row.getBytes("head_hash");
    }

    private void compareColumns(String where, byte[] line, ResultSet row) throws SQLException {
        Change change = ChangeLine.read(Line.of(line)).fold(valid -> valid.change(), poison -> null);
        if (change == null) {
            return;
        }
        boolean same = Objects.equals(change.id(), row.getObject("change_id", UUID.class))
                && Objects.equals(change.type(), row.getString("type"))
                && Objects.equals(change.key(), row.getString("key"))
                && Objects.equals(change.op(), row.getString("op"));
        if (!same) {
            changes.fault(where, "its columns do not say what its line says");
        }
    }

    /** The chain before has ended. */
    void end() {
        if (chain == null) {
            return;
        }
        chains.checked();
        if (headHash == null) {
            chains.fault(chain.toString(), "has changes but no head");
        } else if (headSeq != seq) {
            chains.fault(chain.toString(), "ends at seq " + seq + ", its head says " + headSeq);
        } else if (!Arrays.equals(headHash, hash)) {
            chains.fault(chain.toString(), "its head has another hash than its last change");
        }
        chain = null;
    }

    void headWithoutRow(ResultSet row) throws SQLException {
        chains.checked();
        chains.fault(ChainName.of(row).toString(), "its head says " + row.getLong("seq") + " changes, none is there");
    }

    Check chains() {
        return chains.check();
    }

    Check changes() {
        return changes.check();
    }
}
