package ghosthunter.hub.feed;

import ghosthunter.hub.postgres.DatabaseUrl;

/**
 * The feed of one database.
 *
 * @param name what it is called in logs and figures: a tenant, or {@code shared}
 * @param url where it is
 * @param slot the replication slot, {@link ReplicationSlot#nameOf}
 * @param mode how it is followed
 */
public record FeedSettings(String name, DatabaseUrl url, String slot, FeedMode mode) {
    /** The name of the database that tenants share. */
    public static final String SHARED = "shared";
}
