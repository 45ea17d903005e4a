package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.hub.projection.PackageRow;
import ghosthunter.hub.projection.PackageState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The rows of a group while it is judged: what was read, and over it what shall be. Of one judgement only. */
final class GroupWork {
    final GroupNeeds needs;
    final GroupView view;
    final Instant now;
    final LedgerSettings settings;
    final Working<DeviceRef, Row.Device> devices;
    final Working<Key.OfEpoch, Row.OfEpoch> epochs;
    final Working<Key.Chain, Row.ChainHead> heads;
    final Findings findings = new Findings();
    final List<Row.Entry> entries = new ArrayList<>();
    final List<Row.Evidence> evidence = new ArrayList<>();
    final List<Row.Verified> verified = new ArrayList<>();
    final List<GroupWrites.Sample> samplesDropped = new ArrayList<>();
    final List<GroupWrites.Sample> samplesAdded = new ArrayList<>();
    final List<Row.Quarantined> quarantined = new ArrayList<>();
    final List<Row.Released> released = new ArrayList<>();
    final List<Row.Fork> forks = new ArrayList<>();
    final EntityWork entities;

    private final Working<Key.OfPackage, PackageRow> packages;
    private final List<GroupWrites.Projection> projections = new ArrayList<>();
    private final Map<Key.Change, List<Row.Variant>> variants = new HashMap<>();
    private final Map<Key.Entity, Deque<Row.Waiting>> waiting = new HashMap<>();
    private final List<Row.Waiting> waitingWithoutKey = new ArrayList<>();
    private final Map<DeviceRef, List<Key.Boot>> boots;

    GroupWork(GroupNeeds needs, GroupView view, Instant now, LedgerSettings settings) {
        this.needs = needs;
        this.view = view;
        this.now = now;
        this.settings = settings;
        this.devices = new Working<>(view.devices());
        this.epochs = new Working<>(view.epochs());
        this.heads = new Working<>(view.heads());
        this.packages = new Working<>(view.packages());
        this.boots = needs.boots().stream().collect(Collectors.groupingBy(Key.Boot::device));
        this.entities = new EntityWork(needs.shared(), view.entities());
        view.waiting().forEach(this::addWaiting);
    }

    /** The boots of which the group speaks, of one device. */
    List<Key.Boot> boots(DeviceRef device) {
        return boots.getOrDefault(device, List.of());
    }

    /** What a change id was recorded with so far, in this group too. */
    List<Row.Variant> variants(Key.Change change) {
        return variants.computeIfAbsent(
                change, key -> new ArrayList<>(view.variants().getOrDefault(key, List.of())));
    }

    PackageState packageState(Key.OfPackage key) {
        return PackageState.of(packages.get(key));
    }

    void project(Key.Entry cause, Key.OfPackage key, PackageRow row) {
        packages.put(key, row);
        projections.add(new GroupWrites.Projection(cause, row, !packages.isLoaded(key)));
    }

    /** What waits of an entity, the first first. */
    Deque<Row.Waiting> waiting(Key.Entity entity) {
        return waiting.computeIfAbsent(entity, key -> new ArrayDeque<>());
    }

    /** The entities of a device of which something waits. */
    List<Key.Entity> waitingEntities(DeviceRef device) {
        return waiting.keySet().stream()
                .filter(entity -> entity.device().equals(device))
                .toList();
    }

    /** What waits of a device and cannot be read far enough to tell its entity. */
    List<Row.Waiting> waitingWithoutKey(DeviceRef device) {
        return waitingWithoutKey.stream()
                .filter(w -> w.quarantined().key().chain().device().equals(device))
                .toList();
    }

    void quarantine(Row.Waiting added) {
        quarantined.add(added.quarantined());
        addWaiting(added);
    }

    private void addWaiting(Row.Waiting added) {
        DeviceRef device = added.quarantined().key().chain().device();
        Entities.of(device, ReadLine.of(added.line()))
                .ifPresentOrElse(entity -> waiting(entity).addLast(added), () -> waitingWithoutKey.add(added));
    }

    GroupWrites writes() {
        List<PackageRow> added = new ArrayList<>();
        List<PackageRow> changed = new ArrayList<>();
        for (PackageRow row : packages.changed()) {
            boolean there = packages.isLoaded(new Key.OfPackage(row.tenant(), row.trackingId()));
            (there ? changed : added).add(row);
        }
        return new GroupWrites(
                now,
                devices.changed(),
                epochs.changed(),
                heads.changed(),
                entries,
                evidence,
                verified,
                samplesDropped,
                samplesAdded,
                added,
                changed,
                quarantined,
                released,
                findings.raised(),
                findings.closed(),
                forks,
                projections,
                entities.writes());
    }
}
