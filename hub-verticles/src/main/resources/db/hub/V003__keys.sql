-- The life of keys. A key is next (confirmed_at is NULL) from its rotation until the first exchange that it signs, then live;
-- retired when another took its place; revoked when it must not speak any more. admitted_until: what a revoked or retired key
-- signs until then is recorded as untrusted evidence.

ALTER TABLE device ADD COLUMN device_group text CHECK (length(device_group) BETWEEN 1 AND 64);

CREATE INDEX device_of_group ON device (tenant, device_group, device) WHERE device_group IS NOT NULL;

ALTER TABLE device_key
    ADD COLUMN confirmed_at   timestamptz,
    ADD COLUMN retired_at     timestamptz,
    ADD COLUMN admitted_until timestamptz;

UPDATE device_key SET confirmed_at = enrolled_at;

-- What the device becomes; NULL leaves it as it is. A token that an operator gave up is spent by no key.
ALTER TABLE enrollment_token
    ADD COLUMN kind         text CHECK (kind IN ('locker', 'terminal', 'mobile')),
    ADD COLUMN device_group text CHECK (length(device_group) BETWEEN 1 AND 64);

-- Serves "give up the open tokens of this device".
CREATE INDEX enrollment_token_open ON enrollment_token (tenant, device) WHERE spent_at IS NULL;

-- Changes that a revoked or retired key signed: they wait for nobody, nothing waits behind them, and nothing but an operator
-- releases them.
ALTER TABLE quarantine ADD COLUMN untrusted boolean NOT NULL DEFAULT false;
