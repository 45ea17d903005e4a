-- Index: ledger_pkey, ledger_change_id, ledger_key. Rows: one per change. A conflict is an error on purpose: under the lock of
-- the device it cannot be, and the group is read and judged again.
INSERT INTO ledger (tenant, device, epoch, lane, seq, line, hash, change_id, variant, type, key, op, at, hlc,
                    occurred_at, occurred_error_ms, clock_state, exchange, received_at, recorded_at)
SELECT *
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::int2[], $5::int8[], $6::bytea[], $7::bytea[], $8::uuid[],
            $9::int2[], $10::text[], $11::text[], $12::text[], $13::timestamptz[], $14::int8[],
            $15::timestamptz[], $16::int8[], $17::text[], $18::int8[], $19::timestamptz[], $20::timestamptz[])
