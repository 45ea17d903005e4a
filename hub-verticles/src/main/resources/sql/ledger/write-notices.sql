-- What devices are told of their changes, under the change's id. Index: entity_pkey, entity_xid. Rows: one per change that was
-- refused or sold too much. An id that comes again with other bytes is told again; one that another device uses is not.
INSERT INTO entity (tenant, type, key, version, data, audience, hlc, device, run_from, updated_at)
SELECT q.tenant, 'notice', q.key, 1, q.data::jsonb, q.audience, q.hlc, q.device, 1, q.updated_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::text[], $7::timestamptz[])
    AS q (tenant, key, data, audience, hlc, device, updated_at)
ORDER BY q.tenant, q.key
ON CONFLICT (tenant, type, key) DO UPDATE
SET version = entity.version + 1,
    data = excluded.data,
    deleted = false,
    hlc = excluded.hlc,
    device = excluded.device,
    epoch = NULL,
    run_from = entity.version + 1,
    xid = pg_current_xact_id(),
    updated_at = excluded.updated_at
WHERE entity.audience = excluded.audience
