-- The finding has had its answer when nothing untrusted of its epoch waits any more.
-- Index: finding_tenant_kind_device_subject_key, quarantine_pkey. Rows: one per epoch.
UPDATE finding f
SET closed_at = now()
WHERE f.tenant = $1 AND f.device = $2 AND f.kind = 'untrusted' AND f.closed_at IS NULL
  AND NOT EXISTS (
      SELECT FROM quarantine w
      WHERE w.tenant = f.tenant AND w.device = f.device AND w.epoch::text = f.subject
        AND w.untrusted AND w.released_at IS NULL)
