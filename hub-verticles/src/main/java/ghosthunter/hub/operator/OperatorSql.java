package ghosthunter.hub.operator;

/** The statements about operators. The database's clock alone decides what has expired: nodes may disagree. */
final class OperatorSql {
    /** Whoever adds, changes or removes operators waits here, so that the last system admin cannot be taken away by two. */
    static final String ADMIN_LOCK = "SELECT pg_advisory_xact_lock(7203114, 4)";

    /** People of a dialect are operators too, and none of them may keep the first system admin out. */
    static final String ANY_ADMIN = "SELECT EXISTS (SELECT FROM operator WHERE role = 'system-admin') AS found";

    static final String DROP_BOOTSTRAP = "DELETE FROM operator_bootstrap";

    static final String CREATE_BOOTSTRAP = """
            INSERT INTO operator_bootstrap (token_hash, expires_at)
            VALUES ($1, now() + $2 * interval '1 second')
            """;

    static final String BOOTSTRAP = "SELECT 1 FROM operator_bootstrap WHERE token_hash = $1 AND expires_at > now()";

    static final String ADD = """
            INSERT INTO operator (name, role, tenant, password_hash, created_by)
            VALUES ($1, $2, $3, $4, $5)
            """;

    static final String ONE = """
            SELECT name, role, tenant, created_at, created_by, locked_at, last_login_at
            FROM operator
            WHERE name = $1
            """;

    /** Of all tenants where none is named. Ordered by the primary key, or by operator_tenant. */
    static final String PAGE = """
            SELECT name, role, tenant, created_at, created_by, locked_at, last_login_at
            FROM operator
            WHERE ($1::text IS NULL OR tenant = $1)
              AND ($2::text IS NULL OR name > $2)
            ORDER BY name
            LIMIT $3
            """;

    static final String OTHER_SYSTEM_ADMIN = """
            SELECT EXISTS (
                SELECT FROM operator
                WHERE role = 'system-admin' AND locked_at IS NULL AND name <> $1) AS found
            """;

    /** What is null stays as it is. */
    static final String CHANGE = """
            UPDATE operator
            SET role = $2,
                tenant = $3,
                password_hash = coalesce($4, password_hash),
                locked_at = CASE WHEN $5 THEN coalesce(locked_at, now()) END
            WHERE name = $1
            """;

    static final String SET_PASSWORD = "UPDATE operator SET password_hash = $2 WHERE name = $1";

    static final String REMOVE = "DELETE FROM operator WHERE name = $1";

    private OperatorSql() {}
}
