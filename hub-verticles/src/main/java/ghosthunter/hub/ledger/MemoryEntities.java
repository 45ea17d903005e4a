package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.hub.merge.EntityState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables of entities in the memory ledger. */
public final class MemoryEntities {
    private final Map<Key.OfEntity, EntityRow.Entity> entities = new LinkedHashMap<>();
    private final Map<Key.Version, EntityRow.Version> versions = new LinkedHashMap<>();
    private final Map<Key.Conflict, StoredConflict> conflicts = new LinkedHashMap<>();
    private final List<EntityRow.Event> events = new ArrayList<>();
    private final List<EntityRow.Stock> stock = new ArrayList<>();

    MemoryEntities() {}

    /** A row of {@code conflict}. */
    public record StoredConflict(EntityRow.Conflict row, EntityRow.@Nullable Resolved resolved) {
        /** What became of it. */
        public String outcome() {
            return resolved == null ? row.decided().outcome() : resolved.outcome();
        }
    }

    /** Rows of {@code entity}. */
    public Collection<EntityRow.Entity> entities() {
        return Collections.unmodifiableCollection(entities.values());
    }

    /** Rows of {@code entity_version}. */
    public Collection<EntityRow.Version> versions() {
        return Collections.unmodifiableCollection(versions.values());
    }

    /** Rows of {@code conflict}. */
    public Collection<StoredConflict> conflicts() {
        return Collections.unmodifiableCollection(conflicts.values());
    }

    /** Rows of {@code conflict_event}. */
    public List<EntityRow.Event> events() {
        return Collections.unmodifiableList(events);
    }

    /** Rows of {@code inventory_event}, in the order of their versions. */
    public List<EntityRow.Stock> stock() {
        return Collections.unmodifiableList(stock);
    }

    EntityView read(EntityNeeds needs) {
        Map<Key.OfEntity, EntityRow.Entity> asked = new HashMap<>();
        Map<Key.Version, EntityState> bases = new HashMap<>();
        Map<Key.OfEntity, Set<DeviceRef>> sellers = new HashMap<>();
        Map<Key.Conflict, EntityRow.Locked> locked = new HashMap<>();
        needs.entities().stream().filter(entities::containsKey).forEach(key -> asked.put(key, entities.get(key)));
        for (Key.Version key : needs.bases()) {
            EntityRow.Version row = versions.get(key);
            if (row != null) {
                bases.put(
                        key,
                        EntityState.past(
                                key.version(), row.state().data(), row.state().deleted()));
            }
        }
        needs.mayOversell().forEach(key -> sellers.put(key, sellers(key)));
        needs.conflicts().stream().filter(conflicts::containsKey).forEach(id -> locked.put(id, locked(id)));
        return new EntityView(asked, bases, sellers, locked);
    }

    private Set<DeviceRef> sellers(Key.OfEntity key) {
        Set<DeviceRef> since = new LinkedHashSet<>();
        for (EntityRow.Stock moved : stock) {
            if (moved.key().equals(key) && moved.countedAfter() >= 0) {
                since.clear();
            } else if (moved.key().equals(key)) {
                since.add(moved.cause().chain().device());
            }
        }
        return since;
    }

    private EntityRow.Locked locked(Key.Conflict id) {
        StoredConflict stored = java.util.Objects.requireNonNull(conflicts.get(id));
        long known = events.stream().filter(e -> e.conflict().equals(id)).count();
        return new EntityRow.Locked(id, stored.row().key(), stored.outcome(), Math.toIntExact(known));
    }

    void write(EntityWrites writes) {
        writes.added().forEach(row -> entities.put(row.key(), row));
        writes.changed().forEach(row -> entities.put(row.key(), row));
        writes.versions()
                .forEach(row ->
                        versions.put(new Key.Version(row.key(), row.state().version()), row));
        writes.notices().forEach(this::tell);
        writes.conflicts().forEach(row -> conflicts.put(row.id(), new StoredConflict(row, null)));
        writes.resolved()
                .forEach(told ->
                        conflicts.computeIfPresent(told.id(), (id, there) -> new StoredConflict(there.row(), told)));
        events.addAll(writes.events());
        stock.addAll(writes.stock());
    }

    private void tell(EntityRow.Notice notice) {
        Key.OfEntity key = new Key.OfEntity(notice.told().tenant(), Notices.TYPE, notice.key());
        EntityRow.Entity there = entities.get(key);
        if (there == null || there.audience().equals(notice.audience())) {
            long version = there == null ? 1 : there.version() + 1;
            EntityState state = new EntityState(
                    version, notice.data(), false, Map.of(), notice.hlc(), notice.device(), null, version);
            entities.put(key, new EntityRow.Entity(key, state, notice.audience(), notice.at()));
        }
    }
}
