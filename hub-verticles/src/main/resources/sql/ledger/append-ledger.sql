-- Index: ledger_pkey, ledger_change_id, ledger_key. Rows: one per change. A conflict is an error on purpose: under the lock of
-- the device it cannot be, and the group is read and judged again. The arrays run beside each other in the list, for in FROM
-- Postgres would write down each of them first.
INSERT INTO ledger (tenant, device, epoch, lane, seq, line, hash, change_id, variant, type, key, op, at, hlc,
                    occurred_at, occurred_error_ms, clock_state, exchange, received_at, recorded_at)
SELECT unnest($1::text[]), unnest($2::text[]), unnest($3::uuid[]), unnest($4::int2[]), unnest($5::int8[]),
       unnest($6::bytea[]), unnest($7::bytea[]), unnest($8::uuid[]), unnest($9::int2[]), unnest($10::text[]),
       unnest($11::text[]), unnest($12::text[]), unnest($13::timestamptz[]), unnest($14::int8[]),
       unnest($15::timestamptz[]), unnest($16::int8[]), unnest($17::text[]), unnest($18::int8[]),
       unnest($19::timestamptz[]), unnest($20::timestamptz[])
