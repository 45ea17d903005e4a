package ghosthunter.hub.entity;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What changed since a time, for clients that keep no cursor. The time only chooses a mark; what is sent is what the mark had not
 * seen, by transactions. So nothing is skipped that committed late, and something may come twice. Any context may call it.
 */
public final class ClientPull {
    /** How far before the time that a client names its answer begins: for the time an answer takes, for clocks, for lost answers. */
    public static final Duration OVERLAP = Duration.ofMinutes(10);

    /** How long marks are kept; who was away for longer reads all. */
    static final Duration MARKS_KEPT = Duration.ofDays(40);

    /** Everything: no transaction is below. */
    private static final String ALL = "0";

    /** Primary key. What a restored database says of transactions to come is nothing. */
    private static final String FORGET = """
            DELETE FROM pull_mark
            WHERE tenant = $1
              AND (at < now() - $2 * interval '1 second' OR below > pg_snapshot_xmin(pg_current_snapshot()))
            """;

    private static final String MARK = """
            INSERT INTO pull_mark (tenant, at, below)
            VALUES ($1, date_trunc('minute', now()) + interval '1 minute', pg_snapshot_xmin(pg_current_snapshot()))
            ON CONFLICT DO NOTHING
            """;

    /** Primary keys. No row where the device never asked, or no mark is old enough. */
    private static final String SINCE = """
            SELECT m.below::text AS below
            FROM client_pull p
            JOIN pull_mark m ON m.tenant = p.tenant AND m.at <= least(p.at, $4) - $5 * interval '1 second'
            WHERE p.tenant = $1 AND p.device = $2 AND p.type = $3
            ORDER BY m.at DESC
            LIMIT 1
            """;

    private static final String ASKED = """
            INSERT INTO client_pull (tenant, device, type, at)
            VALUES ($1, $2, $3, now())
            ON CONFLICT (tenant, device, type) DO UPDATE SET at = excluded.at
            """;

    /** Of entity: a range of the primary key, or entity_xid where little is new. */
    private static final String WHERE = """
            WHERE tenant = $1
              AND type = $2
              AND audience = $3
              AND ($4::jsonb[] IS NULL OR data @> ANY ($4))
            """;

    private static final String PAGE = EntityDesk.COLUMNS + WHERE + """
              AND xid >= $5::text::xid8
              AND ($6::bool OR NOT (deleted OR data @> '{"isActive": false}'))
              AND ($7::text IS NULL OR key > $7)
            ORDER BY key
            LIMIT $8
            """;

    private static final String COUNT = "SELECT count(*) AS entities FROM entity\n" + WHERE + """
              AND NOT (deleted OR data @> '{"isActive": false}')
            """;

    private final TenantPools pools;

    public ClientPull(TenantPools pools) {
        this.pools = pools;
    }

    /**
     * What a client may see of a type.
     *
     * @param audience the one audience
     * @param any the entities whose data contain one of these; empty: all
     */
    public record Sight(TenantId tenant, String type, String audience, List<JsonObject> any) {
        public Sight {
            any = List.copyOf(any);
        }

        private Tuple tuple() {
            return Tuple.of(tenant.value(), type, audience, any.isEmpty() ? null : any.toArray(Object[]::new));
        }
    }

    /**
     * From where an answer begins.
     *
     * @param below the transaction from which on; {@code 0}: all
     * @param gone with what is deleted or not active any more, for whoever may have seen it before
     */
    public record From(String below, boolean gone) {
        /** Everything that there is, without what is gone: for who has nothing. */
        public static final From START = new From(ALL, false);

        /** Everything, for who has something, and nobody knows what. */
        private static final From UNKNOWN = new From(ALL, true);
    }

    /**
     * From where to answer a device that says that it has all until then, and remembers that it asked.
     *
     * @param since by the device's clock; null: it has nothing
     * @param remembered whether the device itself asks, and not somebody for it
     */
    public Future<From> from(DeviceRef device, String type, @Nullable Instant since, boolean remembered) {
        return pools.transaction(device.tenant(), connection -> from(connection, device, type, since, remembered))
                .recover(DatabaseFailure::unavailable);
    }

    private static Future<From> from(
            SqlConnection connection, DeviceRef device, String type, @Nullable Instant since, boolean remembered) {
        String tenant = device.tenant().value();
        Tuple asked = Tuple.of(tenant, device.device().value(), type);
        return connection
                .preparedQuery(FORGET)
                .execute(Tuple.of(tenant, MARKS_KEPT.toSeconds()))
                .compose(done -> connection.preparedQuery(MARK).execute(Tuple.of(tenant)))
                .compose(done -> since == null
                        ? Future.succeededFuture(From.START)
                        : since(connection, asked.addValue(since.atOffset(ZoneOffset.UTC))))
                .compose(from -> remembered
                        ? connection
                                .preparedQuery(ASKED)
                                .execute(Tuple.of(tenant, device.device().value(), type))
                                .map(from)
                        : Future.succeededFuture(from));
    }

    private static Future<From> since(SqlConnection connection, Tuple asked) {
        return connection
                .preparedQuery(SINCE)
                .execute(asked.addLong(OVERLAP.toSeconds()))
                .map(rows -> rows.size() == 0
                        ? From.UNKNOWN
                        : new From(rows.iterator().next().getString("below"), true));
    }

    /**
     * A page of what changed, by key.
     *
     * @param after the last key of the page before, or empty
     * @param limit 1 to {@value EntityDesk#PAGE_MAX}
     */
    public Future<List<Stored.Entity>> page(Sight sight, From from, Optional<String> after, int limit) {
        Tuple asked = sight.tuple()
                .addString(from.below())
                .addBoolean(from.gone())
                .addString(after.orElse(null))
                .addInteger(limit);
        return pools.query(sight.tenant(), PAGE, asked)
                .recover(DatabaseFailure::unavailable)
                .map(rows -> EntityDesk.list(rows, EntityDesk::entity));
    }

    /** How many there are, neither deleted nor inactive. */
    public Future<Long> count(Sight sight) {
        return pools.query(sight.tenant(), COUNT, sight.tuple())
                .recover(DatabaseFailure::unavailable)
                .map(rows -> rows.iterator().next().getLong("entities"));
    }
}
