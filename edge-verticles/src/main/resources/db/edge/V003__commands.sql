-- What the centre asks of this device, and what its doors are at.

-- One row per command that was ever heard of, so that none is done twice; what it says stands in the mirror. It is good until
-- until_up_ms on the clock of that boot, and void in another one. started is written before the door moves.
CREATE TABLE command (
    no          INTEGER PRIMARY KEY AUTOINCREMENT,
    key         TEXT    NOT NULL UNIQUE,
    boot        TEXT    NOT NULL,
    until_up_ms INTEGER NOT NULL,
    state       TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'started', 'ended'))
) STRICT;

-- Serves the next one, and what a crash has left; nearly always none.
CREATE INDEX command_open ON command (state, no) WHERE state <> 'ended';

-- One row per package of which a code was tried. used: the counter of the last code that was taken, and none up to it is good any
-- more. refused: wrong ones since then or since the centre gave out the code issued. Until until_up_ms on the clock of that boot
-- none is looked at. started: a door was told to open, and has not answered yet.
CREATE TABLE pickup (
    tracking_id TEXT    PRIMARY KEY,
    used        INTEGER NOT NULL DEFAULT 0,
    issued      INTEGER NOT NULL DEFAULT 0,
    refused     INTEGER NOT NULL DEFAULT 0,
    boot        TEXT    NOT NULL,
    until_up_ms INTEGER NOT NULL DEFAULT 0,
    started     INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Serves what a crash has left.
CREATE INDEX pickup_started ON pickup (tracking_id) WHERE started = 1;

-- One row: the settings that the centre has set, as JSON. They stand over those of the file.
CREATE TABLE centre_settings (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    settings TEXT    NOT NULL
) STRICT;

INSERT INTO centre_settings (id, settings) VALUES (1, '{}');
