package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.key.VerifyKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers device keys that were found, each for a short time only: a revocation acts at every node when that time is over.
 * What was not found is never remembered, so that an enrollment acts at once. Safe from every context.
 */
final class KeyCache {
    private final InstantSource clock;
    private final long ttlMs;
    private final Map<Id, Entry> entries;

    KeyCache(InstantSource clock, int entriesMax, Duration ttl) {
        this.clock = clock;
        this.ttlMs = ttl.toMillis();
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Id, Entry> eldest) {
                return size() > entriesMax;
            }
        };
    }

    synchronized @Nullable VerifyKey get(DeviceRef device, String kid) {
        Id id = new Id(device, kid);
        Entry entry = entries.get(id);
        if (entry == null || entry.untilMs < clock.millis()) {
            entries.remove(id);
            return null;
        }
        return entry.key;
    }

    synchronized void put(DeviceRef device, VerifyKey key) {
        entries.put(new Id(device, key.kid()), new Entry(key, clock.millis() + ttlMs));
    }

    private record Id(DeviceRef device, String kid) {}

    private record Entry(VerifyKey key, long untilMs) {}
}
