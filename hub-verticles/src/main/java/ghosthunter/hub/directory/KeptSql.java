package ghosthunter.hub.directory;

/** The statements that carry {@code kept.ndjson} into a database restored from a dump, and the database's facts out. */
final class KeptSql {
    static final String TENANTS = "SELECT id FROM tenant";

    /** Whole tables, once at start and after each lost connection: a row per key. */
    static final String KEYS = """
            SELECT k.tenant, k.device, k.kid, k.public_key, k.certificate, k.enrolled_at, k.retired_at, k.revoked_at,
                   d.kind, d.device_group, t.token_hash
            FROM device_key k
            JOIN device d USING (tenant, device)
            LEFT JOIN enrollment_token t
                ON t.tenant = k.tenant AND t.device = k.device AND t.spent_kid = k.kid
            """;

    static final String CANCELLED = """
            SELECT tenant, device, token_hash, spent_at AS at
            FROM enrollment_token
            WHERE spent_at IS NOT NULL AND spent_kid IS NULL
            """;

    static final String DEVICES = """
            INSERT INTO device (tenant, device, kind, device_group)
            SELECT q.tenant, q.device, q.kind, q.device_group
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS q (tenant, device, kind, device_group)
            JOIN tenant t ON t.id = q.tenant
            ON CONFLICT DO NOTHING
            """;

    static final String ADMISSIONS = """
            INSERT INTO device_key (tenant, device, kid, public_key, certificate, enrolled_at, confirmed_at)
            SELECT q.tenant, q.device, q.kid, q.public_key, q.certificate, q.at, q.confirmed_at
            FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::timestamptz[],
                        $7::timestamptz[])
                AS q (tenant, device, kid, public_key, certificate, at, confirmed_at)
            JOIN device d USING (tenant, device)
            ON CONFLICT DO NOTHING
            """;

    static final String SPENT = """
            INSERT INTO enrollment_token (tenant, token_hash, device, created_at, expires_at, spent_at, spent_kid)
            SELECT q.tenant, q.token_hash, q.device, q.at, q.at, q.at, q.kid
            FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::timestamptz[])
                AS q (tenant, device, kid, token_hash, at)
            JOIN tenant t ON t.id = q.tenant
            ON CONFLICT (tenant, token_hash) DO UPDATE
            SET spent_at = excluded.spent_at, spent_kid = excluded.spent_kid
            WHERE enrollment_token.spent_kid IS NULL
            """;

    static final String CANCEL = """
            UPDATE enrollment_token t
            SET spent_at = q.at
            FROM unnest($1::text[], $2::bytea[], $3::timestamptz[]) AS q (tenant, token_hash, at)
            WHERE t.tenant = q.tenant AND t.token_hash = q.token_hash AND t.spent_at IS NULL
            """;

    static final String RETIRE = """
            UPDATE device_key k
            SET retired_at = q.at
            FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS q (tenant, device, kid, at)
            WHERE k.tenant = q.tenant AND k.device = q.device AND k.kid = q.kid AND k.retired_at IS NULL
            """;

    static final String REVOKE = """
            UPDATE device_key k
            SET revoked_at = q.at
            FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS q (tenant, device, kid, at)
            WHERE k.tenant = q.tenant AND k.device = q.device AND k.kid = q.kid AND k.revoked_at IS NULL
            """;

    private KeptSql() {}
}
