-- Index: packages_tracking_id. Rows: one per package that moved, each locked before.
UPDATE packages p
SET status = q.status,
    sync_attempt_timestamp = q.sync_attempt_timestamp,
    last_sync_attempt = q.last_sync_attempt,
    picked_up_at = q.picked_up_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::int8[], $6::timestamptz[])
    AS q (tenant, tracking_id, status, sync_attempt_timestamp, last_sync_attempt, picked_up_at)
WHERE p.tenant = q.tenant
  AND p.tracking_id = q.tracking_id
