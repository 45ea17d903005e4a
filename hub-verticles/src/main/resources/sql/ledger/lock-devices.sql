-- The lock of the group. In one order everywhere, so that two groups never wait for each other in a circle.
-- NO KEY: a foreign key of somebody else's insert may still look at the row.
-- Index: device_pkey. Rows: one per submission.
SELECT d.tenant, d.device, d.epoch, d.unsigned_epoch, d.last_seen_at, d.pending, d.battery_pct, d.waiting, d.forks, d.kind
FROM unnest($1::text[], $2::text[]) AS q (tenant, device)
JOIN device d ON d.tenant = q.tenant AND d.device = q.device
ORDER BY d.tenant, d.device
FOR NO KEY UPDATE OF d
