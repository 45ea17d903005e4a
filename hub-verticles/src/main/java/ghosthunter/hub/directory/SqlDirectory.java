package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.custody.Custody;
import ghosthunter.hub.custody.CustodyReader;
import ghosthunter.hub.postgres.DatabaseFailure;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The directory over Postgres. Every read is a snapshot of its own statement; the pool is the caller's to close. */
public final class SqlDirectory implements Directory {
    /** How long a key that was found is remembered: the longest that a revocation takes to act. */
    public static final Duration KEY_TTL = Duration.ofSeconds(15);

    private static final int KEYS_MAX = 50_000;

    private final Pool pool;
    private final CustodyReader custody;
    private final SecureRandom random;
    private final KeyCache keys;

    public SqlDirectory(Pool pool, CustodyReader custody, InstantSource clock, SecureRandom random) {
        this.pool = pool;
        this.custody = custody;
        this.random = random;
        this.keys = new KeyCache(clock, KEYS_MAX, KEY_TTL);
    }

    @Override
    public Future<Optional<VerifyKey>> deviceKey(DeviceRef device, String kid) {
        VerifyKey known = keys.get(device, kid);
        if (known != null) {
            return Future.succeededFuture(Optional.of(known));
        }
        return query(DirectorySql.DEVICE_KEY, Tuple.of(tenant(device), device(device), kid))
                .map(rows -> first(rows).map(row -> remembered(device, row)));
    }

    private VerifyKey remembered(DeviceRef device, Row row) {
        VerifyKey key = VerifyKey.of(row.getBuffer("public_key").getBytes());
        keys.put(device, key);
        return key;
    }

    @Override
    public Future<List<LockerSummary>> lockers(TenantId tenant, @Nullable DeviceId after, int limit) {
        if (limit < 1 || limit > PAGE_MAX) {
            return Future.failedFuture(Problem.of(ProblemType.INVALID_REQUEST, "limit must be from 1 to " + PAGE_MAX)
                    .exception());
        }
        String last = after == null ? null : after.value();
        return query(DirectorySql.LOCKERS, Tuple.of(tenant.value(), last, limit))
                .map(rows -> DirectoryRows.all(rows, DirectoryRows::summary));
    }

    @Override
    public Future<Optional<Locker>> locker(DeviceRef device) {
        Tuple key = Tuple.of(tenant(device), device(device));
        return query(DirectorySql.LOCKER, key)
                .compose(rows -> first(rows)
                        .map(row -> lockerOf(row, key).map(Optional::of))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }

    private Future<Locker> lockerOf(Row row, Tuple key) {
        Future<RowSet<Row>> chains = query(DirectorySql.CHAINS, key);
        Future<RowSet<Row>> deviceKeys = query(DirectorySql.KEYS, key);
        Future<RowSet<Row>> findings =
                query(DirectorySql.FINDINGS, Tuple.of(key.getString(0), key.getString(1), FINDINGS_MAX));
        return Future.all(chains, deviceKeys, findings)
                .map(done -> new Locker(
                        DirectoryRows.summary(row),
                        DirectoryRows.epoch(row),
                        DirectoryRows.all(chains.result(), DirectoryRows::chain),
                        DirectoryRows.all(deviceKeys.result(), DirectoryRows::key),
                        DirectoryRows.all(findings.result(), DirectoryRows::finding)));
    }

    @Override
    public Future<Optional<PackageRow>> packageOf(TenantId tenant, String trackingId) {
        return query(DirectorySql.PACKAGE, Tuple.of(tenant.value(), trackingId))
                .map(rows -> first(rows).map(DirectoryRows::packageRow));
    }

    @Override
    public Future<Optional<Custody>> custody(TenantId tenant, String trackingId) {
        return custody.read(tenant, trackingId);
    }

    @Override
    public Future<IssuedToken> createToken(DeviceRef device, Duration ttl) {
        EnrollmentToken token = EnrollmentToken.generate(device.tenant(), random);
        Tuple row = Tuple.of(tenant(device), Buffer.buffer(token.hash().bytes()), device(device), ttl.toSeconds());
        return pool.preparedQuery(EnrollmentSql.CREATE_TOKEN)
                .execute(row)
                .map(rows -> new IssuedToken(token, device, DirectoryRows.instant(only(rows), "expires_at")))
                .recover(failure -> DatabaseFailure.is(failure, "23503")
                        ? Future.failedFuture(noTenant(device.tenant()))
                        : DatabaseFailure.unavailable(failure));
    }

    @Override
    public Future<Enrollment> redeemToken(EnrollmentToken token, VerifyKey key, Certifier certifier) {
        return pool.withTransaction(connection -> new Redemption(connection, token, key, certifier).run())
                .recover(DatabaseFailure::unavailable);
    }

    @Override
    public Future<Boolean> reachable() {
        return pool.query("SELECT 1").execute().map(true).otherwise(false);
    }

    private Future<RowSet<Row>> query(String sql, Tuple parameters) {
        return pool.preparedQuery(sql).execute(parameters).recover(DatabaseFailure::unavailable);
    }

    private static String tenant(DeviceRef device) {
        return device.tenant().value();
    }

    private static String device(DeviceRef device) {
        return device.device().value();
    }

    static Optional<Row> first(RowSet<Row> rows) {
        return rows.size() == 0 ? Optional.empty() : Optional.of(only(rows));
    }

    private static Row only(RowSet<Row> rows) {
        return rows.iterator().next();
    }

    private static Throwable noTenant(TenantId tenant) {
        return Problem.of(ProblemType.NOT_FOUND, "there is no tenant " + tenant).exception();
    }
}
