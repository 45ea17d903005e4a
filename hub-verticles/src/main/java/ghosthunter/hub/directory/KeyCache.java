package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceRef;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the live key of devices, for as long as it is trusted: while the connection on which the nodes hear of each other's
 * revocations has just proved that it lives. What was not found, or is not live, is never remembered, so that an enrollment acts
 * at once. Safe from every context.
 */
final class KeyCache {
    private final InstantSource clock;
    private final long ttlMs;
    private final Map<DeviceRef, Entry> entries;
    private volatile Consumer<DeviceRef> watcher = device -> {};
    private long drops;

    KeyCache(InstantSource clock, int entriesMax, Duration ttl) {
        this.clock = clock;
        this.ttlMs = ttl.toMillis();
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<DeviceRef, Entry> eldest) {
                return size() > entriesMax;
            }
        };
    }

    synchronized @Nullable DeviceKey get(DeviceRef device, String kid) {
        Entry entry = entries.get(device);
        if (entry == null || entry.untilMs < clock.millis()) {
            entries.remove(device);
            return null;
        }
        return entry.key.key().kid().equals(kid) ? entry.key : null;
    }

    /** To be read before the question that a later {@link #put} brings the answer of. */
    synchronized long drops() {
        return drops;
    }

    /** Remembers a key, unless something was dropped since the question was asked: the answer may be older than that. */
    synchronized void put(DeviceRef device, DeviceKey key, long dropsBefore) {
        if (drops == dropsBefore && key.standing() == DeviceKey.Standing.LIVE) {
            entries.put(device, new Entry(key, clock.millis() + ttlMs));
        }
    }

    void drop(DeviceRef device) {
        forget(device);
        watcher.accept(device);
    }

    private synchronized void forget(DeviceRef device) {
        drops++;
        entries.remove(device);
    }

    /** Is told of each device whose keys may have changed, behind {@link #drop}, on its context. */
    void watch(Consumer<DeviceRef> told) {
        watcher = told;
    }

    synchronized void dropAll() {
        drops++;
        entries.clear();
    }

    private record Entry(DeviceKey key, long untilMs) {}
}
