-- An operator decides on changes that a key signed which is shut out; nothing else of the quarantine is touched.
-- Index: quarantine_pkey. Rows: as many as the operator named.
UPDATE quarantine w
SET released_as = $6, released_at = now()
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::int2[], $5::int8[]) AS q (tenant, device, epoch, lane, seq)
WHERE w.tenant = q.tenant AND w.device = q.device AND w.epoch = q.epoch AND w.lane = q.lane AND w.seq = q.seq
  AND w.untrusted AND w.released_at IS NULL
