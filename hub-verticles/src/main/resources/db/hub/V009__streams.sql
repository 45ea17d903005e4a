-- Who is there: the streams on which devices are called, at whichever node they are open. A node that does not say that it lives
-- has none. No foreign key to device: a check would wait for the ledger's lock of the device.

CREATE TABLE stream_node (
    tenant   text        NOT NULL,
    node     uuid        NOT NULL,       -- made anew at each start
    alive_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, node)
);

CREATE TABLE device_stream (
    tenant    text        NOT NULL,
    device    text        NOT NULL,
    node      uuid        NOT NULL,
    opened_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, device)
);
