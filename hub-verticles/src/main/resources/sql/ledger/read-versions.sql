-- What the devices saw before they changed it. Index: entity_pkey, entity_version_pkey. Rows: one per concurrent change; none
-- where the version seen is the current one.
SELECT v.tenant, v.type, v.key, v.version, v.data, v.deleted, v.hlc, v.device
FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[]) AS q (tenant, type, key, version)
JOIN entity e ON e.tenant = q.tenant AND e.type = q.type AND e.key = q.key AND e.version <> q.version
JOIN entity_version v ON v.tenant = q.tenant AND v.type = q.type AND v.key = q.key AND v.version = q.version
