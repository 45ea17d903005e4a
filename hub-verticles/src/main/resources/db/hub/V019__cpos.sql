-- Clients that only know a time ("what changed since?") are answered by transactions, not by clocks: one that commits late is in
-- the next answer, however long ago it began.

-- At this time at the latest, every transaction below was over. The time is a full minute that was still to come.
CREATE TABLE pull_mark (
    tenant text        NOT NULL REFERENCES tenant (id),
    at     timestamptz NOT NULL,
    below  xid8        NOT NULL,
    PRIMARY KEY (tenant, at)
);

-- When a device last asked for a type: whatever time it names, it cannot have seen what came later.
CREATE TABLE client_pull (
    tenant text        NOT NULL,
    device text        NOT NULL,
    type   text        NOT NULL,
    at     timestamptz NOT NULL,
    PRIMARY KEY (tenant, device, type)
);

-- People of dialects have their passwords with the operators, and no right in the hub's own API.
ALTER TABLE api_key
    DROP CONSTRAINT api_key_role_check,
    ADD CONSTRAINT api_key_role_check CHECK (role IN ('guest', 'viewer', 'operator', 'tenant-admin', 'system-admin'));

ALTER TABLE operator
    DROP CONSTRAINT operator_role_check,
    ADD CONSTRAINT operator_role_check CHECK (role IN ('guest', 'viewer', 'operator', 'tenant-admin', 'system-admin'));
