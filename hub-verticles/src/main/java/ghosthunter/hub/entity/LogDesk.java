package ghosthunter.hub.entity;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where the logs of a tenant are read: entities of types whose name ends in {@code -log}, numbered 1, 2, 3 … without a gap in the
 * order of their commits. Whoever has read to a number has missed none before it. Any context may call it.
 */
public final class LogDesk {
    private static final String COLUMNS = """
            SELECT type, key, number, data
            FROM entity
            """;

    /** A range of entity_number. */
    private static final String PAGE = COLUMNS + """
            WHERE tenant = $1 AND number > $3 AND number <= $4 AND type = ANY ($2)
            ORDER BY number
            LIMIT $5
            """;

    /** Primary key, once for each. */
    private static final String SOME = COLUMNS + """
            WHERE tenant = $1 AND type = ANY ($2) AND key = ANY ($3) AND number IS NOT NULL
            """;

    /** Primary key. */
    private static final String LAST = "SELECT last FROM tenant_number WHERE tenant = $1";

    private final TenantPools pools;

    public LogDesk(TenantPools pools) {
        this.pools = pools;
    }

    /** An entry. */
    public record Entry(String type, String key, long number, JsonObject data) {}

    /** The number of the last entry, 0 where there is none. */
    public Future<Long> last(TenantId tenant) {
        return query(tenant, LAST, Tuple.of(tenant.value()))
                .map(rows -> rows.size() == 0
                        ? Long.valueOf(0)
                        : rows.iterator().next().getLong("last"));
    }

    /**
     * Entries by their number.
     *
     * @param after only higher numbers
     * @param upTo none that is higher
     * @param limit 1 to {@value EntityDesk#PAGE_MAX}, and one more to see whether there are more
     */
    public Future<List<Entry>> page(TenantId tenant, List<String> types, long after, long upTo, int limit) {
        Tuple asked = Tuple.of(tenant.value(), types.toArray(String[]::new), after, upTo, limit);
        return query(tenant, PAGE, asked).map(rows -> EntityDesk.list(rows, LogDesk::entry));
    }

    /** Those of these entries that there are, by their key, which no two of the types share. */
    public Future<Map<String, Entry>> some(TenantId tenant, List<String> types, Collection<String> keys) {
        Tuple asked = Tuple.of(tenant.value(), types.toArray(String[]::new), keys.toArray(String[]::new));
        return query(tenant, SOME, asked)
                .map(rows -> EntityDesk.list(rows, LogDesk::entry).stream()
                        .collect(Collectors.toMap(Entry::key, entry -> entry, (first, other) -> first)));
    }

    private Future<RowSet<Row>> query(TenantId tenant, String sql, Tuple parameters) {
        return pools.query(tenant, sql, parameters).recover(DatabaseFailure::unavailable);
    }

    private static Entry entry(Row row) {
        return new Entry(row.getString("type"), row.getString("key"), row.getLong("number"), row.getJsonObject("data"));
    }
}
