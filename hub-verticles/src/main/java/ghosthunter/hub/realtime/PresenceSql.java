package ghosthunter.hub.realtime;

/** The statements of presence. Times are milliseconds. */
final class PresenceSql {
    /** Whether device {@code d} has a stream at a node that lives; $2: since when a node must have spoken. */
    private static final String HAS_STREAM = """
            EXISTS (SELECT FROM device_stream s
                    JOIN stream_node n USING (tenant, node)
                    WHERE s.tenant = d.tenant AND s.device = d.device
                      AND n.alive_at > now() - $2 * interval '1 millisecond')
            """;

    /** $3: online within, $4: silent after, $5: devices that this node has an exchange of in work. */
    private static final String STATES = """
            SELECT d.*,
                   CASE WHEN d.device = ANY ($5::text[]) THEN 'syncing'
                        WHEN d.last_seen_at > now() - $3 * interval '1 millisecond'
                             OR""" + " " + HAS_STREAM + """
                            THEN 'online'
                        WHEN coalesce(d.last_seen_at, d.created_at) < now() - $4 * interval '1 millisecond' THEN 'silent'
                        ELSE 'offline' END AS state
            FROM device d
            WHERE d.tenant = $1
            """;

    private static final String COUNTED = """
            SELECT p.device, p.kind, p.dialect, p.label, p.device_group, p.state, p.last_seen_at, p.pending, p.battery_pct,
                   (SELECT s.opened_at
                    FROM device_stream s
                    JOIN stream_node n USING (tenant, node)
                    WHERE s.tenant = p.tenant AND s.device = p.device
                      AND n.alive_at > now() - $2 * interval '1 millisecond') AS stream_since,
                   (SELECT count(*) FROM quarantine q
                    WHERE q.tenant = p.tenant AND q.device = p.device AND q.released_at IS NULL) AS failed,
                   (SELECT count(*) FROM conflict c
                    WHERE c.tenant = p.tenant AND c.device = p.device AND c.outcome = 'pending') AS conflicts
            FROM page p
            ORDER BY p.device
            """;

    /**
     * A range of device's primary key, as long as it takes to find enough in the state that is asked for; of those on the page the
     * counts. Indexes: device_stream_pkey, stream_node_pkey, quarantine_waiting, conflict's unique one.
     */
    static final String PAGE = "WITH page AS (SELECT * FROM (" + STATES + """
              AND ($6::text IS NULL OR d.device > $6)) AS d
            WHERE $7::text IS NULL OR d.state = $7
            ORDER BY d.device
            LIMIT $8)
            """ + COUNTED;

    /** Primary key: one row. */
    static final String ONE = "WITH page AS (" + STATES + " AND d.device = $6)" + COUNTED;

    /** Of these devices by type: what they told that they hold back, their part of the ledger (repeats of a new epoch apart), what waits in quarantine and for a person. */
    static final String TYPES = """
            SELECT type, sum(pending)::bigint AS pending, sum(synced)::bigint AS synced, sum(failed)::bigint AS failed, sum(conflicts)::bigint AS conflicts
            FROM (SELECT coalesce(type, '') AS type, 0 AS pending, count(*) AS synced, 0 AS failed, 0 AS conflicts
                  FROM ledger
                  WHERE tenant = $1 AND device = ANY ($2) AND variant IS NOT NULL
                  GROUP BY 1
                  UNION ALL
                  SELECT coalesce(type, ''), 0, 0, count(*), 0
                  FROM quarantine
                  WHERE tenant = $1 AND device = ANY ($2) AND released_at IS NULL
                  GROUP BY 1
                  UNION ALL
                  SELECT type, 0, 0, 0, count(*)
                  FROM conflict
                  WHERE tenant = $1 AND device = ANY ($2) AND outcome = 'pending'
                  GROUP BY 1
                  UNION ALL
                  SELECT w.key, w.value::bigint, 0, 0, 0
                  FROM device d
                  CROSS JOIN jsonb_each_text(d.waiting) AS w
                  WHERE d.tenant = $1 AND d.device = ANY ($2)) AS counts
            GROUP BY type
            ORDER BY type
            """;

    /** One node at a time looks at a tenant. */
    static final String TRY_LOCK =
            "SELECT pg_try_advisory_xact_lock(hashtextextended('ghosthunter_silent ' || $1, 0)) AS won";

    /** What nodes left behind that did not stop in order. */
    static final String FORGET_NODES = """
            WITH dead AS (
                DELETE FROM stream_node
                WHERE tenant = $1 AND alive_at < now() - $2 * interval '1 millisecond'
                RETURNING tenant, node)
            DELETE FROM device_stream s
            USING dead
            WHERE s.tenant = dead.tenant AND s.node = dead.node
            """;

    /**
     * Every locker of a tenant that is silent, may speak (a key of it is live, or it never had one), and has no such finding for
     * this silence: one that somebody closed stays closed until it has spoken. $3: silent after.
     */
    static final String RAISE_SILENT = """
            INSERT INTO finding (tenant, device, kind, subject, detail, first_at, last_at)
            SELECT d.tenant, d.device, 'silent', d.device,
                   jsonb_strip_nulls(jsonb_build_object('last_seen_at', d.last_seen_at)), now(), now()
            FROM device d
            WHERE d.tenant = $1
              AND d.kind = 'locker'
              AND coalesce(d.last_seen_at, d.created_at) < now() - $3 * interval '1 millisecond'
              AND NOT""" + " " + HAS_STREAM + """
              AND (NOT EXISTS (SELECT FROM device_key k WHERE k.tenant = d.tenant AND k.device = d.device)
                   OR EXISTS (SELECT FROM device_key k
                              WHERE k.tenant = d.tenant AND k.device = d.device
                                AND k.revoked_at IS NULL AND k.retired_at IS NULL))
              AND NOT EXISTS (SELECT FROM finding f
                              WHERE f.tenant = d.tenant AND f.kind = 'silent' AND f.device = d.device
                                AND f.subject = d.device
                                AND (f.closed_at IS NULL OR f.last_at > coalesce(d.last_seen_at, d.created_at)))
            ON CONFLICT (tenant, kind, device, subject) DO UPDATE
            SET detail = excluded.detail,
                count = finding.count + 1,
                last_at = excluded.last_at,
                closed_at = NULL,
                closed_by = NULL,
                closed_because = NULL
            """;

    /** Open findings of lockers that speak again. */
    static final String CLOSE_SILENT = """
            UPDATE finding f
            SET closed_at = now()
            FROM device d
            WHERE f.tenant = $1 AND f.kind = 'silent' AND f.closed_at IS NULL
              AND d.tenant = f.tenant AND d.device = f.device
              AND (d.last_seen_at >= now() - $3 * interval '1 millisecond'
                             OR""" + " " + HAS_STREAM + ")";

    private PresenceSql() {}
}
