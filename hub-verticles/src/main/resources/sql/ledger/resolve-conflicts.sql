-- Index: conflict_pkey. Rows: one per resolution, each locked before.
UPDATE conflict c
SET outcome = q.outcome,
    result = q.result::jsonb,
    resolved_version = q.version,
    resolved_at = q.at,
    resolved_by = q.by
FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::int8[], $6::timestamptz[], $7::text[])
    AS q (tenant, id, outcome, result, version, at, by)
WHERE c.tenant = q.tenant
  AND c.id = q.id
