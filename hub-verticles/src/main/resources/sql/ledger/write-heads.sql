-- Index: chain_head_pkey. Rows: one per lane that moved, whose safe head rotated, or that has a gap.
INSERT INTO chain_head (tenant, device, epoch, lane, seq, hash, safe_seq, next_safe_seq, next_safe_at, gap_from)
SELECT *
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::int2[], $5::int8[], $6::bytea[], $7::int8[], $8::int8[],
            $9::timestamptz[], $10::int8[])
ON CONFLICT (tenant, device, epoch, lane) DO UPDATE
SET seq = excluded.seq,
    hash = excluded.hash,
    safe_seq = excluded.safe_seq,
    next_safe_seq = excluded.next_safe_seq,
    next_safe_at = excluded.next_safe_at,
    gap_from = excluded.gap_from
