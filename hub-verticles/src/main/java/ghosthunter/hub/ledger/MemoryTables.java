package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.time.ClockSample;
import ghosthunter.hub.projection.PackageRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables of the memory ledger. What the statements of the SQL ledger do to rows, this does to maps. */
public final class MemoryTables {
    private final Map<DeviceRef, Row.Device> devices = new LinkedHashMap<>();
    private final Map<Key.OfEpoch, Row.OfEpoch> epochs = new LinkedHashMap<>();
    private final Map<Key.Chain, Row.ChainHead> heads = new LinkedHashMap<>();
    private final Map<Key.Entry, Row.Entry> entries = new LinkedHashMap<>();
    private final Map<Key.Change, List<Row.Variant>> variants = new HashMap<>();
    private final Map<EvidenceKey, StoredEvidence> evidence = new LinkedHashMap<>();
    private final Map<Key.Boot, List<ClockSample>> samples = new HashMap<>();
    private final Map<Key.OfPackage, PackageRow> packages = new LinkedHashMap<>();
    private final Map<Key.Entry, StoredQuarantine> quarantine = new LinkedHashMap<>();
    private final Map<Key.Finding, StoredFinding> findings = new LinkedHashMap<>();
    private final Map<ForkKey, Row.Fork> forks = new LinkedHashMap<>();

    private final MemoryEntities entities = new MemoryEntities();

    MemoryTables() {}

    /** A row of {@code evidence} with what a device says of the receipt that covers it. */
    public record StoredEvidence(Row.Evidence row, Row.@Nullable Verified verified) {}

    /** A row of {@code quarantine}. */
    public record StoredQuarantine(Row.Quarantined row, Row.@Nullable Released released) {}

    /** A row of {@code finding}. */
    public record StoredFinding(Row.Finding row, boolean open) {}

    private record EvidenceKey(Key.OfEpoch epoch, long exchange, Hash statementHash) {
        static EvidenceKey of(Row.Evidence row) {
            return new EvidenceKey(row.epoch(), row.exchange(), row.statementHash());
        }
    }

    private record ForkKey(Key.Chain chain, Hash statementHash) {}

    /** Rows of {@code device}. */
    public Collection<Row.Device> devices() {
        return Collections.unmodifiableCollection(devices.values());
    }

    /** Rows of {@code device_epoch}. */
    public Collection<Row.OfEpoch> epochs() {
        return Collections.unmodifiableCollection(epochs.values());
    }

    /** Rows of {@code chain_head}. */
    public Collection<Row.ChainHead> heads() {
        return Collections.unmodifiableCollection(heads.values());
    }

    /** Rows of {@code ledger}, in the order in which they were appended. */
    public Collection<Row.Entry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** Rows of {@code evidence}. */
    public Collection<StoredEvidence> evidence() {
        return Collections.unmodifiableCollection(evidence.values());
    }

    /** Rows of {@code clock_sample}. */
    public Map<Key.Boot, List<ClockSample>> samples() {
        return Collections.unmodifiableMap(samples);
    }

    /** Rows of {@code packages}. */
    public Collection<PackageRow> packages() {
        return Collections.unmodifiableCollection(packages.values());
    }

    /** Rows of {@code quarantine}. */
    public Collection<StoredQuarantine> quarantine() {
        return Collections.unmodifiableCollection(quarantine.values());
    }

    /** Rows of {@code finding}. */
    public Collection<StoredFinding> findings() {
        return Collections.unmodifiableCollection(findings.values());
    }

    /** Rows of {@code fork_evidence}. */
    public Collection<Row.Fork> forks() {
        return Collections.unmodifiableCollection(forks.values());
    }

    /** What syncs both ways. */
    public MemoryEntities entities() {
        return entities;
    }

    void create(DeviceRef device) {
        devices.putIfAbsent(device, Row.Device.created(device));
    }

    GroupView read(GroupNeeds needs, int samplesPerBootMax) {
        Collection<Key.OfEpoch> asked = new ArrayList<>(needs.epochs());
        for (DeviceRef device : needs.unsigned()) {
            Row.Device row = devices.get(device);
            if (row != null && row.unsignedEpoch() != null) {
                asked.add(new Key.OfEpoch(device, row.unsignedEpoch()));
            }
        }
        Map<Key.Entry, Hash> runEnds = new HashMap<>();
        pick(entries, needs.runEnds()).forEach((key, row) -> runEnds.put(key, row.hash()));
        return new GroupView(
                pick(devices, needs.devices()),
                pick(epochs, asked),
                heads.values().stream()
                        .filter(h -> asked.contains(
                                new Key.OfEpoch(h.chain().device(), h.chain().epoch())))
                        .collect(Collectors.toMap(Row.ChainHead::chain, Function.identity())),
                runEnds,
                pick(variants, needs.changes()),
                waiting(needs),
                pick(packages, needs.packages()),
                newest(pick(samples, needs.boots()), samplesPerBootMax),
                entities.read(needs.shared()));
    }

    private static <K, V> Map<K, V> pick(Map<K, V> table, Collection<K> keys) {
        Map<K, V> picked = new HashMap<>();
        for (K key : keys) {
            V row = table.get(key);
            if (row != null) {
                picked.put(key, row);
            }
        }
        return picked;
    }

    private static Map<Key.Boot, List<ClockSample>> newest(Map<Key.Boot, List<ClockSample>> samples, int max) {
        Map<Key.Boot, List<ClockSample>> newest = new HashMap<>();
        samples.forEach((boot, all) -> newest.put(
                boot,
                all.stream()
                        .sorted(Comparator.comparingLong(ClockSample::t0Ms).reversed())
                        .limit(max)
                        .toList()));
        return newest;
    }

    private List<Row.Waiting> waiting(GroupNeeds needs) {
        return quarantine.values().stream()
                .filter(q -> q.released() == null && !q.row().untrusted() && isAsked(needs, q.row()))
                .map(q -> waiting(q.row()))
                .sorted(Comparator.comparing((Row.Waiting w) -> w.quarantined().at())
                        .thenComparing(w -> w.quarantined().key().chain().epoch())
                        .thenComparing(w -> w.quarantined().key().chain().lane().weight())
                        .thenComparing(w -> w.quarantined().key().seq()))
                .toList();
    }

    private static boolean isAsked(GroupNeeds needs, Row.Quarantined row) {
        DeviceRef device = row.key().chain().device();
        return needs.reviewed().contains(device)
                || Entities.of(device, row.type(), row.entityKey())
                        .filter(needs.entities()::contains)
                        .isPresent();
    }

    private Row.Waiting waiting(Row.Quarantined row) {
        Row.Entry entry = java.util.Objects.requireNonNull(entries.get(row.key()));
        return new Row.Waiting(row, entry.line(), entry.occurred(), entry.receivedAt());
    }

    void write(GroupWrites writes, int forkEvidenceMax) {
        writes.devices().forEach(row -> devices.put(row.device(), row));
        writes.epochs().forEach(row -> epochs.put(row.key(), row));
        writes.heads().forEach(row -> heads.put(row.chain(), row));
        writes.entries().forEach(this::append);
        writes.verified().forEach(this::verify);
        writes.evidence()
                .forEach(row ->
                        evidence.merge(EvidenceKey.of(row), new StoredEvidence(row, null), MemoryTables::merged));
        writes.samplesDropped().forEach(s -> of(s.boot()).remove(s.sample()));
        writes.samplesAdded().forEach(s -> of(s.boot()).add(s.sample()));
        writes.packagesAdded().forEach(this::put);
        writes.packagesChanged().forEach(this::put);
        entities.write(writes.entities());
        writes.quarantined().forEach(row -> quarantine.put(row.key(), new StoredQuarantine(row, null)));
        writes.released()
                .forEach(row ->
                        quarantine.computeIfPresent(row.key(), (key, there) -> new StoredQuarantine(there.row(), row)));
        writes.findings().forEach(this::raise);
        writes.findingsClosed()
                .forEach(closed ->
                        findings.computeIfPresent(closed, (key, there) -> new StoredFinding(there.row(), false)));
        writes.forks().forEach(row -> keep(row, forkEvidenceMax));
    }

    private void append(Row.Entry row) {
        if (entries.putIfAbsent(row.key(), row) != null) {
            throw new IllegalStateException("the ledger has " + row.key() + " already");
        }
        if (row.variant() != null) {
            Key.Change change = new Key.Change(row.key().chain().device(), row.changeId());
            variants.computeIfAbsent(change, c -> new ArrayList<>())
                    .add(new Row.Variant(row.variant(), row.line().digest()));
        }
    }

    private void verify(Row.Verified told) {
        evidence.replaceAll((key, there) -> key.epoch().equals(told.epoch())
                        && there.verified() == null
                        && there.row().coveredFrom() <= told.exchange()
                ? new StoredEvidence(there.row(), told)
                : there);
    }

    private static StoredEvidence merged(StoredEvidence there, StoredEvidence added) {
        List<Row.Appended> lanes = new ArrayList<>(there.row().lanes());
        lanes.addAll(added.row().lanes());
        Row.Evidence row = added.row();
        return new StoredEvidence(
                new Row.Evidence(
                        row.epoch(),
                        row.exchange(),
                        row.statementHash(),
                        row.statement(),
                        row.dialect(),
                        row.coveredFrom(),
                        lanes,
                        there.row().receivedAt(),
                        row.recordedAt()),
                null);
    }

    private List<ClockSample> of(Key.Boot boot) {
        return samples.computeIfAbsent(boot, b -> new ArrayList<>());
    }

    private void put(PackageRow row) {
        packages.put(new Key.OfPackage(row.tenant(), row.trackingId()), row);
    }

    private void raise(Row.Finding row) {
        StoredFinding there = findings.get(row.key());
        Row.Finding raised = there == null
                ? row
                : new Row.Finding(
                        row.key(),
                        row.detailJson(),
                        there.row().count() + row.count(),
                        there.row().firstAt(),
                        row.lastAt());
        findings.put(row.key(), new StoredFinding(raised, true));
    }

    private void keep(Row.Fork row, int max) {
        long kept = forks.keySet().stream()
                .filter(key -> key.chain().device().equals(row.chain().device()))
                .count();
        if (kept < max) {
            forks.putIfAbsent(new ForkKey(row.chain(), row.statementHash()), row);
        }
    }
}
