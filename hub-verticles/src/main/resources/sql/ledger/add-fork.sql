-- Index: fork_evidence_tenant_device_epoch_lane_statement_hash_key. Rows: one, unless $10 rows of the device are kept already.
INSERT INTO fork_evidence (tenant, device, epoch, lane, from_seq, statement_hash, statement, lines, received_at)
SELECT $1::text, $2::text, $3::uuid, $4::int2, $5::int8, $6::bytea, $7::text, $8::bytea[], $9::timestamptz
WHERE (SELECT count(*) FROM fork_evidence f WHERE f.tenant = $1::text AND f.device = $2::text) < $10::int8
ON CONFLICT DO NOTHING
