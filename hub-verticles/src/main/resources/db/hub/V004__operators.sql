-- Who may look and act at the hub, and what they did. An operator of one tenant names it; only a system admin has none.

CREATE TABLE operator (
    name          text        PRIMARY KEY,
    role          text        NOT NULL CHECK (role IN ('viewer', 'operator', 'tenant-admin', 'system-admin')),
    tenant        text        REFERENCES tenant (id),
    password_hash text        NOT NULL,      -- argon2id, in the PHC text form
    created_at    timestamptz NOT NULL DEFAULT now(),
    created_by    text        NOT NULL,
    locked_at     timestamptz,               -- by an admin; the lock-out after failures is login_failure's
    last_login_at timestamptz,
    CHECK ((role = 'system-admin') = (tenant IS NULL))
);

CREATE INDEX operator_tenant ON operator (tenant, name);

-- One login and what was refreshed from it.
CREATE TABLE operator_session (
    id         uuid        PRIMARY KEY,
    operator   text        NOT NULL REFERENCES operator (name) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,         -- no refresh reaches beyond it
    revoked_at timestamptz
);

CREATE INDEX operator_session_operator ON operator_session (operator);
CREATE INDEX operator_session_expires_at ON operator_session (expires_at);

-- Each refresh spends its token and makes the next. A spent one that comes again was stolen: its session ends.
CREATE TABLE operator_refresh (
    token_hash bytea       PRIMARY KEY,      -- SHA-256; the token itself is never stored
    session    uuid        NOT NULL REFERENCES operator_session (id) ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    spent_at   timestamptz
);

CREATE INDEX operator_refresh_session ON operator_refresh (session);

-- Makes the first system admin, and only the first.
CREATE TABLE operator_bootstrap (
    token_hash bytea       PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

-- Failed logins in a row. The subject is an operator, or one of 65,536 buckets into which all unknown names fall, so that
-- guessing names neither shows which exist nor fills the table.
CREATE TABLE login_failure (
    subject      text        PRIMARY KEY,
    failures     integer     NOT NULL,
    last_at      timestamptz NOT NULL,
    locked_until timestamptz NOT NULL
);

CREATE TABLE api_key (
    id         uuid        PRIMARY KEY,
    key_hash   bytea       NOT NULL UNIQUE,  -- SHA-256 of 256 random bits; the key itself is shown once
    name       text        NOT NULL,
    role       text        NOT NULL CHECK (role IN ('viewer', 'operator', 'tenant-admin', 'system-admin')),
    tenant     text        REFERENCES tenant (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by text        NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    CHECK ((role = 'system-admin') = (tenant IS NULL))
);

CREATE INDEX api_key_tenant ON api_key (tenant, id);

-- Append-only. Every action has a row before it begins, and one with the same request when it was answered.
CREATE TABLE operator_event (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request    uuid        NOT NULL,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    stage      text        NOT NULL CHECK (stage IN ('asked', 'done', 'refused')),
    actor_kind text        NOT NULL CHECK (actor_kind IN ('operator', 'api-key', 'oidc', 'command', 'nobody')),
    actor      text        NOT NULL,
    role       text,
    tenant     text,                         -- the actor's; NULL: the whole installation
    action     text        NOT NULL,         -- method and path, or a command
    detail     jsonb       NOT NULL,
    address    text                          -- where the request came from
);

CREATE INDEX operator_event_tenant ON operator_event (tenant, id);

CREATE FUNCTION operator_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'operator_event is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER operator_event_rows_stay
    BEFORE UPDATE OR DELETE ON operator_event
    FOR EACH ROW EXECUTE FUNCTION operator_event_is_append_only();

CREATE TRIGGER operator_event_stays
    BEFORE TRUNCATE ON operator_event
    FOR EACH STATEMENT EXECUTE FUNCTION operator_event_is_append_only();
