package ghosthunter.hub.operator;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/**
 * The way to the first system admin: a token that a hub without operators prints at its start. It works once, for a day, and not
 * at all as soon as there is a system admin.
 */
public final class Bootstrap {
    /** How long the token is good. */
    public static final Duration LIFE = Duration.ofHours(24);

    private final Tables tables;
    private final PasswordWorker passwords;
    private final SecureRandom random;

    Bootstrap(Tables tables, PasswordWorker passwords, SecureRandom random) {
        this.tables = tables;
        this.passwords = passwords;
        this.random = random;
    }

    /** A new token in place of any before; empty when there is a system admin. */
    public Future<Optional<Secret>> token() {
        Secret token = Secret.generate(Secret.Kind.BOOTSTRAP, random);
        return tables.transaction(connection -> noAdmin(connection)
                .compose(none -> none
                        ? create(connection, token).map(Optional.of(token))
                        : Future.succeededFuture(Optional.empty())));
    }

    /**
     * Makes the first system admin.
     *
     * @return fails with {@code token-refused}
     */
    public Future<Void> redeem(Secret token, OperatorName name, String password) {
        Actor by = new Actor(Actor.Kind.NOBODY, "bootstrap", null, null);
        return tables.query(OperatorSql.BOOTSTRAP, Tuple.of(hash(token)))
                .compose(rows -> rows.size() == 1
                        ? Operators.checked(password, PasswordRule.LONG)
                        : Future.failedFuture(refused()))
                .compose(passwords::hash)
                .compose(hash -> tables.transaction(
                        connection -> redeem(connection, token, Operators.added(by, name, hash, Scope.SYSTEM_ADMIN))));
    }

    private static Future<Void> redeem(SqlConnection connection, Secret token, Tuple operator) {
        return noAdmin(connection)
                .compose(none -> none
                        ? Tables.query(connection, OperatorSql.BOOTSTRAP, Tuple.of(hash(token)))
                        : Future.failedFuture(refused()))
                .compose(rows -> rows.size() == 1
                        ? Tables.query(connection, OperatorSql.ADD, operator)
                        : Future.failedFuture(refused()))
                .compose(added -> Tables.query(connection, OperatorSql.DROP_BOOTSTRAP, Tuple.tuple()))
                .mapEmpty();
    }

    /** Under the lock that whoever makes the first operator takes. */
    private static Future<Boolean> noAdmin(SqlConnection connection) {
        return Tables.query(connection, OperatorSql.ADMIN_LOCK, Tuple.tuple())
                .compose(locked -> Tables.query(connection, OperatorSql.ANY_ADMIN, Tuple.tuple()))
                .map(rows -> !Tables.found(rows));
    }

    private static Future<Void> create(SqlConnection connection, Secret token) {
        return Tables.query(connection, OperatorSql.DROP_BOOTSTRAP, Tuple.tuple())
                .compose(dropped ->
                        Tables.query(connection, OperatorSql.CREATE_BOOTSTRAP, Tuple.of(hash(token), LIFE.toSeconds())))
                .mapEmpty();
    }

    private static Buffer hash(Secret token) {
        return Buffer.buffer(token.hash().bytes());
    }

    private static ProblemException refused() {
        return Problem.of(
                        ProblemType.TOKEN_REFUSED,
                        "the bootstrap token is not good any more; the hub prints a new one"
                                + " when it starts without a system admin")
                .exception();
    }
}
