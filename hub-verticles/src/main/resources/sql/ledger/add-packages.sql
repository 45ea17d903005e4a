-- Index: packages_tracking_id, packages_locker_id. Rows: one per new package, in one order everywhere. A conflict means that
-- another device brought the same tracking id a moment ago: the group is read and judged again.
INSERT INTO packages (tenant, tracking_id, locker_id, status, drop_off_timestamp, sync_attempt_timestamp,
                      server_received_at, last_sync_attempt, compartment, picked_up_at,
                      occurred_at, occurred_error_ms, clock_state)
SELECT unnest($1::text[]) AS tenant, unnest($2::text[]) AS tracking_id, unnest($3::text[]), unnest($4::text[]),
       unnest($5::timestamptz[]), unnest($6::timestamptz[]), unnest($7::timestamptz[]), unnest($8::int8[]),
       unnest($9::text[]), unnest($10::timestamptz[]), unnest($11::timestamptz[]), unnest($12::int8[]),
       unnest($13::text[])
ORDER BY tenant, tracking_id
