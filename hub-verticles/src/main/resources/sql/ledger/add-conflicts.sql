-- Index: conflict_pkey and three more. Rows: one per concurrent or refused change.
INSERT INTO conflict (tenant, id, type, key, change_id, device, epoch, lane, seq, op, base_version, base, current_version,
                      current, incoming, result, tier, rule, confidence, outcome, reason, suggestion, raised_at)
SELECT q.tenant, q.id, q.type, q.key, q.change_id, q.device, q.epoch, q.lane, q.seq, q.op, q.base_version, q.base::jsonb,
       q.current_version, q.current::jsonb, q.incoming::jsonb, q.result::jsonb, q.tier, q.rule, q.confidence, q.outcome,
       q.reason, q.suggestion, q.raised_at
FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::uuid[], $8::int2[], $9::int8[],
            $10::text[], $11::int8[], $12::text[], $13::int8[], $14::text[], $15::text[], $16::text[], $17::int2[],
            $18::text[], $19::float8[], $20::text[], $21::text[], $22::text[], $23::timestamptz[])
    AS q (tenant, id, type, key, change_id, device, epoch, lane, seq, op, base_version, base, current_version,
          current, incoming, result, tier, rule, confidence, outcome, reason, suggestion, raised_at)
