package ghosthunter.hub.feed;

/**
 * The statements of the feed. Those that write take rows {@code fed (tenant, type, key, audience, lsn, idx, version)}, one for each
 * entity, its audience NULL when it is gone, and do all in one statement, which is one transaction: the audience that an entity
 * left keeps its row, not present, at the same position; {@code feed_state} moves; listeners are told behind the commit.
 */
final class FeedSql {
    /** The channel; {@link FeedNews} reads its messages. */
    static final String CHANNEL = "ghosthunter_feed";

    static final String PUBLICATION = "ghosthunter_entity";

    /** One session in a database has it at a time: the one that feeds. */
    static final String LOCK = "SELECT pg_try_advisory_lock(hashtext('ghosthunter_feed'))";

    /**
     * What positions are of: server, database, timeline and the table itself, so that those of a restored dump or of a promoted
     * standby are never taken for the same.
     */
    private static final String SYSTEM = """
            (SELECT (SELECT c.system_identifier FROM pg_control_system() c) || '/' || d.oid || '/'
                 || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) || '/' || 'entity_feed'::regclass::oid
             FROM pg_database d WHERE d.datname = current_database())
            """;

    private static final String NOW = "pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint";

    static final String STATE =
            "SELECT f.mode, f.lsn, f.fed_below::text AS fed_below, f.healed_at IS NOT NULL AS healed, f.system_id = "
                    + SYSTEM + " AS same FROM feed_state f";

    /** From here on until the heal a crash leads to a heal. */
    static final String HEAL_IS_DUE = "UPDATE feed_state SET healed_at = NULL";

    static final String ADVANCE = "UPDATE feed_state SET lsn = greatest(lsn, ?)";

    static final String SNAPSHOT = "SELECT pg_current_snapshot()::text";

    /** With what was fed before by another server nothing can be compared. */
    static final String FORGET_OTHER_SYSTEM =
            "DELETE FROM entity_feed WHERE NOT EXISTS (SELECT FROM feed_state f WHERE f.system_id = " + SYSTEM + ")";

    /**
     * Reads and writes entity_feed by its primary key, once for each row. A message has 8,000 bytes at most, so news for many are
     * several messages: one for everybody would have every device come because a thousand were meant.
     */
    private static final String WRITE = """
            , parted AS (
                UPDATE entity_feed old
                SET present = false, lsn = f.lsn, idx = f.idx, version = coalesce(f.version, old.version)
                FROM fed f
                WHERE old.tenant = f.tenant AND old.type = f.type AND old.key = f.key
                  AND old.present AND old.audience IS DISTINCT FROM f.audience
                RETURNING old.tenant, old.audience
            ), met AS (
                INSERT INTO entity_feed (tenant, type, key, audience, lsn, idx, present, version)
                SELECT f.tenant, f.type, f.key, f.audience, f.lsn, f.idx, true, f.version
                FROM fed f
                WHERE f.audience IS NOT NULL
                ON CONFLICT (tenant, type, key, audience)
                DO UPDATE SET lsn = excluded.lsn, idx = excluded.idx, present = true, version = excluded.version
                RETURNING tenant, audience
            ), audiences AS (
                SELECT DISTINCT t.tenant || ' ' || t.audience AS line
                FROM (SELECT * FROM parted UNION ALL SELECT * FROM met) AS t
                LIMIT 5001
            ), listed AS (
                SELECT a.line, sum(octet_length(a.line) + 1) OVER (ORDER BY a.line) / 3900 AS message
                FROM audiences a
            ), news AS (
                SELECT CASE WHEN bool_or(w.everybody) THEN '*' ELSE string_agg(l.line, E'\\n') END AS payload
                FROM listed l,
                     (SELECT count(*) > 5000 OR bool_or(a.line LIKE E'%\\n%' OR octet_length(a.line) > 3900) AS everybody
                      FROM audiences a) AS w
                GROUP BY CASE WHEN w.everybody THEN 0 ELSE l.message END
            )
            SELECT (SELECT count(*) FROM fed) AS rows, (SELECT count(pg_notify('ghosthunter_feed', n.payload)) FROM news n) AS told
            """;

    /** Seven arrays of one length and, eighth, up to where all is fed then. */
    static final String FEED = """
            WITH fed AS (
                SELECT *
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::int[], ?::bigint[])
                    AS f (tenant, type, key, audience, lsn, idx, version)
            ), state AS (
                UPDATE feed_state SET lsn = greatest(lsn, ?)
            )
            """ + WRITE;

    /** Versions differ whenever anything does: a trigger of entity sees to it. */
    private static final String DIFFERING = """
            SELECT e.tenant, e.type, e.key, e.audience, e.version, e.xid
            FROM entity e
            LEFT JOIN entity_feed f
                ON f.tenant = e.tenant AND f.type = e.type AND f.key = e.key AND f.audience = e.audience
            WHERE (f.present IS NOT TRUE OR f.version <> e.version)
            """;

    /**
     * Compares all entities with what was fed: a scan of both tables, whose rows are written only where they differ. Parameters:
     * the position (NULL: of now) and the mode from now on.
     */
    static final String HEAL =
            "WITH at AS MATERIALIZED (SELECT coalesce(?::bigint, " + NOW + """
            ) AS lsn, pg_snapshot_xmin(pg_current_snapshot()) AS below
            ), differing AS (
            """ + DIFFERING + """
                UNION ALL
                SELECT DISTINCT f.tenant, f.type, f.key, NULL, NULL::bigint, NULL::xid8
                FROM entity_feed f
                WHERE f.present
                  AND NOT EXISTS (SELECT FROM entity e WHERE e.tenant = f.tenant AND e.type = f.type AND e.key = f.key)
            ), fed AS MATERIALIZED (
                SELECT d.tenant, d.type, d.key, d.audience, a.lsn,
                       row_number() OVER (ORDER BY d.tenant, d.type, d.key)::int AS idx, d.version
                FROM differing d CROSS JOIN at a
            ), state AS (
                INSERT INTO feed_state AS s (system_id, mode, lsn, fed_below, healed_at)
                SELECT
            """ + SYSTEM + """
                    , ?, a.lsn, a.below, now()
                FROM at a
                ON CONFLICT (one) DO UPDATE
                SET incarnation = CASE WHEN s.system_id = excluded.system_id THEN s.incarnation ELSE excluded.incarnation END,
                    lsn = CASE WHEN s.system_id = excluded.system_id THEN greatest(s.lsn, excluded.lsn) ELSE excluded.lsn END,
                    system_id = excluded.system_id, mode = excluded.mode, fed_below = excluded.fed_below, healed_at = excluded.healed_at
            )
            """ + WRITE;

    /**
     * Whether anything came since: below the returned xid every transaction has ended, however long it took, and is seen. Index
     * entity_xid, one row.
     */
    static final String POLL_LOOK = """
            SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS till,
                   EXISTS (SELECT FROM entity e
                           WHERE e.xid >= CAST(? AS text)::xid8 AND e.xid < pg_snapshot_xmin(pg_current_snapshot())) AS news
            """;

    /** What came since; from, till, till. Index entity_xid, the changed rows. */
    static final String POLL = "WITH at AS MATERIALIZED (SELECT " + NOW + """
             AS lsn), differing AS (
            """ + DIFFERING + """
                AND e.xid >= CAST(? AS text)::xid8 AND e.xid < CAST(? AS text)::xid8
            ), fed AS MATERIALIZED (
                SELECT d.tenant, d.type, d.key, d.audience, a.lsn,
                       row_number() OVER (ORDER BY d.xid, d.tenant, d.type, d.key)::int AS idx, d.version
                FROM differing d CROSS JOIN at a
            ), state AS (
                UPDATE feed_state SET lsn = a.lsn, fed_below = CAST(? AS text)::xid8 FROM at a
            )
            """ + WRITE;

    /** Nothing came up to there. */
    static final String POLL_ADVANCE = "UPDATE feed_state SET fed_below = CAST(? AS text)::xid8, lsn = " + NOW;

    /**
     * What else shows that rows were removed, which leaves no xid behind: deletions counted (a little late), and the file of the
     * table, which is another after TRUNCATE.
     */
    static final String REMOVALS =
            "SELECT pg_stat_get_tuples_deleted('entity'::regclass) || '/' || pg_relation_filenode('entity'::regclass)";

    /** Written to the log of an idle database, so that the slot moves on past what others of the server write. */
    static final String MARK = "SELECT pg_logical_emit_message(false, 'ghosthunter_feed', '')";

    /** How much log the server has beyond a position, and how much it keeps for a slot (NULL: there is none). */
    static final String DISTANCES = """
            SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint - ? AS lag,
                   (SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn)::bigint
                    FROM pg_replication_slots s WHERE s.slot_name = ?) AS kept
            """;

    private FeedSql() {}
}
