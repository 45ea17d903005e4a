-- The packages that are there, locked in one order everywhere, after the devices.
-- Index: packages_tracking_id. Rows: repeated drop-offs and pick-ups; none for new packages.
SELECT p.tenant, p.tracking_id, p.locker_id, p.status, p.drop_off_timestamp, p.sync_attempt_timestamp,
       p.server_received_at, p.last_sync_attempt, p.compartment, p.picked_up_at,
       p.occurred_at, p.occurred_error_ms, p.clock_state
FROM unnest($1::text[], $2::text[]) AS q (tenant, tracking_id)
JOIN packages p ON p.tenant = q.tenant AND p.tracking_id = q.tracking_id
ORDER BY p.tenant, p.tracking_id
FOR NO KEY UPDATE OF p
