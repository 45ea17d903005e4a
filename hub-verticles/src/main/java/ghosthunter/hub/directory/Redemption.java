package ghosthunter.hub.directory;

import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.key.VerifyKey;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.enrollment.Keeper;
import ghosthunter.hub.enrollment.KeptFact;
import ghosthunter.hub.enrollment.KeptFact.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key spends one token, in the transaction of the connection, and the other keys of its device retire: so the hardware of a
 * locker is replaced under its code. A repeat of the same key changes nothing.
 */
final class Redemption {
    private final SqlConnection connection;
    private final EnrollmentToken token;
    private final VerifyKey key;
    private final @Nullable DeviceId asking;
    private final Certifier certifier;
    private final Keeper keeper;
    private final List<KeptFact> facts = new ArrayList<>();

    /** @param asking who the sender is set up to be; null: it does not say */
    Redemption(
            SqlConnection connection,
            EnrollmentToken token,
            VerifyKey key,
            @Nullable DeviceId asking,
            Certifier certifier,
            Keeper keeper) {
        this.connection = connection;
        this.token = token;
        this.key = key;
        this.asking = asking;
        this.certifier = certifier;
        this.keeper = keeper;
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
        if (asking != null && !asking.equals(device.device())) {
            return refused("the token is for " + device.device() + ", but this device is " + asking
                    + "; it is not spent: use it there, or set LOCKER_ID=" + device.device()
                    + " (locker_id in conf/edge.yaml) and enroll again");
        }
        if (row.getBoolean("spent")) {
            return key.kid().equals(row.getString("spent_kid"))
                    ? admission(device).map(found -> enrollment(device, found))
                    : refused("the enrollment token was spent by another key, or given up");
        }
        if (row.getBoolean("expired")) {
            return refused("the enrollment token has expired");
        }
        return execute(
                        EnrollmentSql.CREATE_DEVICE,
                        of(device).addString(row.getString("kind")).addString(row.getString("device_group")))
                .compose(done -> enroll(device));
    }

    private Future<Enrollment> enroll(DeviceRef device) {
        Tuple row = of(device)
                .addString(key.kid())
                .addBuffer(Buffer.buffer(key.bytes()))
                .addString(certifier.certify(device, key));
        return execute(EnrollmentSql.CREATE_KEY, row)
                .compose(done -> execute(
                        EnrollmentSql.SPEND_TOKEN,
                        Tuple.of(tenant(), Buffer.buffer(token.hash().bytes()), key.kid())))
                .compose(done -> execute(KeySql.RETIRE_OTHERS, of(device).addString(key.kid())))
                .compose(retired -> admission(device).compose(found -> told(device, retired, found)));
    }

    private Future<Enrollment> told(DeviceRef device, RowSet<Row> retired, Row found) {
        facts.add(KeyFacts.admission(Kind.ENROLLED, device, key.kid(), found, token.hash()));
        retired.forEach(row -> facts.add(KeyFacts.of(Kind.RETIRED, device, row.getString("kid"), row)));
        return KeyFacts.settle(connection, keeper, facts).map(settled -> enrollment(device, found));
    }

    private Enrollment enrollment(DeviceRef device, Row found) {
        return new Enrollment(device, key.kid(), certifier.current(device, key, found.getString("certificate")));
    }

    /** The row of the key, if it may speak. */
    private Future<Row> admission(DeviceRef device) {
        return execute(KeySql.ADMISSION, of(device).addString(key.kid()))
                .compose(rows -> SqlDirectory.first(rows)
                        .filter(row -> row.getBoolean("valid"))
                        .map(Future::succeededFuture)
                        .orElseGet(() -> refused("the key was revoked or replaced; enroll with a new one")));
    }

    private Tuple of(DeviceRef device) {
        return Tuple.of(tenant(), device.device().value());
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
