-- What waits in quarantine of the entities that the group speaks of.
-- Index: quarantine_waiting, ledger_pkey. Rows: none, as a rule.
SELECT w.tenant, w.device, w.epoch, w.lane, w.seq, w.type, w.key, w.reason, w.quarantined_at,
       l.line, l.occurred_at, l.occurred_error_ms, l.clock_state, l.received_at
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS q (tenant, device, type, key)
JOIN quarantine w
    ON w.tenant = q.tenant AND w.device = q.device AND w.type = q.type AND w.key = q.key
    AND w.released_at IS NULL AND NOT w.untrusted
JOIN ledger l
    ON l.tenant = w.tenant AND l.device = w.device AND l.epoch = w.epoch AND l.lane = w.lane AND l.seq = w.seq
ORDER BY w.quarantined_at, w.epoch, w.lane, w.seq
