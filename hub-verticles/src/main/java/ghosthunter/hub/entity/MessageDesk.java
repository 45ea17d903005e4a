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
 * A message waits while its {@code status} is {@code pending_sync}. What V020 notes of a message is in the transaction that writes it.
 * Any context may call it.
 */
public final class MessageDesk {
    /** The type of messages; the table of V020 is of it alone. */
    public static final String MESSAGE = "posduif-message";

    /** The type of those who write them. */
    public static final String USER = "posduif-user";

    /** How many messages or users one page has at most. */
    public static final int PAGE_MAX = 1_000;

    private static final String MESSAGES =
            EntityDesk.COLUMNS + "JOIN message USING (tenant, key)\nWHERE tenant = $1 AND type = '" + MESSAGE + "'\n";

    private static final String USERS =
            EntityDesk.COLUMNS + "WHERE tenant = $1 AND NOT deleted AND type = '" + USER + "'\n";

    /** The oldest first. Index: message_unread. */
    static final String WAITING = MESSAGES + """
              AND recipient = $2 AND status = 'pending_sync'
              AND key <> ALL ($3::text[])
            ORDER BY sent_at, key
            LIMIT $4
            """;

    /** The newest first. Index: message_unread. */
    private static final String NEWEST_UNREAD = MESSAGES + """
              AND recipient = $2 AND status <> 'read'
            ORDER BY sent_at DESC, key DESC
            LIMIT $3
            """;

    /** The newest first. Index: message_unread read backwards. */
    private static final String NEWEST_WAITING = MESSAGES + """
              AND recipient = $2 AND status = 'pending_sync'
            ORDER BY sent_at DESC, key DESC
            LIMIT $3
            """;

    /** Index: message_unread. */
    static final String UNREAD_COUNT = """
            SELECT count(*) FROM message WHERE tenant = $1 AND recipient = $2 AND status <> 'read'
            """;

    /** Index: message_unread. */
    static final String WAITING_COUNT = """
            SELECT count(*) FROM message WHERE tenant = $1 AND recipient = $2 AND status = 'pending_sync'
            """;

    /** Primary key. */
    private static final String THESE = MESSAGES + """
              AND key = ANY ($2::text[])
            ORDER BY sent_at, key
            """;

    private static final String TO_ONE = """
              AND recipient = $2
              AND ($3::text IS NULL OR sender = $3)
              AND ($4::text IS NULL OR status = $4)
            """;

    /** The newest first. Index: message_received read backwards. */
    static final String RECEIVED = MESSAGES + TO_ONE + """
            ORDER BY sent_at DESC, key DESC
            LIMIT $5 OFFSET $6
            """;

    /** Index: message_received. */
    private static final String RECEIVED_COUNT = "SELECT count(*) FROM message WHERE tenant = $1\n" + TO_ONE;

    /** The newest first. Indexes: message_received and message_sent, read backwards; rows: twice what is asked for and left out. */
    static final String OF = """
            WITH page AS MATERIALIZED (
                (SELECT key, sent_at FROM message
                 WHERE tenant = $1 AND recipient = $2
                 ORDER BY sent_at DESC, key DESC
                 LIMIT $3::int + $4::int)
                UNION
                (SELECT key, sent_at FROM message
                 WHERE tenant = $1 AND sender = $2
                 ORDER BY sent_at DESC, key DESC
                 LIMIT $3::int + $4::int)
                ORDER BY sent_at DESC, key DESC
                LIMIT $3 OFFSET $4)
            """ + EntityDesk.COLUMNS + """
            JOIN page USING (key)
            WHERE tenant = $1 AND type = 'posduif-message'
            ORDER BY sent_at DESC, key DESC
            """;

    /** What was read of what somebody sent, the last first. Index: message_read read backwards. */
    static final String READ = MESSAGES + """
              AND sender = $2 AND read_at >= $3
            ORDER BY read_at DESC
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

    /** A range of the primary key, each with its device. */
    private static final String PEOPLE = """
            SELECT e.type, e.key, e.version, e.data, e.deleted, e.audience, e.hlc, e.device, e.updated_at,
                   d.last_seen_at, coalesce(d.last_seen_at > $2, false) AS online
            FROM entity e
            LEFT JOIN device d ON d.tenant = e.tenant AND d.device = e.data ->> 'device'
            WHERE e.tenant = $1 AND e.type = 'posduif-user' AND NOT e.deleted
              AND ($3::text IS NULL OR e.key = $3)
              AND ($4::text IS NULL OR e.data ->> 'user_type' = $4)
              AND ($5::text IS NULL OR position(lower($5) IN lower(e.data ->> 'username')) > 0)
              AND ($6::bool IS NULL OR coalesce(d.last_seen_at > $2, false) = $6)
            ORDER BY CASE WHEN $7 THEN e.updated_at END DESC, online DESC, e.data ->> 'username'
            LIMIT $8
            """;

    private final TenantPools pools;

    public MessageDesk(TenantPools pools) {
        this.pools = pools;
    }

    /**
     * Somebody.
     *
     * @param lastSeenAt when the device was heard of, or null
     * @param online whether that was just now
     */
    public record Person(Stored.Entity user, @Nullable Instant lastSeenAt, boolean online) {}

    /**
     * Whom to look for, at most {@value #PAGE_MAX}. Those who are here come first, then by name.
     *
     * @param onlineSince who was seen since then is here
     * @param id only this one, or null
     * @param userType only such, or null
     * @param part what the name contains, in whatever case, or null
     * @param online only who is here, or is not, or null
     * @param changedFirst whether who was written last comes first instead
     */
    public record Search(
            Instant onlineSince,
            @Nullable String id,
            @Nullable String userType,
            @Nullable String part,
            @Nullable Boolean online,
            boolean changedFirst) {
        /** Everybody. */
        public static Search of(Instant onlineSince) {
            return new Search(onlineSince, null, null, null, null, false);
        }

        /** One of them. */
        public Search id(String one) {
            return new Search(onlineSince, one, userType, part, online, changedFirst);
        }

        /** Those of a type. */
        public Search userType(String type) {
            return new Search(onlineSince, id, type, part, online, changedFirst);
        }
    }

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

    /** What waits for somebody, the newest first. */
    public Future<List<Stored.Entity>> newestWaiting(TenantId tenant, String user, int limit) {
        return entities(tenant, NEWEST_WAITING, Tuple.of(tenant.value(), user, limit));
    }

    /** What somebody has not read, the newest first. */
    public Future<List<Stored.Entity>> newestUnread(TenantId tenant, String user, int limit) {
        return entities(tenant, NEWEST_UNREAD, Tuple.of(tenant.value(), user, limit));
    }

    /** How much waits for somebody. */
    public Future<Long> waitingCount(TenantId tenant, String user) {
        return count(tenant, WAITING_COUNT, Tuple.of(tenant.value(), user));
    }

    /** How much somebody has not read. */
    public Future<Long> unreadCount(TenantId tenant, String user) {
        return count(tenant, UNREAD_COUNT, Tuple.of(tenant.value(), user));
    }

    /** Those of these messages that there are, the oldest first. */
    public Future<List<Stored.Entity>> these(TenantId tenant, Collection<String> ids) {
        return entities(tenant, THESE, Tuple.of(tenant.value()).addArrayOfString(ids.toArray(String[]::new)));
    }

    /** Those of these users that there are. */
    public Future<List<Stored.Entity>> users(TenantId tenant, Collection<String> ids) {
        return entities(tenant, THESE_USERS, Tuple.of(tenant.value()).addArrayOfString(ids.toArray(String[]::new)));
    }

    /**
     * What somebody was sent, the newest first.
     *
     * @param sender only by this one, or null
     * @param status only those with it, or null
     */
    public Future<List<Stored.Entity>> received(
            TenantId tenant,
            String recipient,
            @Nullable String sender,
            @Nullable String status,
            int limit,
            int offset) {
        return entities(tenant, RECEIVED, Tuple.of(tenant.value(), recipient, sender, status, limit, offset));
    }

    /** How much of that there is. */
    public Future<Long> receivedCount(
            TenantId tenant, String recipient, @Nullable String sender, @Nullable String status) {
        return count(tenant, RECEIVED_COUNT, Tuple.of(tenant.value(), recipient, sender, status));
    }

    /** What somebody sent or was sent, the newest first. */
    public Future<List<Stored.Entity>> of(TenantId tenant, String user, int limit, int offset) {
        return entities(tenant, OF, Tuple.of(tenant.value(), user, limit, offset));
    }

    /** What of somebody's messages was read since then, the last first. {@code since} is written as {@code read_at} is. */
    public Future<List<Stored.Entity>> read(TenantId tenant, String sender, String since, int limit) {
        return entities(tenant, READ, Tuple.of(tenant.value(), sender, since, limit));
    }

    /** The users that changed since then, or all where that is null; who changed first comes first. */
    public Future<List<Stored.Entity>> changed(TenantId tenant, @Nullable Instant since, int limit) {
        return entities(tenant, CHANGED, Tuple.of(tenant.value(), since == null ? null : utc(since), limit));
    }

    /** People. */
    public Future<List<Person>> people(TenantId tenant, Search search) {
        Tuple asked = Tuple.tuple()
                .addString(tenant.value())
                .addOffsetDateTime(utc(search.onlineSince()))
                .addString(search.id())
                .addString(search.userType())
                .addString(search.part())
                .addBoolean(search.online())
                .addBoolean(search.changedFirst())
                .addInteger(PAGE_MAX);
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

    private Future<Long> count(TenantId tenant, String sql, Tuple parameters) {
        return query(tenant, sql, parameters).map(rows -> rows.iterator().next().getLong(0));
    }

    private Future<RowSet<Row>> query(TenantId tenant, String sql, Tuple parameters) {
        return pools.query(tenant, sql, parameters).recover(DatabaseFailure::unavailable);
    }
}
