package ghosthunter.hub.directory;

/** The statements of enrollment. The database's clock alone decides what has expired: nodes may disagree. */
final class EnrollmentSql {
    /** Rows: one per token; thousands in one statement. */
    static final String CREATE_TOKENS = """
            INSERT INTO enrollment_token (tenant, token_hash, device, expires_at, kind, device_group)
            SELECT q.tenant, q.token_hash, q.device, now() + $4 * interval '1 second', $5, $6
            FROM unnest($1::text[], $2::bytea[], $3::text[]) AS q (tenant, token_hash, device)
            RETURNING expires_at
            """;

    /** Locks the token, so that of two keys at once only one can spend it. */
    static final String LOCK_TOKEN = """
            SELECT device, kind, device_group, spent_kid, spent_at IS NOT NULL AS spent, expires_at <= now() AS expired
            FROM enrollment_token
            WHERE tenant = $1 AND token_hash = $2
            FOR UPDATE
            """;

    static final String CREATE_DEVICE = """
            INSERT INTO device (tenant, device, kind, device_group)
            VALUES ($1, $2, coalesce($3, 'locker'), $4)
            ON CONFLICT (tenant, device) DO UPDATE
            SET kind = coalesce($3, device.kind), device_group = coalesce($4, device.device_group)
            """;

    /** The certificate that was made first stays: it is evidence. A key that was rotated in is confirmed by the token. */
    static final String CREATE_KEY = """
            INSERT INTO device_key (tenant, device, kid, public_key, certificate, confirmed_at)
            VALUES ($1, $2, $3, $4, $5, now())
            ON CONFLICT (tenant, device, kid) DO UPDATE
            SET confirmed_at = coalesce(device_key.confirmed_at, excluded.confirmed_at)
            """;

    static final String SPEND_TOKEN = """
            UPDATE enrollment_token
            SET spent_at = now(), spent_kid = $3
            WHERE tenant = $1 AND token_hash = $2 AND spent_at IS NULL
            """;

    private EnrollmentSql() {}
}
