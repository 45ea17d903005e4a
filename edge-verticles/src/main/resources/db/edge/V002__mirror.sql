-- What the hub keeps, as this device knows it, and its own writes to that until the hub has them.

-- The mirror: one row per entity. A page from the hub moves version, server_data and deleted; a write here moves local_data and
-- local_deleted, and stands until no change of the entity is pending any more. version is the newest that was heard of, 0 for
-- none; a tombstone keeps its row, so that nothing older brings the entity back. gone: the hub says that it is no more for this
-- device, and the row stays only for what is pending. scan_id: the scan that last brought it.
CREATE TABLE entity (
    type          TEXT    NOT NULL,
    key           TEXT    NOT NULL,
    version       INTEGER NOT NULL DEFAULT 0,
    server_data   TEXT,
    deleted       INTEGER NOT NULL DEFAULT 0,
    local_data    TEXT,
    local_deleted INTEGER NOT NULL DEFAULT 0,
    pending       INTEGER NOT NULL DEFAULT 0 CHECK (pending >= 0),
    gone          INTEGER NOT NULL DEFAULT 0,
    scan_id       TEXT,
    data          TEXT    AS (coalesce(local_data, server_data)),
    visible       INTEGER AS (CASE WHEN local_data IS NOT NULL THEN local_deleted = 0
                                   ELSE server_data IS NOT NULL AND deleted = 0 END),
    PRIMARY KEY (type, key)
) STRICT;

-- Serves the list of a type, in the order of keys, and how many there are.
CREATE INDEX entity_visible ON entity (type, visible, key);

-- Serves what is pending; nearly always a few rows.
CREATE INDEX entity_pending ON entity (type, key) WHERE pending > 0;

-- One row: where the next pull goes on. A cursor counts in the epoch in which it was given. scan_id is the scan under way.
-- reread: the hub lost changes, so all is read anew once they are there again.
CREATE TABLE pull_state (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    epoch   TEXT,
    cursor  TEXT,
    scan_id TEXT,
    reread  INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO pull_state (id) VALUES (1);

-- The entity that a change belongs to; NULL for packages and declarations.
ALTER TABLE outbox ADD COLUMN entity_key TEXT;

-- Serves the number of pending changes of an entity.
CREATE INDEX outbox_entity ON outbox (type, entity_key, acked_at) WHERE entity_key IS NOT NULL AND acked_at IS NULL;

-- A key is of a package or of a write to an entity, whose first answer is kept as text.
CREATE TABLE idempotency_2 (
    key        TEXT    PRIMARY KEY,
    request    BLOB    NOT NULL,
    package_id INTEGER REFERENCES package (id),
    answer     TEXT,
    at         TEXT    NOT NULL,
    CHECK ((package_id IS NULL) <> (answer IS NULL))
) STRICT;

INSERT INTO idempotency_2 (key, request, package_id, at) SELECT key, request, package_id, at FROM idempotency ORDER BY rowid;

DROP TABLE idempotency;

ALTER TABLE idempotency_2 RENAME TO idempotency;
