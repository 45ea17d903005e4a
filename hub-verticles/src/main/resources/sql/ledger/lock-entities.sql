-- The entities that are there, locked in one order everywhere, after the packages.
-- Index: entity_pkey. Rows: one per entity that is spoken of; none for new ones.
SELECT e.tenant, e.type, e.key, e.version, e.data, e.deleted, e.clocks, e.audience, e.hlc, e.device, e.epoch, e.run_from,
       e.updated_at
FROM unnest($1::text[], $2::text[], $3::text[]) AS q (tenant, type, key)
JOIN entity e ON e.tenant = q.tenant AND e.type = q.type AND e.key = q.key
ORDER BY e.tenant, e.type, e.key
FOR NO KEY UPDATE OF e
