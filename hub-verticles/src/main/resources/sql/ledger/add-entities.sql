-- Index: entity_pkey, entity_xid. Rows: one per new entity, in one order everywhere. A conflict means that another device brought
-- the same key a moment ago: the group is read and judged again. Entries of a log are numbered as they come; the first of a tenant
-- locks its number, so that two groups cannot meet in them either.
INSERT INTO entity (tenant, type, key, version, data, deleted, clocks, audience, hlc, device, epoch, run_from, updated_at)
SELECT q.tenant, q.type, q.key, q.version, q.data::jsonb, q.deleted, q.clocks::jsonb, q.audience, q.hlc, q.device, q.epoch,
       q.run_from, q.updated_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::text[], $6::bool[], $7::text[], $8::text[], $9::int8[],
            $10::text[], $11::uuid[], $12::int8[], $13::timestamptz[])
    WITH ORDINALITY
    AS q (tenant, type, key, version, data, deleted, clocks, audience, hlc, device, epoch, run_from, updated_at, place)
ORDER BY q.tenant, q.type, CASE WHEN q.type LIKE '%-log' THEN q.place END, q.key
