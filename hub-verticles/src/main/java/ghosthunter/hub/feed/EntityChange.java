package ghosthunter.hub.feed;

import org.jspecify.annotations.Nullable;

/**
 * What a transaction left of an entity.
 *
 * @param audience null: its row is gone
 * @param version 0 where it is gone
 */
record EntityChange(EntityKey entity, @Nullable String audience, long version) {
    static EntityChange gone(EntityKey entity) {
        return new EntityChange(entity, null, 0);
    }
}
