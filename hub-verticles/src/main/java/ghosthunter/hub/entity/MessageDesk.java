package ghosthunter.hub.entity;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where messages from person to person, entities of type {@value #MESSAGE}, and these persons, of type {@value #USER}, are looked up.
 * A message waits while its {@code status} is {@code pending_sync}. Any context may call it.
 */
public final class MessageDesk {
    /** The type of messages; the columns of V020 are of it alone. */
    public static final String MESSAGE = "posduif-message";

    /** The type of those who write them. */
    public static final String USER = "posduif-user";

    /** How many messages or users one page has at most. */
    public static final int PAGE_MAX = 1_000;

    private static final String LIVING = EntityDesk.COLUMNS + " WHERE tenant = $1 AND NOT deleted AND type = ";
    private static final String MESSAGES = LIVING + "'" + MESSAGE + "'";
    private static final String USERS = LIVING + "'" + USER + "'";

    /** The oldest first. Index: entity_unread. */
    static final String WAITING = MESSAGES + """
              AND recipient = $2 AND status = 'pending_sync' AND status <> 'read'
              AND key <> ALL ($3::text[])
            ORDER BY sent_at, key
            LIMIT $4
            """;

    /** The newest first. Index: entity_unread read backwards. */
    private static final String UNREAD = MESSAGES + """
              AND recipient = $2 AND status <> 'read'
            ORDER BY sent_at DESC, key DESC
            LIMIT $3
            """;

    /** Index: entity_unread. */
    static final String COUNTS = """
            SELECT count(*) AS unread, count(*) FILTER (WHERE status = 'pending_sync') AS waiting
            FROM entity
            WHERE tenant = $1 AND type = 'posduif-message' AND recipient = $2 AND status <> 'read' AND NOT deleted
            """;

    /** Primary key. */
    private static final String THESE = MESSAGES + """
              AND key = ANY ($2::text[])
            ORDER BY sent_at, key
            """;

    /** The newest first. Index: entity_received read backwards. */
    static final String RECEIVED = MESSAGES + """
              AND recipient = $2
              AND ($3::text IS NULL OR status = $3)
            ORDER BY sent_at DESC, key DESC
            LIMIT $4 OFFSET $5
            """;

    /** Index: entity_received. */
    private static final String RECEIVED_COUNT = """
            SELECT count(*) AS total
            FROM entity
            WHERE tenant = $1 AND type = 'posduif-message' AND recipient = $2 AND NOT deleted
              AND ($3::text IS NULL OR status = $3)
            """;

    /** The newest first. Indexes: entity_received and entity_sent; rows: all of that person. */
    static final String OF = MESSAGES + """
              AND (recipient = $2 OR sender = $2)
            ORDER BY sent_at DESC, key DESC
            LIMIT $3 OFFSET $4
            """;

    /** What was read of what somebody sent, the last first. Index: entity_sent; rows: those sent since. */
    private static final String READ = MESSAGES + """
              AND sender = $2 AND status = 'read' AND updated_at >= $3
            ORDER BY updated_at DESC
            LIMIT $4
            """;

    /** Who was written last first. A range of the primary key: users are few. */
    private static final String CHANGED = USERS + """
              AND ($2::timestamptz IS NULL OR updated_at >= $2)
            ORDER BY updated_at, key
            LIMIT $3
            """;

    /** Primary key. */
    private static final String THESE_USERS = USERS + """
              AND key = ANY ($2::text[])
            """;

    /** Those who are here first. A range of the primary key, each with its device. */
    private static final String PEOPLE = """
            SELECT e.type, e.key, e.version, e.data, e.deleted, e.audience, e.hlc, e.device, e.updated_at,
                   d.last_seen_at, coalesce(d.last_seen_at > $2, false) AS online
            FROM entity e
            LEFT JOIN device d ON d.tenant = e.tenant AND d.device = e.data ->> 'device'
            WHERE e.tenant = $1 AND e.type = 'posduif-user' AND NOT e.deleted
              AND ($3::text IS NULL OR e.key = $3)
              AND ($4::text IS NULL OR position(lower($4) IN lower(e.data ->> 'username')) > 0)
              AND ($5::bool IS NULL OR coalesce(d.last_seen_at > $2, false) = $5)
            ORDER BY online DESC, e.data ->> 'username'
            LIMIT $6
            """;

    private final TenantPools pools;

    public MessageDesk(TenantPools pools) {
        this.pools = pools;
    }

    /** What somebody has not had yet, and what of all is not read. */
    public record Counts(long unread, long waiting) {}

    /**
     * Somebody.
     *
     * @param lastSeenAt when the device was heard of, or null
     * @param online whether that was just now
     */
    public record Person(Stored.Entity user, @Nullable Instant lastSeenAt, boolean online) {}

    /**
     * What waits for somebody, the oldest first.
     *
     * @param but not these
     * @param limit 0 to {@value #PAGE_MAX}
     */
    public Future<List<Stored.Entity>> waiting(TenantId tenant, String user, Collection<String> but, int limit) {
        return entities(
                tenant,
                WAITING,
                Tuple.of(tenant.value(), user)
                        .addArrayOfString(but.toArray(String[]::new))
                        .addInteger(limit));
    }

    /** What somebody has not read, the newest first. */
    public Future<List<Stored.Entity>> unread(TenantId tenant, String user, int limit) {
        return entities(tenant, UNREAD, Tuple.of(tenant.value(), user, limit));
    }

    /** How much waits for somebody and is not read. */
    public Future<Counts> counts(TenantId tenant, String user) {
        return query(tenant, COUNTS, Tuple.of(tenant.value(), user)).map(rows -> {
            Row row = rows.iterator().next();
            return new Counts(row.getLong("unread"), row.getLong("waiting"));
        });
    }

    /** Those of these messages that there are, the oldest first. */
    public Future<List<Stored.Entity>> these(TenantId tenant, Collection<String> ids) {
        return entities(tenant, THESE, Tuple.of(tenant.value()).addArrayOfString(ids.toArray(String[]::new)));
    }

    /** Those of these users that there are. */
    public Future<List<Stored.Entity>> users(TenantId tenant, Collection<String> ids) {
        return entities(tenant, THESE_USERS, Tuple.of(tenant.value()).addArrayOfString(ids.toArray(String[]::new)));
    }

    /** What somebody was sent, the newest first. */
    public Future<List<Stored.Entity>> received(
            TenantId tenant, String user, @Nullable String status, int limit, int offset) {
        return entities(tenant, RECEIVED, Tuple.of(tenant.value(), user, status, limit, offset));
    }

    /** How much somebody was sent. */
    public Future<Long> receivedCount(TenantId tenant, String user, @Nullable String status) {
        return query(tenant, RECEIVED_COUNT, Tuple.of(tenant.value(), user, status))
                .map(rows -> rows.iterator().next().getLong("total"));
    }

    /** What somebody sent or was sent, the newest first. */
    public Future<List<Stored.Entity>> of(TenantId tenant, String user, int limit, int offset) {
        return entities(tenant, OF, Tuple.of(tenant.value(), user, limit, offset));
    }

    /** What of somebody's messages was read since then, the last first. */
    public Future<List<Stored.Entity>> read(TenantId tenant, String sender, Instant since, int limit) {
        return entities(tenant, READ, Tuple.of(tenant.value(), sender, utc(since), limit));
    }

    /** The users that changed since then, or all where that is null; who changed first comes first. */
    public Future<List<Stored.Entity>> changed(TenantId tenant, @Nullable Instant since, int limit) {
        return entities(tenant, CHANGED, Tuple.of(tenant.value(), since == null ? null : utc(since), limit));
    }

    /**
     * People, those who are here first, then by name.
     *
     * @param onlineSince who was seen since then is here
     * @param id only this one, or null
     * @param part what the name contains, in whatever case, or null
     * @param online only who is here, or is not, or null
     */
    public Future<List<Person>> people(
            TenantId tenant,
            Instant onlineSince,
            @Nullable String id,
            @Nullable String part,
            @Nullable Boolean online,
            int limit) {
        Tuple asked = Tuple.tuple()
                .addString(tenant.value())
                .addOffsetDateTime(utc(onlineSince))
                .addString(id)
                .addString(part)
                .addBoolean(online)
                .addInteger(limit);
        return query(tenant, PEOPLE, asked).map(rows -> EntityDesk.list(rows, MessageDesk::person));
    }

    private static Person person(Row row) {
        OffsetDateTime seenAt = row.getOffsetDateTime("last_seen_at");
        return new Person(EntityDesk.entity(row), seenAt == null ? null : seenAt.toInstant(), row.getBoolean("online"));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private Future<List<Stored.Entity>> entities(TenantId tenant, String sql, Tuple parameters) {
        return query(tenant, sql, parameters).map(rows -> EntityDesk.list(rows, EntityDesk::entity));
    }

    private Future<RowSet<Row>> query(TenantId tenant, String sql, Tuple parameters) {
        return pools.query(tenant, sql, parameters).recover(DatabaseFailure::unavailable);
    }
}
