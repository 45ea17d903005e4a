-- Index: finding_tenant_kind_device_subject_key. Rows: few. What shows again counts up and is open again.
INSERT INTO finding (tenant, device, kind, subject, detail, count, first_at, last_at)
SELECT q.tenant, q.device, q.kind, q.subject, q.detail::jsonb, q.count, q.first_at, q.last_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::timestamptz[],
            $8::timestamptz[])
    AS q (tenant, device, kind, subject, detail, count, first_at, last_at)
ORDER BY q.tenant, q.kind, q.device, q.subject
ON CONFLICT (tenant, kind, device, subject) DO UPDATE
SET detail = excluded.detail,
    count = finding.count + excluded.count,
    last_at = excluded.last_at,
    closed_at = NULL,
    closed_by = NULL,
    closed_because = NULL
