package ghosthunter.hub.entity;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where entities are looked at. Any context may call it. */
public final class EntityDesk {
    /** How many entities or versions one page has at most. */
    public static final int PAGE_MAX = 1_000;

    static final String COLUMNS = """
            SELECT type, key, version, data, deleted, audience, hlc, device, updated_at
            FROM entity
            """;

    /** A range of the primary key. */
    private static final String PAGE = COLUMNS + """
            WHERE tenant = $1
              AND type = $2
              AND ($3::text IS NULL OR key > $3)
              AND ($4::bool OR NOT deleted)
            ORDER BY key
            LIMIT $5
            """;

    private static final String ONE = COLUMNS + """
            WHERE tenant = $1 AND type = $2 AND key = $3
            """;

    /** Primary key, once for each. */
    private static final String SOME = COLUMNS + """
            JOIN unnest($2::text[], $3::text[]) AS q (type, key) USING (type, key)
            WHERE tenant = $1
            """;

    /** A range of the primary key, read backwards. */
    private static final String VERSIONS = """
            SELECT version, data, deleted, device, role, recorded_at
            FROM entity_version
            WHERE tenant = $1 AND type = $2 AND key = $3 AND version < $4
            ORDER BY version DESC
            LIMIT $5
            """;

    private final TenantPools pools;

    public EntityDesk(TenantPools pools) {
        this.pools = pools;
    }

    /**
     * Entities of one type, by key.
     *
     * @param after the last key of the page before, or null
     * @param alsoDeleted with tombstones
     * @param limit 1 to {@value #PAGE_MAX}
     */
    public Future<List<Stored.Entity>> page(
            TenantId tenant, String type, @Nullable String after, boolean alsoDeleted, int limit) {
        return query(tenant, PAGE, Tuple.of(tenant.value(), type, after, alsoDeleted, limit))
                .map(rows -> list(rows, EntityDesk::entity));
    }

    /** One entity, also a deleted one. */
    public Future<Optional<Stored.Entity>> one(TenantId tenant, String type, String key) {
        return query(tenant, ONE, Tuple.of(tenant.value(), type, key))
                .map(rows -> list(rows, EntityDesk::entity).stream().findFirst());
    }

    /** What names an entity of a tenant. */
    public record Key(String type, String key) {}

    /** Those of these entities that there are, also deleted ones. */
    public Future<Map<Key, Stored.Entity>> some(TenantId tenant, Collection<Key> keys) {
        Tuple asked = Tuple.of(
                tenant.value(),
                keys.stream().map(Key::type).toArray(String[]::new),
                keys.stream().map(Key::key).toArray(String[]::new));
        return query(tenant, SOME, asked)
                .map(rows -> list(rows, EntityDesk::entity).stream()
                        .collect(Collectors.toMap(found -> new Key(found.type(), found.key()), found -> found)));
    }

    /**
     * The states that an entity had, the newest first.
     *
     * @param before only smaller versions
     * @param limit 1 to {@value #PAGE_MAX}
     */
    public Future<List<Stored.Version>> versions(TenantId tenant, String type, String key, long before, int limit) {
        return query(tenant, VERSIONS, Tuple.of(tenant.value(), type, key, before, limit))
                .map(rows -> list(rows, EntityDesk::version));
    }

    private Future<RowSet<Row>> query(TenantId tenant, String sql, Tuple parameters) {
        return pools.query(tenant, sql, parameters).recover(DatabaseFailure::unavailable);
    }

    static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
        List<T> all = new ArrayList<>(rows.size());
        rows.forEach(row -> all.add(read.apply(row)));
        return List.copyOf(all);
    }

    static Stored.Entity entity(Row row) {
        return new Stored.Entity(
                row.getString("type"),
                row.getString("key"),
                row.getLong("version"),
                row.getJsonObject("data"),
                row.getBoolean("deleted"),
                row.getString("audience"),
                row.getLong("hlc"),
                row.getString("device"),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static Stored.Version version(Row row) {
        return new Stored.Version(
                row.getLong("version"),
                row.getJsonObject("data"),
                row.getBoolean("deleted"),
                row.getString("device"),
                row.getString("role"),
                row.getOffsetDateTime("recorded_at").toInstant());
    }
}
