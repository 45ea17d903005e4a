package ghosthunter.hub.directory;

/** The statements of enrollment. The database's clock alone decides what has expired: nodes may disagree. */
final class EnrollmentSql {
    static final String CREATE_TOKEN = """
            INSERT INTO enrollment_token (tenant, token_hash, device, expires_at)
            VALUES ($1, $2, $3, now() + $4 * interval '1 second')
            RETURNING expires_at
            """;

    /** Locks the token, so that of two keys at once only one can spend it. */
    static final String LOCK_TOKEN = """
            SELECT device, spent_kid, expires_at <= now() AS expired
            FROM enrollment_token
            WHERE tenant = $1 AND token_hash = $2
            FOR UPDATE
            """;

    static final String CREATE_DEVICE = """
            INSERT INTO device (tenant, device)
            VALUES ($1, $2)
            ON CONFLICT DO NOTHING
            """;

    /** The certificate that was made first stays: it is evidence. */
    static final String CREATE_KEY = """
            INSERT INTO device_key (tenant, device, kid, public_key, certificate)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING
            """;

    static final String SPEND_TOKEN = """
            UPDATE enrollment_token
            SET spent_at = now(), spent_kid = $3
            WHERE tenant = $1 AND token_hash = $2 AND spent_at IS NULL
            """;

    static final String CERTIFICATE = """
            SELECT certificate
            FROM device_key
            WHERE tenant = $1 AND device = $2 AND kid = $3 AND revoked_at IS NULL
            """;

    private EnrollmentSql() {}
}
