-- What syncs both ways. The ledger stays what it is; entity and all below derive from it, but for the words of operators.

-- What is written at the centre is a change too, of this device: operators, resolved conflicts, dialects.
ALTER TABLE device
    DROP CONSTRAINT device_kind_check,
    ADD CONSTRAINT device_kind_check CHECK (kind IN ('locker', 'terminal', 'mobile', 'hub'));

-- The current state of everything that is not a package. A tombstone keeps its last data. The versions run_from to version are
-- an unbroken run of clean writes of one device in one epoch; epoch NULL: made by the hub (a merge, a decision, a revert).
CREATE TABLE entity (
    tenant     text        NOT NULL REFERENCES tenant (id),
    type       text        NOT NULL,
    key        text        NOT NULL,
    version    bigint      NOT NULL CHECK (version >= 1),
    data       jsonb       NOT NULL,
    deleted    boolean     NOT NULL DEFAULT false,
    clocks     jsonb       NOT NULL DEFAULT '{}',   -- of each field its last write: {"field": [hlc, "device"]}
    audience   text        NOT NULL DEFAULT '*',    -- '*' everybody, 'g:NAME' a group, 'd:DEVICE' one device
    hlc        bigint      NOT NULL,                -- of the last write
    device     text        NOT NULL,                -- of the last write
    epoch      uuid,
    run_from   bigint      NOT NULL,
    xid        xid8        NOT NULL DEFAULT pg_current_xact_id(),  -- each write sets it anew; the poller reads by it
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, type, key)
);

CREATE INDEX entity_xid ON entity (xid);

-- Whoever writes, with whatever SQL: the poller finds what changed by xid, devices tell states apart by version, and what a device
-- wrote itself is not sent to it, by epoch. Who changes something and says nothing of the version wrote for the hub.
CREATE FUNCTION ghosthunter_entity_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.xid := pg_current_xact_id();
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.tenant, NEW.type, NEW.key) <> (OLD.tenant, OLD.type, OLD.key) THEN
            RAISE EXCEPTION 'an entity keeps its tenant, type and key' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.version = OLD.version
           AND (NEW.data, NEW.deleted, NEW.audience) IS DISTINCT FROM (OLD.data, OLD.deleted, OLD.audience) THEN
            NEW.version := OLD.version + 1;
            NEW.run_from := NEW.version;
            NEW.epoch := NULL;
            NEW.device := 'hub';
            NEW.updated_at := now();
        END IF;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER entity_written
    BEFORE INSERT OR UPDATE ON entity
    FOR EACH ROW EXECUTE FUNCTION ghosthunter_entity_written();

-- Serves a scan: all that is there for an audience.
CREATE INDEX entity_scan ON entity (tenant, audience, type, key) WHERE NOT deleted;

-- Every state that an entity ever had, but for notices, which have no past. lane and seq name the change that made it, in (device,
-- epoch); NULL where a rebuild of the stock made it.
CREATE TABLE entity_version (
    tenant      text        NOT NULL,
    type        text        NOT NULL,
    key         text        NOT NULL,
    version     bigint      NOT NULL,
    data        jsonb       NOT NULL,
    deleted     boolean     NOT NULL,
    device      text        NOT NULL,
    epoch       uuid,
    lane        smallint,
    seq         bigint,
    hlc         bigint      NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, type, key, version)
);

-- A concurrent change and what became of it: both versions and what both began from. The losing data are never gone.
CREATE TABLE conflict (
    tenant           text        NOT NULL,
    id               uuid        NOT NULL,
    type             text        NOT NULL,
    key              text        NOT NULL,
    change_id        uuid        NOT NULL,
    device           text        NOT NULL,
    epoch            uuid        NOT NULL,
    lane             smallint    NOT NULL,
    seq              bigint      NOT NULL,
    op               text        NOT NULL,
    base_version     bigint      NOT NULL,
    base             jsonb,                         -- NULL where nothing is known of it
    current_version  bigint      NOT NULL,          -- 0 where the entity was not there
    current          jsonb,
    incoming         jsonb       NOT NULL,
    result           jsonb,                         -- NULL while it waits for a person
    tier             smallint    NOT NULL CHECK (tier BETWEEN 1 AND 3),  -- rule, heuristic, person
    rule             text        NOT NULL,
    confidence       double precision NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    outcome          text        NOT NULL CHECK (outcome IN ('incoming', 'current', 'merged', 'pending', 'rejected')),
    reason           text,
    suggestion       text,
    raised_at        timestamptz NOT NULL,
    resolved_version bigint,
    resolved_at      timestamptz,
    resolved_by      text,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, device, epoch, lane, seq)
);

CREATE INDEX conflict_of_entity ON conflict (tenant, type, key);
CREATE INDEX conflict_raised ON conflict (tenant, raised_at, id);
CREATE INDEX conflict_pending ON conflict (tenant, raised_at, id) WHERE outcome = 'pending';

-- The history of a conflict: raised, decided, resolved, refused.
CREATE TABLE conflict_event (
    tenant   text        NOT NULL,
    conflict uuid        NOT NULL,
    number   integer     NOT NULL,
    at       timestamptz NOT NULL,
    actor    text        NOT NULL,                  -- an operator, a device or the hub
    what     text        NOT NULL,
    detail   jsonb       NOT NULL,
    PRIMARY KEY (tenant, conflict, number),
    FOREIGN KEY (tenant, conflict) REFERENCES conflict (tenant, id)
);

-- Stock is the sum of these. version is the one that the delta made, counted_after the stock in it.
CREATE TABLE inventory_event (
    tenant        text        NOT NULL,
    type          text        NOT NULL,
    key           text        NOT NULL,
    device        text        NOT NULL,
    epoch         uuid        NOT NULL,
    lane          smallint    NOT NULL,
    seq           bigint      NOT NULL,
    version       bigint      NOT NULL,
    delta         bigint      NOT NULL,
    counted_after bigint      NOT NULL,
    recorded_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant, device, epoch, lane, seq)
);

CREATE UNIQUE INDEX inventory_event_of ON inventory_event (tenant, type, key, version);

CREATE TABLE device_group (
    tenant text NOT NULL,
    name   text NOT NULL,
    device text NOT NULL,
    PRIMARY KEY (tenant, name, device),
    FOREIGN KEY (tenant, device) REFERENCES device (tenant, device)
);

CREATE INDEX device_group_of ON device_group (tenant, device);

-- The newest position of each entity for each audience that it has or had. One that it left keeps its row, present = false,
-- so that devices of that audience hear of it, whenever they come.
CREATE TABLE entity_feed (
    tenant   text    NOT NULL,
    type     text    NOT NULL,
    key      text    NOT NULL,
    audience text    NOT NULL,
    lsn      bigint  NOT NULL,                      -- just behind the commit; polled or healed: of that moment
    idx      integer NOT NULL,                      -- in the transaction, from 1
    present  boolean NOT NULL,
    version  bigint  NOT NULL,
    PRIMARY KEY (tenant, type, key, audience)
);

-- Serves news: what changed behind a cursor.
CREATE INDEX entity_feed_position ON entity_feed (tenant, audience, lsn, idx);

-- How far the feed of this database is: one row.
CREATE TABLE feed_state (
    one         boolean     PRIMARY KEY DEFAULT true CHECK (one),
    incarnation uuid        NOT NULL DEFAULT gen_random_uuid(),  -- made anew where positions cannot be compared with those before
    system_id   text        NOT NULL,                            -- what positions are of: server, database, timeline, table
    mode        text        NOT NULL CHECK (mode IN ('stream', 'poll')),
    lsn         bigint      NOT NULL,                            -- all before it is fed; what comes has greater positions
    fed_below   xid8,                                            -- poll: every transaction below it is fed
    healed_at   timestamptz                                      -- of the last whole comparison; NULL: one is due
);
