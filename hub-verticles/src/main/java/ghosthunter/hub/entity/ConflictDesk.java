package ghosthunter.hub.entity;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where conflicts are looked at; {@link CentreWriter} resolves them. Any context may call it. */
public final class ConflictDesk {
    private static final String COLUMNS = """
            SELECT c.*, coalesce(e.version, 0) AS entity_version
            FROM conflict c
            LEFT JOIN entity e ON e.tenant = c.tenant AND e.type = c.type AND e.key = c.key
            """;

    /** The oldest first, by conflict_pending or conflict_raised. */
    private static final String PAGE = COLUMNS + """
            WHERE c.tenant = $1
              AND (c.outcome = 'pending' OR $2::bool)
              AND ($3::text IS NULL OR c.type = $3)
              AND ($4::uuid IS NULL
                   OR (c.raised_at, c.id) > (SELECT a.raised_at, a.id FROM conflict a WHERE a.tenant = $1 AND a.id = $4))
            ORDER BY c.raised_at, c.id
            LIMIT $5
            """;

    private static final String ONE = COLUMNS + """
            WHERE c.tenant = $1 AND c.id = $2
            """;

    /** Index: conflict_of_change. */
    private static final String OF_CHANGES = COLUMNS + """
            WHERE c.tenant = $1 AND c.change_id = ANY ($2)
            """;

    /** Index: conflict_of_type, read backwards, or conflict_pending. */
    private static final String NEWEST = COLUMNS + """
            WHERE c.tenant = $1
              AND c.type = ANY ($2)
              AND c.outcome <> 'rejected'
              AND CASE $3 WHEN 'pending' THEN c.outcome = 'pending'
                          WHEN 'by-rule' THEN c.outcome <> 'pending' AND c.resolved_at IS NULL
                          ELSE c.resolved_at IS NOT NULL END
            ORDER BY c.raised_at DESC, c.id DESC
            LIMIT $4
            """;

    private static final String EVENTS = """
            SELECT at, actor, what, detail
            FROM conflict_event
            WHERE tenant = $1 AND conflict = $2
            ORDER BY number
            """;

    /** What one device raised on one entity, the newest first; conflict_of_entity where the type is known, else its unique index. */
    private static final String RAISED = COLUMNS + """
            WHERE c.tenant = $1
              AND c.device = $2
              AND c.key = $3
              AND ($4::text IS NULL OR c.type = $4)
              AND c.outcome <> 'rejected'
            ORDER BY c.raised_at DESC, c.id
            LIMIT $5
            """;

    /** conflict's unique index by device; entity's primary key. */
    private static final String UNSEEN = """
            SELECT c.type, count(*) AS conflicts
            FROM conflict c
            WHERE c.tenant = $1
              AND c.device = ANY ($2)
              AND c.outcome <> 'rejected'
              AND c.resolved_at IS NULL
              AND NOT EXISTS (SELECT FROM entity e
                              WHERE e.tenant = c.tenant AND e.type = $3 AND e.key = c.id::text AND NOT e.deleted)
            GROUP BY c.type
            """;

    private final TenantPools pools;

    public ConflictDesk(TenantPools pools) {
        this.pools = pools;
    }

    /**
     * Conflicts of a tenant, the oldest first.
     *
     * @param alsoDecided with those that wait for nobody
     * @param type of this type only
     * @param after the last of the page before, or null
     * @param limit 1 to {@value EntityDesk#PAGE_MAX}
     */
    public Future<List<Stored.Conflict>> page(
            TenantId tenant, boolean alsoDecided, @Nullable String type, @Nullable UUID after, int limit) {
        return query(tenant, PAGE, Tuple.of(tenant.value(), alsoDecided, type, after, limit))
                .map(rows -> EntityDesk.list(rows, ConflictDesk::conflict));
    }

    /** How a conflict of two writes stands. */
    public enum Standing {
        /** It waits for a person. */
        PENDING,
        /** A rule ended it. */
        BY_RULE,
        /** A person ended it. */
        BY_PERSON
    }

    /**
     * Conflicts of two writes, the newest first; what a rule of its type refused is none.
     *
     * @param limit 1 to {@value EntityDesk#PAGE_MAX}
     */
    public Future<List<Stored.Conflict>> newest(TenantId tenant, List<String> types, Standing standing, int limit) {
        Tuple asked = Tuple.of(
                tenant.value(),
                types.toArray(String[]::new),
                standing.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                limit);
        return query(tenant, NEWEST, asked).map(rows -> EntityDesk.list(rows, ConflictDesk::conflict));
    }

    /** What these changes raised, by the change; of two devices that sent the same change the last. */
    public Future<Map<UUID, Stored.Conflict>> ofChanges(TenantId tenant, Collection<UUID> changes) {
        return query(tenant, OF_CHANGES, Tuple.of(tenant.value(), (Object) changes.toArray(UUID[]::new)))
                .map(rows -> {
                    Map<UUID, Stored.Conflict> found = new HashMap<>();
                    rows.forEach(row -> found.put(row.getUUID("change_id"), conflict(row)));
                    return found;
                });
    }

    /**
     * What a device raised on an entity, also decided, the newest first.
     *
     * @param type of this type only, or null
     * @param limit 1 to {@value EntityDesk#PAGE_MAX}
     */
    public Future<List<Stored.Conflict>> raised(DeviceRef device, @Nullable String type, String key, int limit) {
        Tuple asked = Tuple.of(device.tenant().value(), device.device().value(), key, type, limit);
        return query(device.tenant(), RAISED, asked).map(rows -> EntityDesk.list(rows, ConflictDesk::conflict));
    }

    /**
     * How many conflicts of these devices, by type, nobody has seen to, those included that a rule decided.
     *
     * @param seenTo the type of the entities that say, by the id of a conflict, that somebody did
     */
    public Future<Map<String, Long>> unseen(TenantId tenant, List<DeviceId> devices, String seenTo) {
        String[] names = devices.stream().map(DeviceId::value).toArray(String[]::new);
        return query(tenant, UNSEEN, Tuple.of(tenant.value(), names, seenTo)).map(rows -> {
            Map<String, Long> counts = new HashMap<>();
            rows.forEach(row -> counts.put(row.getString("type"), row.getLong("conflicts")));
            return Map.copyOf(counts);
        });
    }

    /** One conflict with its history. */
    public Future<Optional<Stored.History>> one(TenantId tenant, UUID id) {
        Tuple asked = Tuple.of(tenant.value(), id);
        return query(tenant, ONE, asked)
                .compose(found -> query(tenant, EVENTS, asked)
                        .map(events -> EntityDesk.list(found, ConflictDesk::conflict).stream()
                                .findFirst()
                                .map(conflict ->
                                        new Stored.History(conflict, EntityDesk.list(events, ConflictDesk::event)))));
    }

    private Future<RowSet<Row>> query(TenantId tenant, String sql, Tuple parameters) {
        return pools.query(tenant, sql, parameters).recover(DatabaseFailure::unavailable);
    }

    private static Stored.Event event(Row row) {
        return new Stored.Event(
                row.getOffsetDateTime("at").toInstant(),
                row.getString("actor"),
                row.getString("what"),
                row.getJsonObject("detail"));
    }

    private static Stored.Conflict conflict(Row row) {
        Long version = row.getLong("resolved_version");
        return new Stored.Conflict(
                row.getUUID("id"),
                row.getString("type"),
                row.getString("key"),
                row.getLong("entity_version"),
                row.getUUID("change_id"),
                row.getString("device"),
                row.getString("op"),
                row.getLong("base_version"),
                row.getJsonObject("base"),
                row.getLong("current_version"),
                row.getJsonObject("current"),
                row.getJsonObject("incoming"),
                row.getJsonObject("result"),
                row.getInteger("tier"),
                row.getString("rule"),
                row.getDouble("confidence"),
                row.getString("outcome"),
                row.getString("reason"),
                row.getString("suggestion"),
                row.getOffsetDateTime("raised_at").toInstant(),
                version == null
                        ? null
                        : new Stored.Resolved(
                                version,
                                row.getOffsetDateTime("resolved_at").toInstant(),
                                row.getString("resolved_by")));
    }
}
