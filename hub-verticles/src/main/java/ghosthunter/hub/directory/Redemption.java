package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** One key spends one token, in the transaction of the connection. A repeat of the same key changes nothing. */
final class Redemption {
    private final SqlConnection connection;
    private final EnrollmentToken token;
    private final VerifyKey key;
    private final Certifier certifier;

    Redemption(SqlConnection connection, EnrollmentToken token, VerifyKey key, Certifier certifier) {
        this.connection = connection;
        this.token = token;
        this.key = key;
        this.certifier = certifier;
    }

    Future<Enrollment> run() {
        return execute(
                        EnrollmentSql.LOCK_TOKEN,
                        Tuple.of(tenant(), Buffer.buffer(token.hash().bytes())))
                .compose(rows -> SqlDirectory.first(rows)
                        .map(this::redeem)
                        .orElseGet(() -> refused("the enrollment token is not known")));
    }

    private Future<Enrollment> redeem(Row row) {
        DeviceRef device = new DeviceRef(token.tenant(), new DeviceId(row.getString("device")));
        String spentBy = row.getString("spent_kid");
        if (spentBy != null) {
            return spentBy.equals(key.kid())
                    ? enrollment(device)
                    : refused("the enrollment token was spent by another key");
        }
        if (row.getBoolean("expired")) {
            return refused("the enrollment token has expired");
        }
        return enroll(device);
    }

    private Future<Enrollment> enroll(DeviceRef device) {
        String code = device.device().value();
        String certificate = certifier.certify(device, key);
        return execute(EnrollmentSql.CREATE_DEVICE, Tuple.of(tenant(), code))
                .compose(done -> execute(
                        EnrollmentSql.CREATE_KEY,
                        Tuple.of(tenant(), code, key.kid(), Buffer.buffer(key.bytes()), certificate)))
                .compose(done -> execute(
                        EnrollmentSql.SPEND_TOKEN,
                        Tuple.of(tenant(), Buffer.buffer(token.hash().bytes()), key.kid())))
                .compose(done -> enrollment(device));
    }

    private Future<Enrollment> enrollment(DeviceRef device) {
        return execute(
                        EnrollmentSql.CERTIFICATE,
                        Tuple.of(tenant(), device.device().value(), key.kid()))
                .compose(rows -> SqlDirectory.first(rows)
                        .map(row -> new Enrollment(device, key.kid(), row.getString("certificate")))
                        .map(Future::succeededFuture)
                        .orElseGet(() -> refused("the key was revoked")));
    }

    private Future<RowSet<Row>> execute(String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters);
    }

    private String tenant() {
        return token.tenant().value();
    }

    private static <T> Future<T> refused(String reason) {
        return Future.failedFuture(Problem.of(ProblemType.TOKEN_REFUSED, reason).exception());
    }
}
