-- The conflicts that operators resolve, locked after the entities. Index: conflict_pkey, conflict_event_pkey. Rows: one per
-- resolution.
SELECT c.tenant, c.id, c.type, c.key, c.outcome,
       (SELECT max(e.number) FROM conflict_event e WHERE e.tenant = c.tenant AND e.conflict = c.id) AS events
FROM unnest($1::text[], $2::uuid[]) AS q (tenant, id)
JOIN conflict c ON c.tenant = q.tenant AND c.id = q.id
ORDER BY c.tenant, c.id
FOR NO KEY UPDATE OF c
