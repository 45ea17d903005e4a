package ghosthunter.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.id.Hash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class RowAuditProperties {
    private static final Head GENESIS = Chain.genesis(TestDevice.DEVICE, new Epoch(new UUID(0x7000, 1)), Lane.CRITICAL);

    private static List<OutboxRow> rows(int count) {
        List<OutboxRow> rows = new ArrayList<>();
        Head head = GENESIS;
        for (int i = 1; i <= count; i++) {
            Line line = Line.of("{\"n\":" + i + "}");
            head = Chain.append(head, line);
            rows.add(row(i, line, head.hash()));
        }
        return rows;
    }

    private static OutboxRow row(int seq, @Nullable Line line, Hash hash) {
        return new OutboxRow(
                Lane.CRITICAL, seq, seq, "id-" + seq, "package", "CREATE", null, line, hash, Instant.EPOCH, 0);
    }

    private static List<OutboxRow> damaged(List<OutboxRow> rows, Head head) {
        RowAudit audit = new RowAudit(GENESIS);
        rows.forEach(audit::next);
        return audit.end(head);
    }

    private static Head headOf(List<OutboxRow> rows) {
        OutboxRow last = rows.get(rows.size() - 1);
        return new Head(Lane.CRITICAL, last.seq(), last.hash());
    }

    @Property
    void soundRowsHaveNoDamage(@ForAll @IntRange(min = 1, max = 30) int count) {
        List<OutboxRow> rows = rows(count);
        assertThat(damaged(rows, headOf(rows))).isEmpty();
    }

    @Property
    void oneDamagedLineIsFoundAndNoOther(
            @ForAll @IntRange(min = 1, max = 30) int count,
            @ForAll @IntRange(max = 29) int at,
            @ForAll boolean unreadable) {
        List<OutboxRow> rows = rows(count);
        Head head = headOf(rows);
        int damagedAt = at % count;
        Line rotten = unreadable ? null : Line.of("rot");
        OutboxRow row = row(damagedAt + 1, rotten, rows.get(damagedAt).hash());
        rows.set(damagedAt, row);
        assertThat(damaged(rows, head)).containsExactly(row);
    }

    @Property
    void oneDamagedHashCostsNoLine(@ForAll @IntRange(min = 1, max = 30) int count, @ForAll @IntRange(max = 29) int at) {
        List<OutboxRow> rows = rows(count);
        Head head = headOf(rows);
        int damagedAt = at % count;
        OutboxRow sound = rows.get(damagedAt);
        rows.set(damagedAt, row(damagedAt + 1, sound.line(), Hash.sha256(new byte[] {1})));
        assertThat(damaged(rows, head)).isEmpty();
    }
}
