package ghosthunter.hub.operator;

import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signing in, staying signed in, signing out. Any context may call it. */
public final class Sessions {
    private final Tables tables;
    private final LockOut lockOut;
    private final PasswordWorker passwords;
    private final AccessTokens accessTokens;
    private final OperatorSettings settings;
    private final SecureRandom random;

    Sessions(
            Tables tables,
            LockOut lockOut,
            PasswordWorker passwords,
            AccessTokens accessTokens,
            OperatorSettings settings,
            SecureRandom random) {
        this.tables = tables;
        this.lockOut = lockOut;
        this.passwords = passwords;
        this.accessTokens = accessTokens;
        this.settings = settings;
        this.random = random;
    }

    /** What a name leads to; nobody has {@code operator} null. */
    private record Claim(
            String subject,
            @Nullable Operator operator,
            @Nullable String passwordHash,
            boolean locked) {}

    private record Operator(OperatorName name, Scope scope) {
        Actor actor(UUID session) {
            return new Actor(Actor.Kind.OPERATOR, name.value(), scope, session);
        }
    }

    /**
     * Signs in. A wrong name and a wrong password, and a locked operator, take the same time and get the same answer.
     *
     * @param name as it was typed; it need not be a name at all
     * @return fails with {@code login-refused}, {@code locked-out}, {@code overloaded}
     */
    public Future<Grant> login(String name, String password) {
        return verified(name, password).compose(this::open);
    }

    /** Whether an operator of this name exists, for the audit alone. */
    public Future<Boolean> exists(String name) {
        return claim(name).map(claim -> claim.operator() != null);
    }

    /** Checks a password as a login does, counting failures, and opens no session. */
    Future<Void> check(OperatorName name, String password) {
        return verified(name.value(), password).mapEmpty();
    }

    private Future<Operator> verified(String name, String password) {
        return claim(name)
                .compose(claim -> lockOut.attempt(claim.subject())
                        .compose(counted -> passwords.matches(password, claim.passwordHash()))
                        .compose(matches -> matches ? accepted(claim) : Future.failedFuture(refused())));
    }

    private Future<Operator> accepted(Claim claim) {
        Operator operator = claim.operator();
        if (operator == null || claim.locked()) {
            return Future.failedFuture(refused());
        }
        return lockOut.forgive(claim.subject()).map(operator);
    }

    private Future<Claim> claim(String text) {
        OperatorName name;
        try {
            name = new OperatorName(text);
        } catch (IllegalArgumentException e) {
            return Future.succeededFuture(unknown(text));
        }
        return tables.query(SessionSql.CREDENTIAL, Tuple.of(name.value()))
                .map(rows -> Tables.first(rows).map(row -> known(name, row)).orElseGet(() -> unknown(text)));
    }

    private static Claim known(OperatorName name, Row row) {
        return new Claim(
                LockOut.subject(name),
                new Operator(name, Tables.scope(row)),
                row.getString("password_hash"),
                Tables.instant(row, "locked_at") != null);
    }

    private Claim unknown(String text) {
        return new Claim(lockOut.subjectOfUnknown(text), null, null, false);
    }

    private Future<Grant> open(Operator operator) {
        UUID session = RandomIds.next(random);
        Secret refresh = Secret.generate(Secret.Kind.REFRESH, random);
        Tuple opened = Tuple.of(session, operator.name().value(), settings.sessionS());
        return tables.transaction(connection -> Tables.query(connection, SessionSql.OPEN, opened)
                        .compose(done -> addRefresh(connection, session, refresh)))
                .map(done -> grant(operator, session, refresh));
    }

    private Future<Void> addRefresh(SqlConnection connection, UUID session, Secret refresh) {
        return Tables.query(
                        connection, SessionSql.ADD_REFRESH, Tuple.of(hash(refresh), session, settings.refreshTokenS()))
                .mapEmpty();
    }

    private Grant grant(Operator operator, UUID session, Secret refresh) {
        return new Grant(
                operator.actor(session), accessTokens.issue(operator.name(), session), accessTokens.lifeS(), refresh);
    }

    /**
     * Spends a refresh token for the next grant. One that was spent before ends its session, for somebody else has it too.
     *
     * @return fails with {@code login-refused}
     */
    public Future<Grant> refresh(Secret token) {
        return tables.transaction(connection -> refresh(connection, token))
                .compose(grant ->
                        grant.map(Future::succeededFuture).orElseGet(() -> Future.failedFuture(refreshRefused())));
    }

    /** Empty: refused. The transaction commits all the same, for the end of the session is in it. */
    private Future<Optional<Grant>> refresh(SqlConnection connection, Secret token) {
        return Tables.query(connection, SessionSql.LOCK_REFRESH, Tuple.of(hash(token)))
                .compose(rows -> Tables.first(rows)
                        .map(row -> refresh(connection, token, row))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }

    private Future<Optional<Grant>> refresh(SqlConnection connection, Secret token, Row row) {
        UUID session = row.getUUID("session");
        if (row.getBoolean("spent")) {
            return Tables.query(connection, SessionSql.REVOKE, Tuple.of(session))
                    .map(Optional.empty());
        }
        if (row.getBoolean("expired") || row.getBoolean("ended")) {
            return Future.succeededFuture(Optional.empty());
        }
        Secret next = Secret.generate(Secret.Kind.REFRESH, random);
        Operator operator = new Operator(new OperatorName(row.getString("name")), Tables.scope(row));
        return Tables.query(connection, SessionSql.SPEND_REFRESH, Tuple.of(hash(token)))
                .compose(spent -> addRefresh(connection, session, next))
                .map(done -> Optional.of(grant(operator, session, next)));
    }

    /** Signs out: neither token of the session is good any more. */
    public Future<Void> logout(UUID session) {
        return tables.query(SessionSql.REVOKE, Tuple.of(session)).mapEmpty();
    }

    /** Whether somebody is signed in with this session: neither signed out nor locked, nor is it over. */
    public Future<Boolean> isActive(UUID session) {
        return tables.query(SessionSql.ACTIVE, Tuple.of(session)).map(rows -> rows.size() > 0);
    }

    /** Who has this access token; fails with {@code unauthenticated}. */
    Future<Actor> actor(String accessToken) {
        return accessTokens.session(accessToken).compose(this::actor);
    }

    /** Whose session this is, with the role that it has now; fails with {@code unauthenticated} when the session has ended. */
    public Future<Actor> actor(UUID session) {
        return tables.query(SessionSql.ACTIVE, Tuple.of(session))
                .map(rows -> Tables.first(rows)
                        .map(row ->
                                new Operator(new OperatorName(row.getString("name")), Tables.scope(row)).actor(session))
                        .orElseThrow(AccessTokens::unauthenticated));
    }

    private static Buffer hash(Secret secret) {
        return Buffer.buffer(secret.hash().bytes());
    }

    private static ProblemException refused() {
        return Problem.of(ProblemType.LOGIN_REFUSED, "the name or the password is wrong")
                .exception();
    }

    private static ProblemException refreshRefused() {
        return Problem.of(ProblemType.LOGIN_REFUSED, "the refresh token is not good any more; sign in again")
                .exception();
    }
}
