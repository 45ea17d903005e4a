-- The epochs that are spoken of, with every head; epoch NULL asks for the one in which the hub chains.
-- Index: device_epoch_pkey, chain_head_pkey. Rows: epochs x lanes, one or two per submission.
SELECT e.tenant, e.device, e.epoch, e.first_seen_at, e.last_exchange, e.verified_exchange, e.forked,
       h.lane, h.seq, h.hash, h.safe_seq, h.next_safe_seq, h.next_safe_at, h.gap_from
FROM unnest($1::text[], $2::text[], $3::uuid[]) AS q (tenant, device, epoch)
JOIN device d ON d.tenant = q.tenant AND d.device = q.device
JOIN device_epoch e
    ON e.tenant = q.tenant AND e.device = q.device AND e.epoch = coalesce(q.epoch, d.unsigned_epoch)
LEFT JOIN chain_head h ON h.tenant = e.tenant AND h.device = e.device AND h.epoch = e.epoch
