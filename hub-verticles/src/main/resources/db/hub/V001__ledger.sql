-- The ledger and what it stands on. The tenant is part of every key from the first day.

CREATE TABLE tenant (
    id          text        PRIMARY KEY,
    name        text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
);

INSERT INTO tenant (id, name) VALUES ('default', 'Default');

-- What sits at the edge. battery_pct and epoch are as the device last told them, pending less what that exchange
-- acknowledged. The lock of a device's row is the lock of all that hangs from it: its epochs, heads, its part of the ledger
-- and of the quarantine.
CREATE TABLE device (
    tenant         text        NOT NULL REFERENCES tenant (id),
    device         text        NOT NULL,
    kind           text        NOT NULL DEFAULT 'locker' CHECK (kind IN ('locker', 'terminal', 'mobile')),
    created_at     timestamptz NOT NULL DEFAULT now(),
    epoch          uuid,
    unsigned_epoch uuid,                     -- the epoch in which the hub chains for a client that does not sign
    last_seen_at   timestamptz,
    pending        bigint      NOT NULL DEFAULT 0,
    battery_pct    smallint,
    forks          bigint      NOT NULL DEFAULT 0,  -- epochs of which a history forked
    PRIMARY KEY (tenant, device)
);

CREATE TABLE device_key (
    tenant      text        NOT NULL,
    device      text        NOT NULL,
    kid         text        NOT NULL,        -- RFC 7638 thumbprint
    public_key  bytea       NOT NULL CHECK (length(public_key) = 32),
    certificate text        NOT NULL,        -- the JWS with which the hub enrolled it
    enrolled_at timestamptz NOT NULL DEFAULT now(),
    revoked_at  timestamptz,
    PRIMARY KEY (tenant, device, kid),
    FOREIGN KEY (tenant, device) REFERENCES device (tenant, device)
);

CREATE TABLE enrollment_token (
    tenant     text        NOT NULL REFERENCES tenant (id),
    token_hash bytea       NOT NULL,         -- SHA-256; the token itself is never stored
    device     text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    spent_at   timestamptz,
    spent_kid  text,                         -- the key that spent it: the same key may repeat the request
    PRIMARY KEY (tenant, token_hash)
);

-- One incarnation of a device's store. last_exchange: a delayed statement revives nothing. verified_exchange: the newest
-- receipt of which the device said that it verified it.
CREATE TABLE device_epoch (
    tenant            text        NOT NULL,
    device            text        NOT NULL,
    epoch             uuid        NOT NULL,
    first_seen_at     timestamptz NOT NULL,
    last_exchange     bigint      NOT NULL DEFAULT 0,
    verified_exchange bigint      NOT NULL DEFAULT 0,
    forked            boolean     NOT NULL DEFAULT false,
    PRIMARY KEY (tenant, device, epoch),
    FOREIGN KEY (tenant, device) REFERENCES device (tenant, device)
);

-- The last change of each chain. safe_seq is what every backup inside the restore horizon contains: the head rotates
-- next_safe -> safe each time the horizon has passed, so no scan is needed to know it. gap_from is the lowest seq that the
-- device sent beyond the head, until the gap is filled.
CREATE TABLE chain_head (
    tenant        text        NOT NULL,
    device        text        NOT NULL,
    epoch         uuid        NOT NULL,
    lane          smallint    NOT NULL,      -- Lane.weight()
    seq           bigint      NOT NULL CHECK (seq >= 0),
    hash          bytea       NOT NULL CHECK (length(hash) = 32),
    safe_seq      bigint      NOT NULL DEFAULT 0,
    next_safe_seq bigint      NOT NULL DEFAULT 0,
    next_safe_at  timestamptz NOT NULL,
    gap_from      bigint,
    PRIMARY KEY (tenant, device, epoch, lane),
    FOREIGN KEY (tenant, device, epoch) REFERENCES device_epoch (tenant, device, epoch)
);

-- Append-only. A line that could not be parsed has no type, key, op, at; where not even its id could be read, change_id is
-- made from its SHA-256 (UUIDv8), so that the line is recognised when it comes again in a new epoch.
CREATE TABLE ledger (
    tenant            text        NOT NULL,
    device            text        NOT NULL,
    epoch             uuid        NOT NULL,
    lane              smallint    NOT NULL,
    seq               bigint      NOT NULL,
    line              bytea       NOT NULL,  -- verbatim
    hash              bytea       NOT NULL,  -- the head after this line
    change_id         uuid        NOT NULL,
    variant           smallint,              -- 0 first with its id; 1.. same id, other bytes; NULL a repeat
    type              text,
    key               text,
    op                text,
    at                timestamptz,           -- the device's wall clock
    hlc               bigint,                -- capped at what the hub can believe
    occurred_at       timestamptz NOT NULL,  -- hub time, middle of the interval
    occurred_error_ms bigint      NOT NULL,
    clock_state       text        NOT NULL CHECK (clock_state IN ('synced', 'holdover', 'untrusted')),
    exchange          bigint      NOT NULL,  -- the exchange that brought it
    received_at       timestamptz NOT NULL,
    recorded_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant, device, epoch, lane, seq)
);

-- Serves "was this change recorded before" (a repeat has variant NULL and conflicts with nothing).
CREATE UNIQUE INDEX ledger_change_id ON ledger (tenant, device, change_id, variant);

-- Serves custody: the history of one key.
CREATE INDEX ledger_key ON ledger (tenant, key, type) WHERE key IS NOT NULL;

-- The evidence of every exchange that moved a head. Heartbeats leave none. A receipt for exchange covered_from or later
-- covers what was appended: later than exchange only where the statement had arrived late.
CREATE TABLE evidence (
    tenant            text        NOT NULL,
    device            text        NOT NULL,
    epoch             uuid        NOT NULL,
    exchange          bigint      NOT NULL,
    statement_hash    bytea       NOT NULL,
    statement         text,                  -- the signed JWS; NULL where the hub chained for an unsigned client
    dialect           text,                  -- set where statement is NULL
    covered_from      bigint      NOT NULL DEFAULT 0,
    lanes             jsonb       NOT NULL,  -- [{"lane","from","to","attempt"}], the part that was appended
    received_at       timestamptz NOT NULL,
    recorded_at       timestamptz NOT NULL,
    verified_receipt  bytea,                 -- SHA-256 of the receipt that the device says it verified
    verified_at       timestamptz,           -- hub time, middle of the interval
    verified_error_ms bigint,
    PRIMARY KEY (tenant, device, epoch, exchange, statement_hash)
);

-- Serves the end of the last mile: what does this verified receipt cover.
CREATE INDEX evidence_unverified ON evidence (tenant, device, epoch, covered_from) WHERE verified_at IS NULL;

-- The newest few samples of each boot; the ledger drops the oldest.
CREATE TABLE clock_sample (
    tenant text   NOT NULL,
    device text   NOT NULL,
    boot   text   NOT NULL,
    t0_ms  bigint NOT NULL,
    t1_ms  bigint NOT NULL,
    t2_ms  bigint NOT NULL,
    t3_ms  bigint NOT NULL,
    PRIMARY KEY (tenant, device, boot, t0_ms),
    FOREIGN KEY (tenant, device) REFERENCES device (tenant, device)
);

-- Recorded and acknowledged, but not projected. Later changes of the key by the same device wait behind it. released_as:
-- projected, conflict (a finding tells) or dismissed (by an operator).
CREATE TABLE quarantine (
    tenant         text        NOT NULL,
    device         text        NOT NULL,
    epoch          uuid        NOT NULL,
    lane           smallint    NOT NULL,
    seq            bigint      NOT NULL,
    type           text,
    key            text,
    reason         text        NOT NULL,
    quarantined_at timestamptz NOT NULL,
    released_at    timestamptz,
    released_as    text CHECK (released_as IN ('projected', 'conflict', 'dismissed')),
    PRIMARY KEY (tenant, device, epoch, lane, seq),
    FOREIGN KEY (tenant, device, epoch, lane, seq) REFERENCES ledger (tenant, device, epoch, lane, seq)
);

CREATE INDEX quarantine_waiting ON quarantine (tenant, device, type, key) WHERE released_at IS NULL;

-- What an operator must see. One row per subject; a repetition counts up.
CREATE TABLE finding (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant     text        NOT NULL REFERENCES tenant (id),
    kind       text        NOT NULL,
    device     text        NOT NULL,
    subject    text        NOT NULL,         -- what exactly: a tracking id, an epoch and lane, a change id
    detail     jsonb       NOT NULL,
    count      bigint      NOT NULL DEFAULT 1,
    first_at   timestamptz NOT NULL,
    last_at    timestamptz NOT NULL,
    closed_at  timestamptz,
    UNIQUE (tenant, kind, device, subject)
);

-- The lines of a fork that was refused: evidence, kept within a limit per device.
CREATE TABLE fork_evidence (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant         text        NOT NULL,
    device         text        NOT NULL,
    epoch          uuid        NOT NULL,
    lane           smallint    NOT NULL,
    from_seq       bigint      NOT NULL,
    statement_hash bytea       NOT NULL,
    statement      text        NOT NULL,
    lines          bytea[]     NOT NULL,
    received_at    timestamptz NOT NULL,
    UNIQUE (tenant, device, epoch, lane, statement_hash),
    FOREIGN KEY (tenant, device) REFERENCES device (tenant, device)
);
