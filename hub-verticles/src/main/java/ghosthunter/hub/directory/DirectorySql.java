package ghosthunter.hub.directory;

/** The statements of the directory; {@link EnrollmentSql} has those that write. */
final class DirectorySql {
    private static final String SUMMARY = """
            SELECT d.device, d.kind, d.device_group, d.created_at, d.last_seen_at, d.pending, d.battery_pct, d.epoch,
                   (SELECT count(*) FROM finding f
                    WHERE f.tenant = d.tenant AND f.device = d.device AND f.closed_at IS NULL) AS open_findings,
                   (SELECT count(*) FROM quarantine q
                    WHERE q.tenant = d.tenant AND q.device = d.device AND q.released_at IS NULL) AS quarantined
            FROM device d
            """;

    /** A range of device's primary key; per row a range of quarantine's and a skip scan of finding's unique index. */
    static final String LOCKERS = SUMMARY + """
            WHERE d.tenant = $1 AND ($2::text IS NULL OR d.device > $2) AND d.kind <> 'hub'
            ORDER BY d.device
            LIMIT $3
            """;

    static final String LOCKER = SUMMARY + """
            WHERE d.tenant = $1 AND d.device = $2
            """;

    /** A range of the primary key: a few rows per epoch. */
    static final String CHAINS = """
            SELECT h.epoch, h.lane, h.seq, h.hash, h.safe_seq
            FROM chain_head h
            JOIN device_epoch e USING (tenant, device, epoch)
            WHERE h.tenant = $1 AND h.device = $2
            ORDER BY e.first_seen_at DESC, h.epoch, h.lane DESC
            """;

    static final String KEYS = """
            SELECT kid, enrolled_at, confirmed_at, retired_at, revoked_at, admitted_until
            FROM device_key
            WHERE tenant = $1 AND device = $2
            ORDER BY enrolled_at DESC, kid
            """;

    /** A skip scan of the unique index (tenant, kind, device, subject). */
    static final String FINDINGS = """
            SELECT kind, subject, detail, count, first_at, last_at
            FROM finding
            WHERE tenant = $1 AND device = $2 AND closed_at IS NULL
            ORDER BY last_at DESC, id DESC
            LIMIT $3
            """;

    /** Unique index (tenant, tracking_id): one row. */
    static final String PACKAGE = """
            SELECT id, tracking_id, locker_id, status, compartment, drop_off_timestamp, sync_attempt_timestamp,
                   server_received_at, last_sync_attempt, picked_up_at, occurred_at, occurred_error_ms, clock_state
            FROM packages
            WHERE tenant = $1 AND tracking_id = $2
            """;

    private DirectorySql() {}
}
