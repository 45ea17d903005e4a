-- Index: evidence_pkey. Rows: one per exchange that moved a head. The same statement moves heads twice only when a lane that had
-- a gap was filled in between.
INSERT INTO evidence (tenant, device, epoch, exchange, statement_hash, statement, dialect, covered_from, lanes,
                      received_at, recorded_at)
SELECT q.tenant, q.device, q.epoch, q.exchange, q.statement_hash, q.statement, q.dialect, q.covered_from,
       q.lanes::jsonb, q.received_at, q.recorded_at
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::int8[], $5::bytea[], $6::text[], $7::text[], $8::int8[],
            $9::text[], $10::timestamptz[], $11::timestamptz[])
    AS q (tenant, device, epoch, exchange, statement_hash, statement, dialect, covered_from, lanes, received_at,
          recorded_at)
ON CONFLICT (tenant, device, epoch, exchange, statement_hash) DO UPDATE
SET lanes = evidence.lanes || excluded.lanes,
    recorded_at = excluded.recorded_at,
    covered_from = excluded.covered_from,
    verified_receipt = NULL,
    verified_at = NULL,
    verified_error_ms = NULL
