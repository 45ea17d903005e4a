-- Index: entity_version_pkey. Rows: one per change of an entity.
INSERT INTO entity_version (tenant, type, key, version, data, deleted, device, epoch, lane, seq, hlc, recorded_at)
SELECT q.tenant, q.type, q.key, q.version, q.data::jsonb, q.deleted, q.device, q.epoch, q.lane, q.seq, q.hlc, q.recorded_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::text[], $6::bool[], $7::text[], $8::uuid[], $9::int2[],
            $10::int8[], $11::int8[], $12::timestamptz[])
    AS q (tenant, type, key, version, data, deleted, device, epoch, lane, seq, hlc, recorded_at)
