package ghosthunter.hub.ledger;

import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.time.Hlc;
import ghosthunter.hub.projection.Circumstance;
import ghosthunter.hub.projection.Occurred;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Appends to a chain: moves its head, records each line, and has what is new projected. Pure. */
final class Appender {
    private final GroupWork work;
    private final Projector projector;

    Appender(GroupWork work, Projector projector) {
        this.work = work;
        this.projector = projector;
    }

    /**
     * By what the lines came.
     *
     * @param exchange the exchange
     * @param receivedAt hub's clock when it had arrived
     * @param attemptAt the device's wall clock when it was sent, or null
     * @param attempt how often it was tried before
     * @param placement what is known of the device's clocks
     * @param untrusted whether it was signed by a key that is shut out: it is set aside
     */
    record Source(
            long exchange,
            Instant receivedAt,
            @Nullable Instant attemptAt,
            long attempt,
            Placement placement,
            boolean untrusted) {}

    /** The head of a chain, the first one where there is none. */
    Row.ChainHead headRow(Key.Chain chain, Head genesis) {
        Row.ChainHead there = work.heads.get(chain);
        return there == null
                ? new Row.ChainHead(
                        chain, 0, genesis.hash(), 0, 0, work.now.plusMillis(work.settings.restoreHorizonMs()), null)
                : there;
    }

    /** Moves what is safe on, whatever the verdict. */
    Row.ChainHead rotated(Row.ChainHead row) {
        return row.rotated(work.now, work.settings.restoreHorizonMs());
    }

    /** Appends a run that continues the head, and gives the head behind it. */
    Row.ChainHead append(Row.ChainHead head, Run fresh, List<ReadLine> lines, Source source) {
        Row.ChainHead moved = filled(rotated(head).at(fresh.head()));
        Row.ChainHead settled = work.settings.restoreHorizonMs() == 0 ? moved.allSafe() : moved;
        work.heads.put(settled.chain(), settled);
        for (int i = 0; i < lines.size(); i++) {
            long seq = fresh.from() + i;
            record(settled.chain().entry(seq), lines.get(i), fresh.headAt(seq).hash(), source);
        }
        return settled;
    }

    private Row.ChainHead filled(Row.ChainHead moved) {
        if (moved.gapFrom() == null || moved.seq() < moved.gapFrom() - 1) {
            return moved;
        }
        work.findings.close(
                FindingKind.GAP, moved.chain().device(), moved.chain().subject());
        return moved.gap(null);
    }

    private void record(Key.Entry key, ReadLine read, Hash hash, Source source) {
        Integer variant = variant(key, read);
        Occurred occurred = read.reading()
                .fold(
                        valid -> source.placement().place(valid.change()),
                        poison -> source.placement().arrival());
        work.entries.add(entry(key, read, hash, variant, occurred, source));
        if (variant != null && source.untrusted()) {
            projector.setAside(key, read);
        } else if (variant != null) {
            DeviceRef device = key.chain().device();
            projector.appended(
                    key,
                    read,
                    new Circumstance(device, occurred, source.receivedAt(), source.attemptAt(), source.attempt()));
        }
    }

    /** 0 for a new id, null for a repetition, a further number for an id that had other bytes before. */
    private @Nullable Integer variant(Key.Entry key, ReadLine read) {
        DeviceRef device = key.chain().device();
        List<Row.Variant> before = work.variants(new Key.Change(device, read.id()));
        Hash digest = read.line().digest();
        if (before.stream().anyMatch(v -> v.digest().equals(digest))) {
            return null;
        }
        int number = before.isEmpty() ? 0 : before.get(before.size() - 1).number() + 1;
        before.add(new Row.Variant(number, digest));
        if (number > 0) {
            JsonObject detail = new JsonObject()
                    .put("epoch", key.chain().epoch().toString())
                    .put("lane", key.chain().lane().wire())
                    .put("seq", key.seq())
                    .put("variant", number);
            work.findings.raise(FindingKind.ID_REUSE, device, read.id().toString(), detail, work.now);
        }
        return number;
    }

    private Row.Entry entry(
            Key.Entry key, ReadLine read, Hash hash, @Nullable Integer variant, Occurred occurred, Source source) {
        return read.reading()
                .fold(
                        valid -> entry(key, valid.change(), hash, variant, occurred, source),
                        poison -> new Row.Entry(
                                key,
                                read.line(),
                                hash,
                                read.id(),
                                variant,
                                null,
                                null,
                                null,
                                null,
                                null,
                                occurred,
                                source.exchange(),
                                source.receivedAt(),
                                work.now));
    }

    private Row.Entry entry(
            Key.Entry key, Change change, Hash hash, @Nullable Integer variant, Occurred occurred, Source source) {
        return new Row.Entry(
                key,
                change.line(),
                hash,
                change.id(),
                variant,
                change.type(),
                change.key(),
                change.op(),
                change.at().truncatedTo(ChronoUnit.MICROS),
                Hlc.cap(change.hlc(), source.receivedAt().toEpochMilli()),
                occurred,
                source.exchange(),
                source.receivedAt(),
                work.now);
    }
}
