-- The store of one device. Times are ISO 8601 text in UTC, so that a person can read every table with sqlite3.
-- One statement ends with a semicolon at the end of a line; the reader of this file splits there.

-- One row per package that was dropped off here. It is pending while a change of it waits for its acknowledgement.
CREATE TABLE package (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    tracking_id        TEXT    NOT NULL UNIQUE,
    locker_id          TEXT    NOT NULL,
    status             TEXT    NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'synced')),
    drop_off_timestamp TEXT    NOT NULL,
    sync_attempt_count INTEGER NOT NULL DEFAULT 0,
    last_sync_attempt  TEXT,
    compartment        TEXT,
    recorded_at        TEXT    NOT NULL,
    synced_at          TEXT,
    picked_up_at       TEXT
) STRICT;

-- Serves the list and the number of what is pending.
CREATE INDEX package_pending ON package (id) WHERE status = 'pending';

-- The retained changes of the current epoch. hash is the head of the chain after this line; record_no counts up for ever
-- and survives a new epoch, in which seq and hash change.
CREATE TABLE outbox (
    lane            INTEGER NOT NULL,
    seq             INTEGER NOT NULL,
    record_no       INTEGER NOT NULL,
    change_id       TEXT    NOT NULL,
    type            TEXT    NOT NULL,
    op              TEXT    NOT NULL,
    package_id      INTEGER REFERENCES package (id),
    line            BLOB    NOT NULL,
    hash            BLOB    NOT NULL,
    recorded_at     TEXT    NOT NULL,
    acked_at        TEXT,
    attempts        INTEGER NOT NULL DEFAULT 0,
    last_attempt_at TEXT,
    PRIMARY KEY (lane, seq)
) STRICT, WITHOUT ROWID;

-- Serves the status and the custody of one package.
CREATE INDEX outbox_package ON outbox (package_id);

-- The ends of each chain: the last change, the last one acknowledged, and what came before the first one retained.
CREATE TABLE lane_head (
    lane      INTEGER PRIMARY KEY,
    seq       INTEGER NOT NULL,
    hash      BLOB    NOT NULL,
    acked_seq INTEGER NOT NULL DEFAULT 0,
    safe_seq  INTEGER NOT NULL DEFAULT 0,
    base_seq  INTEGER NOT NULL DEFAULT 0,
    base_hash BLOB    NOT NULL,
    CHECK (base_seq <= acked_seq AND acked_seq <= seq)
) STRICT;

-- One row: who this is, its epoch and its counters.
CREATE TABLE store (
    id                INTEGER PRIMARY KEY CHECK (id = 1),
    tenant            TEXT    NOT NULL,
    device            TEXT    NOT NULL,
    epoch             TEXT    NOT NULL,
    opened_at         TEXT    NOT NULL,
    record_no         INTEGER NOT NULL DEFAULT 0,
    exchange          INTEGER NOT NULL DEFAULT 0,
    settled_exchange  INTEGER NOT NULL DEFAULT 0,
    hlc               INTEGER NOT NULL DEFAULT 0,
    last_receipt_at   TEXT,
    verified_exchange INTEGER,
    verified_receipt  BLOB,
    verified_at       TEXT,
    verified_boot     TEXT,
    verified_up_ms    INTEGER
) STRICT;

-- Epochs that were given up while rows recorded in them (up to last_record_no) are still retained.
CREATE TABLE past_epoch (
    epoch          TEXT    PRIMARY KEY,
    reason         TEXT    NOT NULL,
    closed_at      TEXT    NOT NULL,
    last_record_no INTEGER NOT NULL
) STRICT;

CREATE TABLE past_head (
    epoch TEXT    NOT NULL REFERENCES past_epoch (epoch) ON DELETE CASCADE,
    lane  INTEGER NOT NULL,
    seq   INTEGER NOT NULL,
    hash  BLOB    NOT NULL,
    PRIMARY KEY (epoch, lane)
) STRICT, WITHOUT ROWID;

-- What the firmware asked under which key. request is the SHA-256 of the request, so that another one is told apart.
CREATE TABLE idempotency (
    key        TEXT    PRIMARY KEY,
    request    BLOB    NOT NULL,
    package_id INTEGER NOT NULL REFERENCES package (id),
    at         TEXT    NOT NULL
) STRICT;

-- The exchanges that carried changes, for custody. outcome is NULL until the exchange has ended.
CREATE TABLE attempt (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    epoch      TEXT    NOT NULL,
    exchange   INTEGER NOT NULL,
    at         TEXT    NOT NULL,
    outcome    TEXT,
    settled_at TEXT
) STRICT;

-- Serves the outcome of an exchange.
CREATE INDEX attempt_exchange ON attempt (exchange);

-- Which changes an attempt carried: of one lane, from one record number to another.
CREATE TABLE attempt_lane (
    attempt_id     INTEGER NOT NULL REFERENCES attempt (id) ON DELETE CASCADE,
    lane           INTEGER NOT NULL,
    from_record_no INTEGER NOT NULL,
    to_record_no   INTEGER NOT NULL,
    PRIMARY KEY (attempt_id, lane)
) STRICT, WITHOUT ROWID;

-- Completed clock samples that no verified receipt shows as told. told_in is the exchange that last carried them.
CREATE TABLE clock_sample (
    boot    TEXT    NOT NULL,
    t0_ms   INTEGER NOT NULL,
    t1_ms   INTEGER NOT NULL,
    t2_ms   INTEGER NOT NULL,
    t3_ms   INTEGER NOT NULL,
    told_in INTEGER,
    PRIMARY KEY (boot, t0_ms)
) STRICT;
