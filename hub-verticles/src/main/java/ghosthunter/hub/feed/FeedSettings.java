package ghosthunter.hub.feed;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.hub.postgres.DatabaseUrl;
import org.jspecify.annotations.Nullable;

/**
 * The feed of one database.
 *
 * @param name what it is called in logs and figures: a tenant, or {@code shared}
 * @param url where it is
 * @param slot the replication slot, {@link ReplicationSlot#nameOf}
 * @param mode how it is followed
 * @param entities what it feeds, and which tables are mapped
 * @param versionsKeptS how long states that entities had are kept at least, seconds; 0: for ever
 * @param owner whose database it is; null: tenants share it
 */
public record FeedSettings(
        String name,
        DatabaseUrl url,
        String slot,
        FeedMode mode,
        EntityCatalog entities,
        long versionsKeptS,
        @Nullable TenantId owner) {
    /** The name of the database that tenants share. */
    public static final String SHARED = "shared";
}
