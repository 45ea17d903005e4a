package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.custody.Custody;
import ghosthunter.hub.custody.CustodyReader;
import ghosthunter.hub.enrollment.Keeper;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The directory over Postgres. Every read is a snapshot of its own statement; the pools are the caller's to close. */
final class SqlDirectory implements Directory {
    private final TenantPools pools;
    private final CustodyReader custody;
    private final SecureRandom random;
    private final Keeper keeper;
    private final KeyCache keys;
    private final KeyLookups lookups;
    private final Predicate<TenantId> trusted;

    /** @param trusted whether what the cache remembers of a tenant's devices counts */
    SqlDirectory(
            TenantPools pools,
            CustodyReader custody,
            SecureRandom random,
            Keeper keeper,
            KeyCache keys,
            Predicate<TenantId> trusted) {
        this.pools = pools;
        this.custody = custody;
        this.random = random;
        this.keeper = keeper;
        this.keys = keys;
        this.lookups = new KeyLookups(pools, keys);
        this.trusted = trusted;
    }

    @Override
    public Future<Optional<DeviceKey>> deviceKey(DeviceRef device, String kid) {
        DeviceKey known = trusted.test(device.tenant()) ? keys.get(device, kid) : null;
        if (known != null) {
            return Future.succeededFuture(Optional.of(known));
        }
        return lookups.find(device, kid);
    }

    @Override
    public Future<List<LockerSummary>> lockers(TenantId tenant, @Nullable DeviceId after, int limit) {
        if (limit < 1 || limit > PAGE_MAX) {
            return Future.failedFuture(Problem.of(ProblemType.INVALID_REQUEST, "limit must be from 1 to " + PAGE_MAX)
                    .exception());
        }
        String last = after == null ? null : after.value();
        return query(tenant, DirectorySql.LOCKERS, Tuple.of(tenant.value(), last, limit))
                .map(rows -> DirectoryRows.all(rows, DirectoryRows::summary));
    }

    @Override
    public Future<Optional<Locker>> locker(DeviceRef device) {
        Tuple key = Tuple.of(tenant(device), device(device));
        return query(device.tenant(), DirectorySql.LOCKER, key)
                .compose(rows -> first(rows)
                        .map(row -> lockerOf(row, device.tenant(), key).map(Optional::of))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }

    private Future<Locker> lockerOf(Row row, TenantId tenant, Tuple key) {
        Future<RowSet<Row>> chains = query(tenant, DirectorySql.CHAINS, key);
        Future<RowSet<Row>> deviceKeys = query(tenant, DirectorySql.KEYS, key);
        Future<RowSet<Row>> findings =
                query(tenant, DirectorySql.FINDINGS, Tuple.of(key.getString(0), key.getString(1), FINDINGS_MAX));
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
        return query(tenant, DirectorySql.PACKAGE, Tuple.of(tenant.value(), trackingId))
                .map(rows -> first(rows).map(DirectoryRows::packageRow));
    }

    @Override
    public Future<Optional<Custody>> custody(TenantId tenant, String trackingId) {
        return custody.read(tenant, trackingId);
    }

    @Override
    public Future<List<IssuedToken>> createTokens(List<DeviceRef> devices, TokenTerms terms) {
        TenantId tenant = devices.get(0).tenant();
        if (!devices.stream().allMatch(device -> device.tenant().equals(tenant))) {
            throw new IllegalStateException("tokens of one call are of one tenant");
        }
        if (devices.stream().anyMatch(device -> device.device().equals(DeviceId.HUB))) {
            return Future.failedFuture(
                    Problem.of(ProblemType.INVALID_REQUEST, "'hub' is the name of what the hub writes itself")
                            .exception());
        }
        List<EnrollmentToken> tokens = devices.stream()
                .map(device -> EnrollmentToken.generate(device.tenant(), random))
                .toList();
        Tuple rows = Tuple.of(
                devices.stream().map(SqlDirectory::tenant).toArray(String[]::new),
                tokens.stream()
                        .map(token -> Buffer.buffer(token.hash().bytes()))
                        .toArray(Buffer[]::new),
                devices.stream().map(SqlDirectory::device).toArray(String[]::new),
                terms.ttl().toSeconds(),
                terms.kind(),
                terms.group());
        return pools.query(tenant, EnrollmentSql.CREATE_TOKENS, rows)
                .map(made -> issued(
                        tokens, devices, DirectoryRows.instant(made.iterator().next(), "expires_at")))
                .recover(failure -> DatabaseFailure.is(failure, "23503")
                        ? Future.failedFuture(noTenant(tenant))
                        : DatabaseFailure.unavailable(failure));
    }

    private static List<IssuedToken> issued(List<EnrollmentToken> tokens, List<DeviceRef> devices, Instant until) {
        List<IssuedToken> issued = new ArrayList<>(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            issued.add(new IssuedToken(tokens.get(i), devices.get(i), until));
        }
        return issued;
    }

    @Override
    public Future<Enrollment> redeemToken(
            EnrollmentToken token, VerifyKey key, @Nullable DeviceId asking, Certifier certifier) {
        return pools.transaction(
                        token.tenant(),
                        connection -> new Redemption(connection, token, key, asking, certifier, keeper).run())
                .onSuccess(enrollment -> keys.drop(enrollment.device()))
                .recover(DatabaseFailure::unavailable);
    }

    @Override
    public Future<Boolean> reachable() {
        return pools.shared().query("SELECT 1").execute().map(true).otherwise(false);
    }

    private Future<RowSet<Row>> query(TenantId tenant, String sql, Tuple parameters) {
        return pools.query(tenant, sql, parameters).recover(DatabaseFailure::unavailable);
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
