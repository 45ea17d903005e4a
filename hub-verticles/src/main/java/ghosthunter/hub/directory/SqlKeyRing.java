package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.id.Hash;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.directory.DeviceKey.Standing;
import ghosthunter.hub.enrollment.Keeper;
import ghosthunter.hub.enrollment.KeptFact;
import ghosthunter.hub.enrollment.KeptFact.Kind;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of devices in Postgres. */
final class SqlKeyRing implements KeyRing {
    private final TenantPools pools;
    private final KeyCache cache;
    private final Keeper keeper;

    SqlKeyRing(TenantPools pools, KeyCache cache, Keeper keeper) {
        this.pools = pools;
        this.cache = cache;
        this.keeper = keeper;
    }

    @Override
    public Future<List<String>> revoke(DeviceRef device, @Nullable String kid) {
        return changing(
                device,
                work -> work.locked()
                        .compose(keys -> known(device, kid, keys))
                        .compose(known -> work.run(KeySql.REVOKE, kid, Kind.REVOKED))
                        .compose(revoked ->
                                kid == null ? work.cancelTokens().map(revoked) : Future.succeededFuture(revoked)));
    }

    @Override
    public Future<Enrollment> rotate(DeviceRef device, String by, VerifyKey next, Certifier certifier) {
        return changing(
                device,
                work -> work.locked().compose(keys -> {
                    Optional<Standing> asker = standing(keys, by);
                    if (asker.isEmpty()) {
                        return failed(ProblemType.UNKNOWN_DEVICE, device + " is not enrolled with key " + by);
                    }
                    if (!mayRotate(asker.get())) {
                        return failed(ProblemType.KEY_REVOKED, "key " + by + " is not valid any more");
                    }
                    if (!standing(keys, next.kid()).map(SqlKeyRing::mayRotate).orElse(true)) {
                        return failed(ProblemType.KEY_REVOKED, "key " + next.kid() + " was shut out before");
                    }
                    return work.rotateIn(by, next, certifier);
                }));
    }

    private static boolean mayRotate(Standing standing) {
        return standing == Standing.LIVE || standing == Standing.NEXT;
    }

    @Override
    public Future<Void> confirm(DeviceRef device, String kid) {
        return changing(
                device,
                work -> work.locked()
                        .compose(keys -> standing(keys, kid).equals(Optional.of(Standing.NEXT))
                                ? work.confirm(kid)
                                : Future.succeededFuture()));
    }

    @Override
    public Future<List<String>> admit(DeviceRef device, @Nullable String kid, Duration time) {
        return pools.query(
                        device.tenant(),
                        KeySql.ADMIT,
                        Tuple.of(device.tenant().value(), device.device().value(), kid, time.toSeconds()))
                .map(rows -> DirectoryRows.all(rows, row -> row.getString("kid")))
                .compose(kids -> kids.isEmpty()
                        ? SqlKeyRing.<List<String>>failed(
                                ProblemType.NOT_FOUND, device + " has no such key that is shut out")
                        : Future.succeededFuture(kids))
                .recover(DatabaseFailure::unavailable);
    }

    private interface Changes<T> {
        Future<T> in(Work work);
    }

    private <T> Future<T> changing(DeviceRef device, Changes<T> changes) {
        return pools.transaction(device.tenant(), live -> {
                    Work work = new Work(live, device);
                    return changes.in(work)
                            .compose(result ->
                                    KeyFacts.settle(live, keeper, work.facts).map(result));
                })
                .onSuccess(done -> cache.drop(device))
                .recover(DatabaseFailure::unavailable);
    }

    /** One transaction on the keys of one device, and what is to be told of it. */
    private static final class Work {
        private final SqlConnection live;
        private final DeviceRef device;
        private final List<KeptFact> facts = new ArrayList<>();

        Work(SqlConnection live, DeviceRef device) {
            this.live = live;
            this.device = device;
        }

        Future<List<Row>> locked() {
            return execute(KeySql.LOCK, key()).map(rows -> DirectoryRows.all(rows, row -> row));
        }

        Future<List<String>> run(String sql, @Nullable Object parameter, Kind kind) {
            return execute(sql, key().addValue(parameter)).map(rows -> {
                List<String> kids = DirectoryRows.all(rows, row -> row.getString("kid"));
                rows.forEach(row -> facts.add(KeyFacts.of(kind, device, row.getString("kid"), row)));
                return kids;
            });
        }

        Future<Void> cancelTokens() {
            return execute(KeySql.CANCEL_TOKENS, key()).map(rows -> {
                rows.forEach(row -> facts.add(KeyFacts.of(
                        Kind.CANCELLED,
                        device,
                        Hash.of(row.getBuffer("token_hash").getBytes()).toString(),
                        row)));
                return null;
            });
        }

        Future<Void> confirm(String kid) {
            return execute(KeySql.CONFIRM, key().addString(kid))
                    .compose(done -> run(KeySql.RETIRE_OTHERS, kid, Kind.RETIRED))
                    .mapEmpty();
        }

        Future<Enrollment> rotateIn(String by, VerifyKey next, Certifier certifier) {
            Tuple row = key().addString(next.kid())
                    .addBuffer(Buffer.buffer(next.bytes()))
                    .addString(certifier.certify(device, next));
            return execute(KeySql.ROTATE_IN, row)
                    .compose(done -> run(KeySql.RETIRE_UNUSED, new String[] {by, next.kid()}, Kind.RETIRED))
                    .compose(retired -> execute(KeySql.ADMISSION, key().addString(next.kid())))
                    .map(rows -> {
                        Row admission = rows.iterator().next();
                        facts.add(KeyFacts.admission(Kind.ROTATED, device, next.kid(), admission, null));
                        return new Enrollment(
                                device,
                                next.kid(),
                                certifier.current(device, next, admission.getString("certificate")));
                    });
        }

        private Future<RowSet<Row>> execute(String sql, Tuple parameters) {
            return live.preparedQuery(sql).execute(parameters);
        }

        private Tuple key() {
            return Tuple.of(device.tenant().value(), device.device().value());
        }
    }

    private static Future<Void> known(DeviceRef device, @Nullable String kid, List<Row> keys) {
        if (keys.isEmpty()) {
            return failed(ProblemType.NOT_FOUND, device + " has no key");
        }
        return kid == null || standing(keys, kid).isPresent()
                ? Future.succeededFuture()
                : failed(ProblemType.NOT_FOUND, device + " has no key " + kid);
    }

    private static Optional<Standing> standing(List<Row> keys, String kid) {
        return keys.stream()
                .filter(row -> row.getString("kid").equals(kid))
                .map(row -> Standing.of(row.getString("standing")))
                .findFirst();
    }

    private static <T> Future<T> failed(ProblemType type, String detail) {
        return Future.failedFuture(Problem.of(type, detail).exception());
    }
}
