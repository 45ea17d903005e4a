package ghosthunter.edge.outbox;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.id.Hash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One retained change. Its bytes are what the disk gave back: only {@link RowAudit} says whether they are still what was
 * recorded.
 *
 * @param recordNo counts over all epochs
 * @param packageId the package row that it belongs to, or null
 * @param line the verbatim line, or null where the bytes cannot even be one
 * @param hash the head of the chain after it
 * @param attempts how often it was sent
 */
record OutboxRow(
        Lane lane,
        long seq,
        long recordNo,
        String changeId,
        String type,
        String op,
        @Nullable Long packageId,
        @Nullable Line line,
        Hash hash,
        Instant recordedAt,
        long attempts) {
    /** The same at another place of a chain. */
    OutboxRow at(Head head) {
        return new OutboxRow(
                head.lane(),
                head.seq(),
                recordNo,
                changeId,
                type,
                op,
                packageId,
                line,
                head.hash(),
                recordedAt,
                attempts);
    }

    /** The same place with another change in it. */
    OutboxRow withLine(String otherChangeId, @Nullable Line otherLine) {
        return new OutboxRow(
                lane, seq, recordNo, otherChangeId, type, op, packageId, otherLine, hash, recordedAt, attempts);
    }
}
