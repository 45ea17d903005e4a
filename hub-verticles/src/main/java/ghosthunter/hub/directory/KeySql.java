package ghosthunter.hub.directory;

/** The statements on the keys of devices. */
final class KeySql {
    private static final String STANDING = """
            CASE WHEN (revoked_at IS NOT NULL OR retired_at IS NOT NULL) AND admitted_until > now() THEN 'admitted'
                 WHEN revoked_at IS NOT NULL THEN 'revoked'
                 WHEN retired_at IS NOT NULL THEN 'retired'
                 WHEN confirmed_at IS NULL THEN 'next'
                 ELSE 'live' END AS standing
            """;

    /** Primary key. Rows: one for each of the keys that is there, and its place among those that were asked for. */
    static final String FIND = """
            SELECT q.nth::int4 AS nth, k.public_key, k.standing
            FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS q (device, kid, nth)
            CROSS JOIN LATERAL (
                SELECT public_key,""" + " " + STANDING + """
                FROM device_key
                WHERE tenant = $1 AND device = q.device AND kid = q.kid
                LIMIT 1) AS k
            """;

    /** Range of the primary key, locked: whoever changes the keys of a device waits for whoever does already. */
    static final String LOCK = "SELECT kid, public_key, " + STANDING + """
            FROM device_key
            WHERE tenant = $1 AND device = $2
            ORDER BY kid
            FOR UPDATE
            """;

    /** Range of the primary key: the keys of one device. $3: the one key, or NULL for all. */
    static final String REVOKE = """
            UPDATE device_key
            SET revoked_at = now(), admitted_until = NULL
            WHERE tenant = $1 AND device = $2 AND ($3::text IS NULL OR kid = $3) AND revoked_at IS NULL
            RETURNING kid, revoked_at AS at
            """;

    /** Index: enrollment_token_open. */
    static final String CANCEL_TOKENS = """
            UPDATE enrollment_token
            SET spent_at = now()
            WHERE tenant = $1 AND device = $2 AND spent_at IS NULL
            RETURNING token_hash, spent_at AS at
            """;

    /** Range of the primary key: all keys but the one that takes their place. */
    static final String RETIRE_OTHERS = """
            UPDATE device_key
            SET retired_at = now()
            WHERE tenant = $1 AND device = $2 AND kid <> $3 AND retired_at IS NULL AND revoked_at IS NULL
            RETURNING kid, retired_at AS at
            """;

    /** Range of the primary key: keys that were rotated in and never used, when another is rotated in. */
    static final String RETIRE_UNUSED = """
            UPDATE device_key
            SET retired_at = now()
            WHERE tenant = $1 AND device = $2 AND kid <> ALL ($3::text[]) AND confirmed_at IS NULL
              AND retired_at IS NULL AND revoked_at IS NULL
            RETURNING kid, retired_at AS at
            """;

    static final String CONFIRM = """
            UPDATE device_key
            SET confirmed_at = now()
            WHERE tenant = $1 AND device = $2 AND kid = $3 AND confirmed_at IS NULL
            """;

    static final String ROTATE_IN = """
            INSERT INTO device_key (tenant, device, kid, public_key, certificate)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING
            """;

    /** Primary keys: one row. What is kept of a key that was let in. */
    static final String ADMISSION = """
            SELECT k.public_key, k.certificate, k.enrolled_at AS at, d.kind, d.device_group,
                   k.revoked_at IS NULL AND k.retired_at IS NULL AS valid
            FROM device_key k
            JOIN device d USING (tenant, device)
            WHERE k.tenant = $1 AND k.device = $2 AND k.kid = $3
            """;

    /** Range of the primary key. $4: seconds. */
    static final String ADMIT = """
            UPDATE device_key
            SET admitted_until = now() + $4 * interval '1 second'
            WHERE tenant = $1 AND device = $2 AND ($3::text IS NULL OR kid = $3)
              AND (revoked_at IS NOT NULL OR retired_at IS NOT NULL)
            RETURNING kid
            """;

    static final String ANNOUNCE = "SELECT pg_notify('" + KeyNews.CHANNEL + "', $1)";

    private KeySql() {}
}
