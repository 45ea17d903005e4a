package ghosthunter.load.bench;

import java.sql.SQLException;
import java.util.List;

/** Fills a ledger as months of traffic would have left it, but by SQL: over HTTP ten million changes take too long. Blocking. */
final class GrowthFill {
    private static final int AT_ONCE = 500_000;

    /** Who sent what is filled in: 2,000 lockers, each with one epoch, its chain and a few clock samples. */
    private static final List<String> LOCKERS = List.of(
            "CREATE TEMPORARY TABLE statement_of_a_locker AS SELECT statement FROM evidence LIMIT 1",
            "INSERT INTO device (tenant, device) SELECT 'default', 'FILL-' || d FROM generate_series(0, 1999) AS d",
            """
            INSERT INTO device_epoch (tenant, device, epoch, first_seen_at)
            SELECT 'default', 'FILL-' || d, md5('epoch' || d)::uuid, now()
            FROM generate_series(0, 1999) AS d
            """,
            """
            INSERT INTO chain_head (tenant, device, epoch, lane, seq, hash, next_safe_at)
            SELECT 'default', 'FILL-' || d, md5('epoch' || d)::uuid, 10, 0, sha256(int8send(d)), now()
            FROM generate_series(0::int8, 1999::int8) AS d
            """,
            """
            INSERT INTO clock_sample (tenant, device, boot, t0_ms, t1_ms, t2_ms, t3_ms)
            SELECT 'default', 'FILL-' || d, md5('boot')::uuid::text, s * 30000, s * 30000 + 1, s * 30000 + 2, s * 30000 + 3
            FROM generate_series(0, 1999) AS d, generate_series(1, 4) AS s
            """);

    /**
     * What real lockers would have left, row by row of the same columns and lengths, in the order of time, so that all indexes
     * grow as they do; ids are of version 7, a minute of all lockers apart. Only hashes and signatures are made up: nobody
     * recomputes them here. From and to: numbers of changes.
     */
    private static final List<String> CHANGES = List.of("""
            INSERT INTO ledger (tenant, device, epoch, lane, seq, line, hash, change_id, variant, type, key, op, at, hlc,
                                occurred_at, occurred_error_ms, clock_state, exchange, received_at, recorded_at)
            SELECT 'default', 'FILL-' || i % 2000, md5('epoch' || i % 2000)::uuid, 10, i / 2000 + 1,
                   convert_to('{"id":"' || id || '","type":"package","key":"FILL-' || i
                       || '","op":"CREATE","at":"2026-01-01T00:00:00.000Z","boot":"' || md5('boot')::uuid
                       || '","up_ms":1000,"hlc":115000000000000000,"base":0,"data":{"compartment":"A1"}}', 'UTF8'),
                   sha256(int8send(i)), id, 0, 'package', 'FILL-' || i, 'CREATE', at, 1, at, 100,
                   'synced', i / 100000 + 1, at, at
            FROM generate_series(?::int8, ?::int8) AS i,
                 LATERAL (SELECT (lpad(to_hex(1767225600000 + i * 30), 12, '0') || '7' || substr(md5(i::text), 14))::uuid AS id,
                                 timestamptz '2026-01-01' + i * interval '30 ms' AS at) AS made
            """, """
            INSERT INTO packages (tenant, tracking_id, locker_id, status, drop_off_timestamp, sync_attempt_timestamp,
                                  server_received_at, last_sync_attempt, compartment, occurred_at, occurred_error_ms,
                                  clock_state)
            SELECT 'default', 'FILL-' || i, 'FILL-' || i % 2000, 'synced', at, at, at, 1, 'A1', at, 100, 'synced'
            FROM generate_series(?::int8, ?::int8) AS i,
                 LATERAL (SELECT timestamptz '2026-01-01' + i * interval '30 ms' AS at) AS made
            """, """
            INSERT INTO evidence (tenant, device, epoch, exchange, statement_hash, statement, covered_from, lanes,
                                  received_at, recorded_at, verified_receipt, verified_at, verified_error_ms)
            SELECT 'default', 'FILL-' || i % 2000, md5('epoch' || i % 2000)::uuid, i / 100000 + 1, sha256(int8send(i)),
                   (SELECT statement FROM statement_of_a_locker), i / 100000 + 1,
                   jsonb_build_array(jsonb_build_object('lane', 'critical', 'from', i / 2000 + 1, 'to', i / 2000 + 50,
                                                        'attempt', 0)),
                   now(), now(), sha256(int8send(-i)), now(), 100
            FROM generate_series(?::int8, ?::int8) AS i
            WHERE i % 100000 < 2000
            """);

    private GrowthFill() {}

    /** Who sent it. Once, before the changes and while there is the evidence of a real exchange, which is taken for all. */
    static void lockers(BenchHub hub) throws SQLException {
        for (String sql : LOCKERS) {
            hub.execute(sql);
        }
    }

    /** Changes of these numbers. Then all is written and counted, as it is in a database that grew over months. */
    static void changes(BenchHub hub, int from, int to) throws SQLException {
        for (int i = from; i <= to; i += AT_ONCE) {
            for (String sql : CHANGES) {
                hub.execute(sql, i, Math.min(to, i + AT_ONCE - 1));
            }
        }
        hub.execute("VACUUM (ANALYZE) ledger, packages, evidence");
        hub.execute("CHECKPOINT");
    }
}
