-- For people: what waits in quarantine of a tenant, the oldest first; of one device ($2) or one change ($3) where they are
-- given, and with what left it already where $4 says so. Index: quarantine_waiting, ledger_pkey.
SELECT w.tenant, w.device, w.epoch, w.lane, w.seq, w.type, w.key, w.reason, w.quarantined_at, w.released_at, w.released_as,
       w.untrusted,
       l.change_id, l.line, l.occurred_at, l.occurred_error_ms, l.clock_state, l.received_at
FROM quarantine w
JOIN ledger l
    ON l.tenant = w.tenant AND l.device = w.device AND l.epoch = w.epoch AND l.lane = w.lane AND l.seq = w.seq
WHERE w.tenant = $1
  AND ($2::text IS NULL OR w.device = $2)
  AND ($3::uuid IS NULL OR l.change_id = $3)
  AND ($4::bool OR w.released_at IS NULL)
ORDER BY w.quarantined_at, w.device, w.epoch, w.lane, w.seq
LIMIT $5
