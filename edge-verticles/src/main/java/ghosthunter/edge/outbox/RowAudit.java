package ghosthunter.edge.outbox;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.Line;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the retained changes whose bytes are no longer what was recorded, by recomputing the chain over them. Pure.
 *
 * <p>A row whose hash does not follow has either a damaged line or a damaged hash; which one, the row behind it tells: if the
 * chain goes on over the computed hash, then the line is sound.
 */
final class RowAudit {
    private final List<OutboxRow> damaged = new ArrayList<>();
    private Head trusted;
    private @Nullable OutboxRow doubtful;
    private @Nullable Head doubtfulHead;

    /** Starts behind what the first row follows. */
    RowAudit(Head base) {
        this.trusted = base;
    }

    /** The next row in order. */
    void next(OutboxRow row) {
        Line line = row.line();
        if (doubtful != null) {
            boolean goesOn = doubtfulHead != null
                    && line != null
                    && Chain.append(doubtfulHead, line).hash().equals(row.hash());
            resolve(doubtful, goesOn);
        }
        Head head = line == null ? null : Chain.append(trusted, line);
        if (head != null && head.hash().equals(row.hash())) {
            trusted = head;
        } else {
            doubtful = row;
            doubtfulHead = head;
        }
    }

    /** All rows were seen, and this is the head that was kept beside them. Answers the damaged ones. */
    List<OutboxRow> end(Head head) {
        if (doubtful != null) {
            resolve(doubtful, head.equals(doubtfulHead));
        }
        return List.copyOf(damaged);
    }

    private void resolve(OutboxRow row, boolean lineIsSound) {
        if (lineIsSound && doubtfulHead != null) {
            trusted = doubtfulHead;
        } else {
            damaged.add(row);
            trusted = new Head(row.lane(), row.seq(), row.hash());
        }
        doubtful = null;
        doubtfulHead = null;
    }
}
