package ghosthunter.hub.audit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.chain.Chain;
import ghosthunter.codecs.chain.Head;
import ghosthunter.codecs.chain.Run;
import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.PackageFact;
import ghosthunter.codecs.exchange.Exchange;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.key.SigningKey;
import ghosthunter.codecs.time.Hlc;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.TestDatabase;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Writes what a ledger would hold after the exchanges of one locker, by plain SQL: the audit must not depend on the code that
 * it audits, and neither must its test.
 */
public final class LedgerFixture {
    /** When the first change was recorded, hub time. */
    public static final Instant T0 = Instant.parse("2026-02-20T18:00:00Z");

    private static final String BOOT = "boot-1";
    private static final long TIMEOUT_MS = 30_000;

    private final DatabaseUrl url;
    private final DeviceRef device;
    private final Epoch epoch = new Epoch(UUID.fromString("01890000-0000-7000-8000-000000000001"));
    private final SigningKey key = SigningKey.generate(new SecureRandom());
    private final List<Change> pending = new ArrayList<>();
    private Head head;
    private long exchange;
    private long upMs = 1_000;

    public LedgerFixture(DatabaseUrl url, String code) throws SQLException {
        this.url = url;
        this.device = new DeviceRef(TenantId.DEFAULT, new DeviceId(code));
        this.head = Chain.genesis(device, epoch, Lane.CRITICAL);
        run("INSERT INTO device (tenant, device) VALUES ('default', ?)", code);
        run(
                "INSERT INTO device_key (tenant, device, kid, public_key, certificate) VALUES ('default', ?, ?, ?, 'x')",
                code,
                key.verifyKey().kid(),
                key.verifyKey().bytes());
        run(
                "INSERT INTO device_epoch (tenant, device, epoch, first_seen_at) VALUES ('default', ?, ?, ?)",
                code,
                epoch.id(),
                time(T0));
    }

    /** Records a drop-off at the locker, one second after what it recorded before. */
    @CanIgnoreReturnValue
    public LedgerFixture dropOff(String trackingId) {
        return record(trackingId, PackageFact.DROP_OFF, "{\"compartment\":\"A1\"}");
    }

    /** Records a pick-up. */
    @CanIgnoreReturnValue
    public LedgerFixture pickUp(String trackingId) {
        return record(trackingId, PackageFact.PICK_UP, "{}");
    }

    private LedgerFixture record(String trackingId, String op, String data) {
        upMs += 1_000;
        Instant at = wall(upMs);
        pending.add(ChangeLine.write(
                new UUID(
                        0x0189_0000_0000_7000L,
                        0x8000_0000_0000_0000L | upMs << 20 | Math.abs(device.hashCode() % 1_000)),
                "package",
                trackingId,
                op,
                at,
                BOOT,
                upMs,
                Hlc.next(0, at.toEpochMilli()),
                0,
                data));
        return this;
    }

    /** An exchange: all that is pending becomes durable, with its evidence and its projection. */
    @CanIgnoreReturnValue
    public LedgerFixture sync() throws SQLException {
        exchange++;
        upMs += 500;
        Run run = Run.of(head, pending.stream().map(Change::line).toList());
        Jws jws = statement(run);
        Instant received = wall(upMs).plusMillis(40);
        for (int i = 0; i < pending.size(); i++) {
            append(pending.get(i), run.headAt(run.from() + i), received);
        }
        run("""
                INSERT INTO chain_head (tenant, device, epoch, lane, seq, hash, next_safe_at)
                VALUES ('default', ?, ?, 10, ?, ?, now())
                ON CONFLICT (tenant, device, epoch, lane) DO UPDATE SET seq = excluded.seq, hash = excluded.hash
                """, code(), epoch.id(), run.to(), run.head().hash().bytes());
        run(
                """
                INSERT INTO evidence (tenant, device, epoch, exchange, statement_hash, statement, covered_from, lanes,
                                      received_at, recorded_at, verified_at, verified_error_ms)
                VALUES ('default', ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, 25)
                """,
                code(),
                epoch.id(),
                exchange,
                Exchange.statementHash(jws).bytes(),
                jws.text(),
                exchange,
                "[{\"lane\":\"critical\",\"from\":" + run.from() + ",\"to\":" + run.to() + ",\"attempt\":2}]",
                time(received),
                time(received.plusMillis(3)),
                time(received.plusMillis(90)));
        pending.clear();
        head = run.head();
        return this;
    }

    /** A completed clock sample of the boot: it places every event of it within some milliseconds. */
    @CanIgnoreReturnValue
    public LedgerFixture sample() throws SQLException {
        long hubMs = wall(upMs).toEpochMilli();
        run(
                "INSERT INTO clock_sample (tenant, device, boot, t0_ms, t1_ms, t2_ms, t3_ms) VALUES ('default', ?, ?, ?, ?, ?, ?)",
                code(),
                BOOT,
                upMs,
                hubMs + 5,
                hubMs + 6,
                upMs + 11);
        return this;
    }

    /** Plain SQL, to break something. */
    public void run(String sql, Object... parameters) throws SQLException {
        try (Connection connection = TestDatabase.connect(url);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }

    /** The first column of what a statement finds. */
    List<String> column(String sql) throws SQLException {
        try (Connection connection = TestDatabase.connect(url);
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(String.valueOf(rows.getString(1)));
            }
            return found;
        }
    }

    private Jws statement(Run run) {
        Statement statement = new Statement(
                "hub-1",
                device,
                epoch,
                exchange,
                new Statement.ClockReading(BOOT, upMs, wall(upMs).toEpochMilli(), TIMEOUT_MS),
                List.of(new Statement.EpochHeads(epoch, List.of(run.head()))),
                List.of(new Statement.LaneSend(run.before(), run.head(), 2)),
                List.of(),
                new Statement.Telemetry(run.lines().size(), null),
                null);
        return Jws.sign(Statement.TYP, statement.toJson(), key);
    }

    private void append(Change change, Head after, Instant received) throws SQLException {
        run(
                """
                INSERT INTO ledger (tenant, device, epoch, lane, seq, line, hash, change_id, variant, type, key, op, at, hlc,
                                    occurred_at, occurred_error_ms, clock_state, exchange, received_at, recorded_at)
                VALUES ('default', ?, ?, 10, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, 15000, 'holdover', ?, ?, ?)
                """,
                code(),
                epoch.id(),
                after.seq(),
                change.line().bytes(),
                after.hash().bytes(),
                change.id(),
                change.type(),
                change.key(),
                change.op(),
                time(change.at()),
                change.hlc(),
                time(change.at()),
                exchange,
                time(received),
                time(received.plusMillis(3)));
        if (change.op().equals(PackageFact.DROP_OFF)) {
            run("""
                    INSERT INTO packages (tracking_id, locker_id, status, drop_off_timestamp, server_received_at,
                                          occurred_at, occurred_error_ms, clock_state)
                    VALUES (?, ?, 'synced', ?, ?, ?, 15000, 'holdover')
                    ON CONFLICT DO NOTHING
                    """, change.key(), code(), time(change.at()), time(received), time(change.at()));
        } else {
            run(
                    "UPDATE packages SET status = 'picked_up', picked_up_at = ? WHERE tracking_id = ? AND locker_id = ?",
                    time(change.at()),
                    change.key(),
                    code());
        }
    }

    private String code() {
        return device.device().value();
    }

    /** The locker's wall clock and the hub's are the same here. */
    private static Instant wall(long up) {
        return T0.plusMillis(up);
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
