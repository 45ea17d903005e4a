package ghosthunter.hub.ledger;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows as they were read, and over them the rows as they shall be. */
final class Working<K, V> {
    private final Map<K, V> loaded;
    private final Map<K, V> changed = new LinkedHashMap<>();

    Working(Map<K, V> loaded) {
        this.loaded = loaded;
    }

    @Nullable
    V get(K key) {
        V value = changed.get(key);
        return value == null ? loaded.get(key) : value;
    }

    /** Sets a row; one that is equal to what was there is not written. */
    void put(K key, V value) {
        if (!value.equals(get(key))) {
            changed.put(key, value);
        }
    }

    boolean isLoaded(K key) {
        return loaded.containsKey(key);
    }

    Collection<V> changed() {
        return changed.values();
    }
}
