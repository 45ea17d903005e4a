-- A verified receipt covers what was appended up to its exchange.
-- Index: evidence_unverified. Rows: one per exchange that moved a head since the last verified receipt.
UPDATE evidence e
SET verified_receipt = q.receipt,
    verified_at = q.verified_at,
    verified_error_ms = q.error_ms
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::int8[], $5::bytea[], $6::timestamptz[], $7::int8[])
    AS q (tenant, device, epoch, exchange, receipt, verified_at, error_ms)
WHERE e.tenant = q.tenant
  AND e.device = q.device
  AND e.epoch = q.epoch
  AND e.covered_from <= q.exchange
  AND e.verified_at IS NULL
