package ghosthunter.hub.operator;

/** The statements about logins, sessions and the lock-out. */
final class SessionSql {
    static final String CREDENTIAL = "SELECT role, tenant, password_hash, locked_at FROM operator WHERE name = $1";

    /**
     * Counts an attempt as failed before the password is looked at, so that guesses in parallel count too. No row: locked out.
     * A day without a failure forgives.
     */
    static final String ATTEMPT = """
            INSERT INTO login_failure AS f (subject, failures, last_at, locked_until)
            VALUES ($1, 1, now(), now())
            ON CONFLICT (subject) DO UPDATE
            SET failures = CASE WHEN f.last_at < now() - interval '1 day' THEN 1 ELSE f.failures + 1 END,
                last_at = now(),
                locked_until = now() + interval '1 second' * CASE
                    WHEN f.last_at < now() - interval '1 day' OR f.failures + 1 < $2 THEN 0
                    ELSE least($3 * 2 ^ least(f.failures + 1 - $2, 20), $4) END
            WHERE f.locked_until <= now()
            RETURNING failures
            """;

    static final String LOCKED_FOR_S = """
            SELECT greatest(1, ceil(extract(epoch FROM locked_until - now())))::bigint AS wait_s
            FROM login_failure
            WHERE subject = $1
            """;

    static final String FORGIVE = "DELETE FROM login_failure WHERE subject = $1";

    static final String OPEN = """
            WITH opened AS (
                INSERT INTO operator_session (id, operator, expires_at)
                VALUES ($1, $2, now() + $3 * interval '1 second')),
            told AS (
                UPDATE operator SET last_login_at = now() WHERE name = $2),
            swept AS (
                DELETE FROM operator_session WHERE expires_at < now())
            SELECT 1
            """;

    static final String ADD_REFRESH = """
            INSERT INTO operator_refresh (token_hash, session, expires_at)
            SELECT $1, id, least(expires_at, now() + $3 * interval '1 second')
            FROM operator_session
            WHERE id = $2
            """;

    /** Locks the token, so that of two at once only one spends it. */
    static final String LOCK_REFRESH = """
            SELECT r.session, r.spent_at IS NOT NULL AS spent, r.expires_at <= now() AS expired,
                   s.revoked_at IS NOT NULL OR o.locked_at IS NOT NULL AS ended, o.name, o.role, o.tenant
            FROM operator_refresh r
            JOIN operator_session s ON s.id = r.session
            JOIN operator o ON o.name = s.operator
            WHERE r.token_hash = $1
            FOR UPDATE OF r, s
            """;

    static final String SPEND_REFRESH = "UPDATE operator_refresh SET spent_at = now() WHERE token_hash = $1";

    static final String REVOKE = """
            UPDATE operator_session SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL
            """;

    static final String REVOKE_ALL_BUT = """
            UPDATE operator_session
            SET revoked_at = now()
            WHERE operator = $1 AND revoked_at IS NULL AND id IS DISTINCT FROM $2
            """;

    /** Asked for every request: a lock, a log-out or another role acts at once, whatever the access token says. */
    static final String ACTIVE = """
            SELECT o.name, o.role, o.tenant
            FROM operator_session s
            JOIN operator o ON o.name = s.operator
            WHERE s.id = $1 AND s.revoked_at IS NULL AND s.expires_at > now() AND o.locked_at IS NULL
            """;

    private SessionSql() {}
}
