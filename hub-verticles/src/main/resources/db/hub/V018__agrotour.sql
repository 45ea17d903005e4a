-- A client that sends a change again is told of the conflict that it raised.
CREATE INDEX conflict_of_change ON conflict (tenant, change_id);

-- The conflicts of one type, the newest first.
CREATE INDEX conflict_of_type ON conflict (tenant, type, raised_at, id);
