package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.Reading;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * A line, read once: where it comes in, so that the ledger only judges.
 *
 * @param id the change's id; of a line that does not tell one, a UUIDv8 (RFC 9562, section 5.8) of its digest, so that the
 *     same bytes are recognised in a new epoch
 */
public record ReadLine(Line line, Reading reading, UUID id) {
    static ReadLine of(Line line) {
        Reading reading = ChangeLine.read(line);
        UUID told = reading.<UUID>fold(valid -> valid.change().id(), poison -> {
            UUID id = poison.id();
            return id == null ? ofDigest(line) : id;
        });
        return new ReadLine(line, reading, told);
    }

    static List<ReadLine> all(List<Line> lines) {
        return lines.stream().map(ReadLine::of).toList();
    }

    private static UUID ofDigest(Line line) {
        ByteBuffer digest = ByteBuffer.wrap(line.digest().bytes());
        long high = (digest.getLong() & ~0xF000L) | 0x8000L;
        long low = (digest.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
