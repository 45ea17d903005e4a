package ghosthunter.hub.operator;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * After {@value #FREE} failed logins in a row each further one waits: {@value #WAIT_S} s, then twice that, and so on up to
 * {@value #WAIT_S_MAX} s. Names that do not exist are counted as well, so that the answer does not tell which do.
 */
final class LockOut {
    /** Failures without a wait. */
    static final int FREE = 5;

    /** The first wait, seconds. */
    static final int WAIT_S = 30;

    /** The longest wait, seconds: a stranger must not lock an operator out for a night. */
    static final int WAIT_S_MAX = 900;

    private final Tables tables;
    private final SecretKeySpec bucketKey;

    LockOut(Tables tables, byte[] secret) {
        this.tables = tables;
        this.bucketKey = new SecretKeySpec(secret, "HmacSHA256");
    }

    /** What failures of an operator are counted under. */
    static String subject(OperatorName name) {
        return "operator " + name;
    }

    /** What failures of a name that does not exist are counted under. */
    String subjectOfUnknown(String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(bucketKey);
            byte[] digest = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
            return "unknown " + HexFormat.of().formatHex(digest, 0, 2);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Counts an attempt as failed, until {@link #forgive}; fails with {@code locked-out} while the subject has to wait. */
    Future<Void> attempt(String subject) {
        return tables.query(SessionSql.ATTEMPT, Tuple.of(subject, FREE, WAIT_S, WAIT_S_MAX))
                .compose(rows -> rows.size() == 1 ? Future.succeededFuture() : lockedOut(subject));
    }

    /** The attempt succeeded. */
    Future<Void> forgive(String subject) {
        return tables.query(SessionSql.FORGIVE, Tuple.of(subject)).mapEmpty();
    }

    private Future<Void> lockedOut(String subject) {
        return tables.query(SessionSql.LOCKED_FOR_S, Tuple.of(subject))
                .map(rows ->
                        Tables.first(rows).map(row -> row.getLong("wait_s")).orElse(1L))
                .compose(waitS -> Future.failedFuture(lockedOut(waitS)));
    }

    private static ProblemException lockedOut(long waitS) {
        return Problem.after(ProblemType.LOCKED_OUT, "too many failed logins; try again in " + waitS + " s", waitS)
                .exception();
    }
}
