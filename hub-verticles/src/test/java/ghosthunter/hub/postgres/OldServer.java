package ghosthunter.hub.postgres;

/** The database of the server that came before. */
public final class OldServer {
    /** Its one table as its object mapper made it, with one package. */
    public static final String TABLE = """
            CREATE TABLE packages (
                id                     bigserial PRIMARY KEY,
                tracking_id            text,
                locker_id              text,
                status                 text,
                drop_off_timestamp     timestamptz,
                sync_attempt_timestamp timestamptz,
                server_received_at     timestamptz,
                last_sync_attempt      bigint
            );
            CREATE UNIQUE INDEX idx_packages_tracking_id ON packages (tracking_id);
            CREATE INDEX idx_packages_locker_id ON packages (locker_id);
            INSERT INTO packages (tracking_id, locker_id, status, drop_off_timestamp, sync_attempt_timestamp,
                                  server_received_at, last_sync_attempt)
            VALUES ('PKG-1', 'LOCKER-001', 'pending', '2026-02-20T18:00:00Z', '2026-02-20T18:05:00Z',
                    '2026-02-20T18:05:01.123Z', 2);
            """;

    private OldServer() {}
}
