-- The commands of one device, the newest last; and those among them of which it has not said anything.
CREATE INDEX entity_command ON entity (tenant, audience, key) WHERE type = 'command';
