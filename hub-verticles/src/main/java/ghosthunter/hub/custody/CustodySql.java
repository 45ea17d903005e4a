package ghosthunter.hub.custody;

/** The statements of custody. */
final class CustodySql {
    /**
     * What the ledger holds of one package, with the evidence of the exchange that brought it. A repeat in a new chain (variant
     * NULL) tells nothing new. Index: ledger_key, then evidence_pkey and quarantine_pkey. Rows: a few per package.
     */
    static final String RECORDS = """
            SELECT l.device, l.epoch, l.lane, l.seq, l.hash, l.line, l.exchange, l.received_at, l.recorded_at,
                   l.occurred_at, l.occurred_error_ms, l.clock_state,
                   v.statement, v.statement_hash, v.dialect, v.attempt, v.verified_at, v.verified_error_ms,
                   coalesce(q.untrusted, false) AS untrusted,
                   CASE WHEN q.released_at IS NULL THEN 'in quarantine: ' || q.reason
                        WHEN q.released_as = 'untrusted' THEN 'accepted as untrusted evidence: ' || q.reason
                        WHEN q.released_as = 'dismissed' THEN 'dismissed by an operator: ' || q.reason END AS aside
            FROM ledger l
            LEFT JOIN LATERAL (
                SELECT e.statement, e.statement_hash, e.dialect, e.verified_at, e.verified_error_ms,
                       (lane.value ->> 'attempt')::bigint AS attempt
                FROM evidence e
                CROSS JOIN LATERAL jsonb_array_elements(e.lanes) AS lane
                WHERE e.tenant = l.tenant
                  AND e.device = l.device
                  AND e.epoch = l.epoch
                  AND e.exchange = l.exchange
                  AND lane.value ->> 'lane' = CASE l.lane WHEN 10 THEN 'critical' WHEN 8 THEN 'high'
                                              WHEN 5 THEN 'medium' WHEN 3 THEN 'low' ELSE 'background' END
                  AND l.seq BETWEEN (lane.value ->> 'from')::bigint AND (lane.value ->> 'to')::bigint
                LIMIT 1) AS v ON true
            LEFT JOIN quarantine q
                ON q.tenant = l.tenant AND q.device = l.device AND q.epoch = l.epoch AND q.lane = l.lane
                AND q.seq = l.seq
            WHERE l.tenant = $1
              AND l.key = $2
              AND l.type = 'package'
              AND l.variant IS NOT NULL
            ORDER BY l.recorded_at, l.device, l.epoch, l.lane DESC, l.seq
            LIMIT $3
            """;

    /** Index: clock_sample_pkey. Rows: some per boot. */
    static final String SAMPLES = """
            SELECT device, boot, t0_ms, t1_ms, t2_ms, t3_ms
            FROM clock_sample
            WHERE tenant = $1 AND device = ANY ($2) AND boot = ANY ($3)
            """;

    private CustodySql() {}
}
