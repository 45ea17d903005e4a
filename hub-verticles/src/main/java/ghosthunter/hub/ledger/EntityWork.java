package ghosthunter.hub.ledger;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.hub.merge.EntityState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of entities while a group is judged: what was read, and over it what shall be. */
final class EntityWork {
    final EntityNeeds needs;
    final List<EntityRow.Conflict> conflicts = new ArrayList<>();
    final List<EntityRow.Event> events = new ArrayList<>();

    private final EntityView view;
    private final Working<Key.OfEntity, EntityRow.Entity> entities;
    private final List<EntityRow.Version> versions = new ArrayList<>();
    private final Map<Key.Conflict, EntityRow.Resolved> resolved = new LinkedHashMap<>();
    private final List<EntityRow.Stock> stock = new ArrayList<>();
    private final Map<Key.OfEntity, Set<DeviceRef>> sellers = new HashMap<>();
    private final Map<Key.OfEntity, EntityRow.Notice> notices = new LinkedHashMap<>();
    private final Map<DeviceRef, Set<Key.OfEntity>> concerned = new HashMap<>();

    EntityWork(EntityNeeds needs, EntityView view) {
        this.needs = needs;
        this.view = view;
        this.entities = new Working<>(view.entities());
    }

    EntityRow.@Nullable Entity entity(Key.OfEntity key) {
        return entities.get(key);
    }

    /** The version that a device saw; null where nothing is known of it. The current one may have been so before the group alone. */
    @Nullable
    EntityState version(Key.OfEntity key, long version) {
        return Stream.of(entities.get(key), view.entities().get(key))
                .filter(row -> row != null && row.version() == version)
                .findFirst()
                .map(EntityRow.Entity::state)
                .orElseGet(() -> view.versions().get(new Key.Version(key, version)));
    }

    void put(EntityRow.Entity row, Key.Entry cause) {
        entities.put(row.key(), row);
        versions.add(new EntityRow.Version(row.key(), row.state(), cause, row.updatedAt()));
        concerns(cause.chain().device(), row.key());
    }

    EntityRow.@Nullable Locked conflict(Key.Conflict id) {
        return resolved.containsKey(id) ? null : view.conflicts().get(id);
    }

    void resolve(EntityRow.Resolved decided) {
        resolved.put(decided.id(), decided);
    }

    /** Records a movement of stock, and gives who moved it since it was last not below zero: nobody where it is not now. */
    Set<DeviceRef> move(EntityRow.Stock moved) {
        stock.add(moved);
        Set<DeviceRef> since = sellers.computeIfAbsent(
                moved.key(), key -> new LinkedHashSet<>(view.sellers().getOrDefault(key, Set.of())));
        if (moved.countedAfter() >= 0) {
            since.clear();
        } else {
            since.add(moved.cause().chain().device());
        }
        return since;
    }

    /** A change tells a device one thing, the last. */
    void tell(EntityRow.Notice notice) {
        Key.OfEntity key = new Key.OfEntity(notice.told().tenant(), Notices.TYPE, notice.key());
        notices.put(key, notice);
        concerns(notice.told(), key);
    }

    private void concerns(DeviceRef device, Key.OfEntity key) {
        var unused =
                concerned.computeIfAbsent(device, d -> new LinkedHashSet<>()).add(key);
    }

    /** What a device would show otherwise than it is, and the notices for it: of its own changes as they were taken there is none. */
    List<Key.OfEntity> news(DeviceRef device) {
        return concerned.getOrDefault(device, Set.of()).stream()
                .filter(key -> notices.containsKey(key) || !isOf(device, key))
                .toList();
    }

    private boolean isOf(DeviceRef device, Key.OfEntity key) {
        EntityRow.Entity row = entities.get(key);
        return row != null
                && row.state().epoch() != null
                && row.state().device().equals(device.device().value());
    }

    EntityWrites writes() {
        List<EntityRow.Entity> added = new ArrayList<>();
        List<EntityRow.Entity> changed = new ArrayList<>();
        for (EntityRow.Entity row : entities.changed()) {
            (entities.isLoaded(row.key()) ? changed : added).add(row);
        }
        return new EntityWrites(
                added,
                changed,
                versions,
                conflicts,
                List.copyOf(resolved.values()),
                events,
                stock,
                List.copyOf(notices.values()));
    }
}
