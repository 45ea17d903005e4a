package ghosthunter.hub.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The statements of the group commit; those of more than 15 lines stand in {@code sql/ledger/}. */
final class LedgerSql {
    /** An unsigned client may be unknown. Index: device_pkey. Rows: one per unsigned submission, nearly always there. */
    static final String CREATE_DEVICES = """
            INSERT INTO device (tenant, device, kind)
            SELECT q.tenant, q.device, q.kind
            FROM unnest($1::text[], $2::text[], $3::text[]) AS q (tenant, device, kind)
            ORDER BY q.tenant, q.device
            ON CONFLICT DO NOTHING""";

    static final String LOCK_DEVICES = file("lock-devices");
    static final String READ_EPOCHS = file("read-epochs");

    /** The hash at the end of each run. Index: ledger_pkey. Rows: one per lane sent. */
    static final String READ_RUN_ENDS = """
            SELECT l.tenant, l.device, l.epoch, l.lane, l.seq, l.hash
            FROM unnest($1::text[], $2::text[], $3::uuid[], $4::int2[], $5::int8[])
                AS q (tenant, device, epoch, lane, seq)
            JOIN ledger l
                ON l.tenant = q.tenant AND l.device = q.device AND l.epoch = q.epoch AND l.lane = q.lane
                AND l.seq = q.seq""";

    /** What the ids were recorded with. Index: ledger_change_id. Rows: repetitions only. */
    static final String READ_VARIANTS = """
            SELECT l.tenant, l.device, l.change_id, l.variant, sha256(l.line) AS digest
            FROM unnest($1::text[], $2::text[], $3::uuid[]) AS q (tenant, device, change_id)
            JOIN ledger l ON l.tenant = q.tenant AND l.device = q.device AND l.change_id = q.change_id
            WHERE l.variant IS NOT NULL
            ORDER BY l.variant""";

    static final String READ_WAITING = file("read-waiting");
    static final String READ_DEVICE_WAITING = file("read-device-waiting");
    static final String LIST_QUARANTINE = file("list-quarantine");
    static final String RELEASE_UNTRUSTED = file("release-untrusted");
    static final String CLOSE_UNTRUSTED = file("close-untrusted");

    /** Index: device_pkey. */
    static final String DEVICE_IS_KNOWN = """
            SELECT EXISTS (SELECT FROM device WHERE tenant = $1 AND device = $2) AS known""";

    /** The samples of the boots. Index: clock_sample_pkey. Rows: at most $4 per boot. */
    static final String READ_SAMPLES = """
            SELECT s.tenant, s.device, s.boot, s.t0_ms, s.t1_ms, s.t2_ms, s.t3_ms
            FROM unnest($1::text[], $2::text[], $3::text[]) AS q (tenant, device, boot)
            CROSS JOIN LATERAL (
                SELECT *
                FROM clock_sample c
                WHERE c.tenant = q.tenant AND c.device = q.device AND c.boot = q.boot
                ORDER BY c.t0_ms DESC
                LIMIT $4) AS s""";

    static final String LOCK_PACKAGES = file("lock-packages");

    /** Index: device_pkey. Rows: one per submission with news. */
    static final String WRITE_DEVICES = """
            UPDATE device d
            SET epoch = q.epoch, unsigned_epoch = q.unsigned_epoch, last_seen_at = q.last_seen_at,
                pending = q.pending, battery_pct = q.battery_pct, waiting = q.waiting::jsonb, forks = q.forks
            FROM unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::int8[], $7::int2[],
                        $8::text[], $9::int8[])
                AS q (tenant, device, epoch, unsigned_epoch, last_seen_at, pending, battery_pct, waiting, forks)
            WHERE d.tenant = q.tenant AND d.device = q.device""";

    /** Index: device_epoch_pkey. Rows: one per submission. */
    static final String WRITE_EPOCHS = """
            INSERT INTO device_epoch (tenant, device, epoch, first_seen_at, last_exchange, verified_exchange, forked)
            SELECT *
            FROM unnest($1::text[], $2::text[], $3::uuid[], $4::timestamptz[], $5::int8[], $6::int8[], $7::bool[])
            ON CONFLICT (tenant, device, epoch) DO UPDATE
            SET last_exchange = excluded.last_exchange,
                verified_exchange = excluded.verified_exchange,
                forked = excluded.forked""";

    static final String WRITE_HEADS = file("write-heads");
    static final String APPEND_LEDGER = file("append-ledger");
    static final String WRITE_EVIDENCE = file("write-evidence");
    static final String VERIFY_EVIDENCE = file("verify-evidence");

    /** Index: clock_sample_pkey. Rows: one per submission with a sample, once its boot has enough of them. */
    static final String DROP_SAMPLES = """
            DELETE FROM clock_sample c
            USING unnest($1::text[], $2::text[], $3::text[], $4::int8[]) AS q (tenant, device, boot, t0_ms)
            WHERE c.tenant = q.tenant AND c.device = q.device AND c.boot = q.boot AND c.t0_ms = q.t0_ms""";

    /** Index: clock_sample_pkey. Rows: one per submission with a sample. */
    static final String ADD_SAMPLES = """
            INSERT INTO clock_sample (tenant, device, boot, t0_ms, t1_ms, t2_ms, t3_ms)
            SELECT *
            FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[], $6::int8[], $7::int8[])
            ON CONFLICT DO NOTHING""";

    static final String ADD_PACKAGES = file("add-packages");
    static final String CHANGE_PACKAGES = file("change-packages");

    /** Index: quarantine_pkey. Rows: one per poison change, and per change that waits behind one. */
    static final String QUARANTINE = """
            INSERT INTO quarantine (tenant, device, epoch, lane, seq, type, key, reason, quarantined_at, untrusted)
            SELECT *
            FROM unnest($1::text[], $2::text[], $3::uuid[], $4::int2[], $5::int8[], $6::text[], $7::text[],
                        $8::text[], $9::timestamptz[], $10::bool[])""";

    /** Index: quarantine_pkey. Rows: one per change that is released. */
    static final String RELEASE = """
            UPDATE quarantine w
            SET released_as = q.released_as, released_at = q.released_at
            FROM unnest($1::text[], $2::text[], $3::uuid[], $4::int2[], $5::int8[], $6::text[], $7::timestamptz[])
                AS q (tenant, device, epoch, lane, seq, released_as, released_at)
            WHERE w.tenant = q.tenant AND w.device = q.device AND w.epoch = q.epoch AND w.lane = q.lane
              AND w.seq = q.seq""";

    static final String WRITE_FINDINGS = file("write-findings");

    /** Index: finding_tenant_kind_device_subject_key. Rows: few. */
    static final String CLOSE_FINDINGS = """
            UPDATE finding f
            SET closed_at = $5
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS q (tenant, device, kind, subject)
            WHERE f.tenant = q.tenant AND f.kind = q.kind AND f.device = q.device AND f.subject = q.subject
              AND f.closed_at IS NULL""";

    static final String ADD_FORK = file("add-fork");

    private LedgerSql() {}

    static String file(String name) {
        String path = "/sql/ledger/" + name + ".sql";
        try (InputStream in = LedgerSql.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }
}
