package ghosthunter.hub.pull;

/** The statements of a pull. */
final class PullSql {
    /** How far the feed is, and the groups of a device. One row, or none before the feed's first start. */
    static final String GROUND = """
            SELECT s.incarnation, s.lsn,
                   ARRAY(SELECT g.name FROM device_group g WHERE g.tenant = $1 AND g.device = $2) AS groups
            FROM feed_state s
            """;

    /**
     * What changed behind a position, oldest first, with the newest state of each. Each audience is read for itself in the
     * order of its index, so the work goes with what is told, not with what is stored. Index: entity_feed_position, entity_pkey.
     */
    static final String NEWS = """
            WITH page AS (
                SELECT f.type, f.key, f.lsn, f.idx
                FROM unnest($2::text[]) AS a (audience)
                CROSS JOIN LATERAL (
                    SELECT f.type, f.key, f.lsn, f.idx
                    FROM entity_feed f
                    WHERE f.tenant = $1 AND f.audience = a.audience AND (f.lsn, f.idx) > ($5, $6)
                    ORDER BY f.lsn, f.idx
                    LIMIT $3) AS f
                ORDER BY f.lsn, f.idx
                LIMIT $3)
            """ + states("p.lsn, p.idx");

    /**
     * What is there for these audiences, by (type, key), behind one: also what is committed and not fed yet, which comes once
     * more as news. Index: entity_scan, entity_pkey.
     */
    static final String SCAN = """
            WITH page AS (
                SELECT f.type, f.key, 0::bigint AS lsn, 0 AS idx
                FROM unnest($2::text[]) AS a (audience)
                CROSS JOIN LATERAL (
                    SELECT f.type, f.key
                    FROM entity f
                    WHERE f.tenant = $1 AND f.audience = a.audience AND NOT f.deleted AND (f.type, f.key) > ($5, $6)
                    ORDER BY f.type, f.key
                    LIMIT $3) AS f
                ORDER BY f.type, f.key
                LIMIT $3)
            """ + states("p.type, p.key");

    /** Entities by their keys, which the feed may not have yet. Index: entity_pkey. */
    static final String TOLD = """
            WITH page AS (
                SELECT k.type, k.key, 0::bigint AS lsn, 0 AS idx
                FROM unnest($2::text[], $3::text[]) AS k (type, key))
            """ + states("p.type, p.key");

    private PullSql() {}

    /** The page with its states, in order, as far as the bytes before each fit: one page of the largest states is 64 MiB. */
    private static String states(String order) {
        return """
                SELECT *
                FROM (SELECT p.type, p.key, p.lsn, p.idx, e.version, e.deleted, e.audience, e.device, e.epoch, e.data::text AS data,
                             count(*) OVER () AS rows,
                             coalesce(sum(octet_length(e.data::text))
                                 OVER (ORDER BY ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS bytes_before
                      FROM page p
                      LEFT JOIN entity e ON e.tenant = $1 AND e.type = p.type AND e.key = p.key) AS p
                WHERE p.bytes_before < $4
                ORDER BY ${order}
                """.replace("${order}", order);
    }
}
