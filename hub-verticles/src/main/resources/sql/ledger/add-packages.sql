-- Index: packages_tracking_id, packages_locker_id. Rows: one per new package, in one order everywhere. A conflict means that
-- another device brought the same tracking id a moment ago: the group is read and judged again.
INSERT INTO packages (tenant, tracking_id, locker_id, status, drop_off_timestamp, sync_attempt_timestamp,
                      server_received_at, last_sync_attempt, compartment, picked_up_at,
                      occurred_at, occurred_error_ms, clock_state)
SELECT *
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[],
            $8::int8[], $9::text[], $10::timestamptz[], $11::timestamptz[], $12::int8[], $13::text[])
    AS q (tenant, tracking_id, locker_id, status, drop_off_timestamp, sync_attempt_timestamp,
          server_received_at, last_sync_attempt, compartment, picked_up_at,
          occurred_at, occurred_error_ms, clock_state)
ORDER BY q.tenant, q.tracking_id
