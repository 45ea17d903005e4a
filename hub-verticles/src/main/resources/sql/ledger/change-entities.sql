-- Index: entity_pkey, entity_xid. Rows: one per entity that changed, each locked before.
UPDATE entity e
SET version = q.version,
    data = q.data::jsonb,
    deleted = q.deleted,
    clocks = q.clocks::jsonb,
    audience = q.audience,
    hlc = q.hlc,
    device = q.device,
    epoch = q.epoch,
    run_from = q.run_from,
    xid = pg_current_xact_id(),
    updated_at = q.updated_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::text[], $6::bool[], $7::text[], $8::text[], $9::int8[],
            $10::text[], $11::uuid[], $12::int8[], $13::timestamptz[])
    AS q (tenant, type, key, version, data, deleted, clocks, audience, hlc, device, epoch, run_from, updated_at)
WHERE e.tenant = q.tenant
  AND e.type = q.type
  AND e.key = q.key
