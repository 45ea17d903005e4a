package ghosthunter.hub.feed;

import java.sql.SQLException;
import java.util.function.LongSupplier;

/**
 * Forgets states that entities had, as long after they were recorded as the settings say; by whoever feeds, so by one node at a time. Of
 * one thread.
 */
final class VersionRetention {
    /** Versions that are forgotten in one transaction; then the feed has its turn. */
    static final int BATCH = 2_000;

    /** How often it looks, milliseconds; at once where there is more. */
    static final long EVERY_MS = 3_600_000;

    /**
     * What is left of an entity are its newest versions without a gap: the newest, those that are younger, and all from the one on that
     * a conflict refers to which waits for a person. Every movement of a stock stays. Indexes: entity_version_recorded, the primary keys.
     */
    private static final String FORGET = """
            WITH old AS (
                SELECT v.tenant, v.type, v.key, v.version
                FROM entity_version v
                JOIN entity e USING (tenant, type, key)
                WHERE v.recorded_at < now() - ? * interval '1 second'
                  AND v.version < e.version
                  AND NOT EXISTS (SELECT FROM entity_version b
                                  WHERE b.tenant = v.tenant AND b.type = v.type AND b.key = v.key
                                    AND b.version < v.version)
                  AND NOT EXISTS (SELECT FROM conflict c
                                  WHERE c.tenant = v.tenant AND c.type = v.type AND c.key = v.key
                                    AND c.outcome = 'pending' AND v.version >= least(c.base_version, c.current_version))
                  AND NOT EXISTS (SELECT FROM inventory_event i
                                  WHERE i.tenant = v.tenant AND i.type = v.type AND i.key = v.key)
                LIMIT ?)
            DELETE FROM entity_version v
            USING old
            WHERE v.tenant = old.tenant AND v.type = old.type AND v.key = old.key AND v.version = old.version
            """;

    private final long keptS;
    private final Every looks;
    private boolean more;

    /** @param keptS how long a state is kept at least, seconds; 0: for ever */
    VersionRetention(long keptS, LongSupplier nanoTime) {
        this.keptS = keptS;
        this.looks = new Every(EVERY_MS, nanoTime);
    }

    /** Forgets what is due, a batch. */
    void step(Session session) throws SQLException {
        if (keptS > 0 && (more || looks.isDue())) {
            more = session.update(FORGET, keptS, BATCH) > 0;
        }
    }
}
