package ghosthunter.hub.ledger;

import static ghosthunter.hub.ledger.Contents.canonical;
import static ghosthunter.hub.ledger.Contents.row;
import static ghosthunter.hub.ledger.Contents.rows;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rows of a ledger in memory, in the columns of {@link SqlContents}. */
final class MemoryContents {
    private MemoryContents() {}

    static Contents of(MemoryTables tables) {
        Map<String, List<String>> all = new TreeMap<>();
        all.put("device", device(tables));
        all.put("device_epoch", deviceEpoch(tables));
        all.put("chain_head", chainHead(tables));
        all.put("ledger", ledger(tables));
        all.put("evidence", evidence(tables));
        all.put("clock_sample", clockSample(tables));
        all.put("packages", packages(tables));
        all.put("quarantine", quarantine(tables));
        all.put("finding", finding(tables));
        all.put("fork_evidence", forkEvidence(tables));
        MemoryEntityContents.put(all, tables.entities());
        return new Contents(all);
    }

    private static List<String> device(MemoryTables tables) {
        return rows(tables.devices().stream()
                .map(r -> row(
                        r.device(),
                        r.epoch(),
                        r.unsignedEpoch(),
                        r.lastSeenAt(),
                        r.pending(),
                        r.batteryPct(),
                        r.forks())));
    }

    private static List<String> deviceEpoch(MemoryTables tables) {
        return rows(tables.epochs().stream()
                .map(r -> row(
                        r.key().device(),
                        r.key().epoch(),
                        r.firstSeenAt(),
                        r.lastExchange(),
                        r.verifiedExchange(),
                        r.forked())));
    }

    private static List<String> chainHead(MemoryTables tables) {
        return rows(tables.heads().stream()
                .map(r -> row(
                        chain(r.chain()),
                        r.seq(),
                        r.hash().hex(),
                        r.safeSeq(),
                        r.nextSafeSeq(),
                        r.nextSafeAt(),
                        r.gapFrom())));
    }

    private static List<String> ledger(MemoryTables tables) {
        return rows(tables.entries().stream()
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
                        r.recordedAt())));
    }

    private static List<String> evidence(MemoryTables tables) {
        return rows(tables.evidence().stream()
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
                        s.verified() == null ? null : s.verified().receipt().hex(),
                        s.verified() == null ? null : s.verified().at().at(),
                        s.verified() == null ? null : s.verified().at().errorMs())));
    }

    private static List<String> clockSample(MemoryTables tables) {
        return rows(tables.samples().entrySet().stream()
                .flatMap(e -> e.getValue().stream()
                        .map(s -> row(e.getKey().device(), s.boot(), s.t0Ms(), s.t1Ms(), s.t2Ms(), s.t3Ms()))));
    }

    private static List<String> packages(MemoryTables tables) {
        return rows(tables.packages().stream()
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
                        r.occurred() == null ? null : r.occurred().state().wire())));
    }

    private static List<String> quarantine(MemoryTables tables) {
        return rows(tables.quarantine().stream()
                .map(q -> row(
                        chain(q.row().key().chain()),
                        q.row().key().seq(),
                        q.row().type(),
                        q.row().entityKey(),
                        q.row().reason(),
                        q.row().at(),
                        q.released() == null ? null : q.released().as(),
                        q.released() == null ? null : q.released().at())));
    }

    private static List<String> finding(MemoryTables tables) {
        return rows(tables.findings().stream()
                .map(f -> row(
                        f.row().key().device(),
                        f.row().key().kind().wire(),
                        f.row().key().subject(),
                        canonical(f.row().detailJson()),
                        f.row().count(),
                        f.row().firstAt(),
                        f.row().lastAt(),
                        f.open())));
    }

    private static List<String> forkEvidence(MemoryTables tables) {
        return rows(tables.forks().stream()
                .map(f -> row(
                        chain(f.chain()),
                        f.fromSeq(),
                        f.statementHash().hex(),
                        f.lines().size(),
                        f.receivedAt())));
    }

    private static String chain(Key.Chain chain) {
        return chain.device() + "/" + chain.epoch() + "/" + chain.lane().weight();
    }
}
