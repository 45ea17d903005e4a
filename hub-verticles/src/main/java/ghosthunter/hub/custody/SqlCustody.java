package ghosthunter.hub.custody;

import ghosthunter.codecs.change.Change;
import ghosthunter.codecs.change.ChangeLine;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.Epoch;
import ghosthunter.codecs.change.Lane;
import ghosthunter.codecs.change.Line;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.exchange.Statement;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.key.Jws;
import ghosthunter.codecs.time.ClockSample;
import ghosthunter.codecs.time.ClockState;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Custody over Postgres. */
public final class SqlCustody implements CustodyReader {
    /** How many changes of one package are read: an attacker may state any number. */
    private static final int RECORDS_MAX = 200;

    private final TenantPools pools;
    private final ClockLimits clocks;

    public SqlCustody(TenantPools pools, ClockLimits clocks) {
        this.pools = pools;
        this.clocks = clocks;
    }

    @Override
    public Future<Optional<Custody>> read(TenantId tenant, String trackingId) {
        return query(tenant, CustodySql.RECORDS, Tuple.of(tenant.value(), trackingId, RECORDS_MAX))
                .map(SqlCustody::records)
                .compose(records -> records.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : samples(tenant, records)
                                .map(samples ->
                                        Optional.of(CustodyTimeline.of(tenant, trackingId, records, samples, clocks))));
    }

    private Future<Map<String, List<ClockSample>>> samples(TenantId tenant, List<Recorded> records) {
        String[] devices =
                records.stream().map(r -> r.ref().device().value()).distinct().toArray(String[]::new);
        String[] boots = records.stream().flatMap(SqlCustody::boots).distinct().toArray(String[]::new);
        return query(tenant, CustodySql.SAMPLES, Tuple.of(tenant.value(), devices, boots))
                .map(rows -> stream(rows)
                        .collect(Collectors.groupingBy(
                                row -> row.getString("device"),
                                Collectors.mapping(SqlCustody::sample, Collectors.toList()))));
    }

    private static Stream<String> boots(Recorded record) {
        Statement statement = record.sent() == null ? null : record.sent().statement();
        return statement == null
                ? Stream.of(record.change().boot())
                : Stream.of(record.change().boot(), statement.clock().boot());
    }

    private static ClockSample sample(Row row) {
        return new ClockSample(
                row.getString("boot"),
                row.getLong("t0_ms"),
                row.getLong("t1_ms"),
                row.getLong("t2_ms"),
                row.getLong("t3_ms"));
    }

    private static List<Recorded> records(RowSet<Row> rows) {
        return stream(rows)
                .flatMap(row -> change(row).map(c -> recorded(row, c)).stream())
                .toList();
    }

    private static Optional<Change> change(Row row) {
        Line line = Line.of(row.getBuffer("line").getBytes());
        return ChangeLine.read(line).fold(valid -> Optional.of(valid.change()), poison -> Optional.empty());
    }

    private static Recorded recorded(Row row, Change change) {
        return new Recorded(
                ref(row),
                change,
                instant(row, "received_at"),
                instant(row, "recorded_at"),
                instant(row, "occurred_at"),
                row.getLong("occurred_error_ms"),
                ClockState.ofWire(row.getString("clock_state")),
                row.getString("aside"),
                row.getBuffer("statement_hash") == null ? null : sent(row));
    }

    private static Custody.LedgerRef ref(Row row) {
        boolean signed = row.getString("statement") != null;
        return new Custody.LedgerRef(
                new DeviceId(row.getString("device")),
                new Epoch(row.getUUID("epoch")),
                Lane.ofWeight(row.getShort("lane")),
                row.getLong("seq"),
                Hash.of(row.getBuffer("hash").getBytes()),
                row.getLong("exchange"),
                signed ? Hash.of(row.getBuffer("statement_hash").getBytes()) : null,
                row.getBoolean("untrusted"));
    }

    private static Recorded.Sent sent(Row row) {
        OffsetDateTime verifiedAt = row.getOffsetDateTime("verified_at");
        Long verifiedErrorMs = row.getLong("verified_error_ms");
        return new Recorded.Sent(
                statement(row.getString("statement")),
                row.getString("dialect"),
                row.getLong("attempt"),
                verifiedAt == null ? null : verifiedAt.toInstant(),
                verifiedErrorMs == null ? 0 : verifiedErrorMs);
    }

    /** Its signature was verified before it was stored; {@code hub.jar audit} does so again. */
    private static @Nullable Statement statement(@Nullable String jws) {
        return jws == null
                ? null
                : Statement.ofJson(Jws.parse(jws, Statement.TYP).payload());
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private Future<RowSet<Row>> query(TenantId tenant, String sql, Tuple parameters) {
        return pools.query(tenant, sql, parameters).recover(DatabaseFailure::unavailable);
    }
}
