-- Finds what is old enough to be forgotten; rows come in the order of time, so a summary of blocks does, which costs writers nothing.
CREATE INDEX entity_version_recorded ON entity_version USING brin (recorded_at);
