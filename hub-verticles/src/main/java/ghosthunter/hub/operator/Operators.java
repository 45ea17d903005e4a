package ghosthunter.hub.operator;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemException;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.postgres.DatabaseFailure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The operators. Nobody gives, takes or changes more than its own scope covers; what is outside of it is {@code not-found}. The
 * last system admin who is not locked stays one. Any context may call it.
 */
public final class Operators {
    /** How many operators one page has at most. */
    public static final int PAGE_MAX = 1_000;

    private final Tables tables;
    private final PasswordWorker passwords;
    private final Sessions sessions;

    Operators(Tables tables, PasswordWorker passwords, Sessions sessions) {
        this.tables = tables;
        this.passwords = passwords;
        this.sessions = sessions;
    }

    /** Adds one; fails with {@code conflict} when there is one of that name, {@code not-found} when there is no such tenant. */
    public Future<Void> add(Actor by, OperatorName name, String password, Scope scope) {
        return add(by, name, password, scope, PasswordRule.LONG);
    }

    /** The same by another rule for its password. */
    public Future<Void> add(Actor by, OperatorName name, String password, Scope scope, PasswordRule rule) {
        if (!by.scopeOrThrow().covers(scope)) {
            return Future.failedFuture(Scope.forbidden("you may not give this role, or not in this tenant"));
        }
        return checked(password, rule)
                .compose(passwords::hash)
                .compose(hash -> tables.query(OperatorSql.ADD, added(by, name, hash, scope)))
                .recover(failure -> Future.failedFuture(reason(failure, name, scope.tenant())))
                .mapEmpty();
    }

    static Tuple added(Actor by, OperatorName name, String hash, Scope scope) {
        return Tuple.of(
                name.value(),
                scope.role().slug(),
                Tables.text(scope.tenant()),
                hash,
                by.kind().slug() + " " + by.name());
    }

    /** Fails with {@code invalid-request} when it is too short or too long. */
    static Future<String> checked(String password, PasswordRule rule) {
        try {
            rule.check(password);
            return Future.succeededFuture(password);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(Problem.of(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()))
                    .exception());
        }
    }

    /** A page of those that the scope covers, by name. */
    public Future<List<OperatorRow>> page(Scope scope, @Nullable OperatorName after, int limit) {
        String last = after == null ? null : after.value();
        return tables.query(OperatorSql.PAGE, Tuple.of(Tables.text(scope.tenant()), last, limit))
                .map(rows -> {
                    List<OperatorRow> page = new ArrayList<>(rows.size());
                    rows.forEach(row -> page.add(row(row)));
                    return List.copyOf(page);
                });
    }

    /** One; fails with {@code not-found} when the scope does not cover it. */
    public Future<OperatorRow> one(Scope scope, OperatorName name) {
        return tables.query(OperatorSql.ONE, Tuple.of(name.value()))
                .map(rows -> Tables.first(rows)
                        .map(Operators::row)
                        .filter(row -> scope.covers(row.scope()))
                        .orElseThrow(() -> unknown(name)));
    }

    /** Changes one. Its sessions end, unless it is only unlocked. */
    public Future<Void> change(Actor by, OperatorName name, OperatorChange change) {
        String password = change.password();
        Future<@Nullable String> hash = password == null
                ? Future.succeededFuture(null)
                : checked(password, PasswordRule.LONG).compose(passwords::hash);
        return hash.compose(newHash -> tables.transaction(connection ->
                covered(connection, by, name).compose(now -> change(connection, by, now, change, newHash))));
    }

    private static Future<Void> change(
            SqlConnection connection, Actor by, OperatorRow now, OperatorChange change, @Nullable String hash) {
        Role role = change.role() == null ? now.scope().role() : change.role();
        Scope next =
                Scope.of(role, role == Role.SYSTEM_ADMIN ? null : now.scope().tenant());
        boolean locked = change.locked() == null ? now.lockedAt() != null : change.locked();
        if (!by.scopeOrThrow().covers(next)) {
            return Future.failedFuture(Scope.forbidden("you may not give this role"));
        }
        Tuple row = Tuple.of(now.name().value(), role.slug(), Tables.text(next.tenant()), hash, locked);
        boolean keepsAdmin = role == Role.SYSTEM_ADMIN && !locked;
        return (keepsAdmin ? Future.<Void>succeededFuture() : anotherSystemAdmin(connection, now))
                .compose(safe -> Tables.query(connection, OperatorSql.CHANGE, row))
                .compose(changed -> endSessions(connection, now.name(), null));
    }

    /** Removes one. Its audit stays. */
    public Future<Void> remove(Actor by, OperatorName name) {
        return tables.transaction(connection -> covered(connection, by, name)
                .compose(now -> anotherSystemAdmin(connection, now))
                .compose(safe -> Tables.query(connection, OperatorSql.REMOVE, Tuple.of(name.value())))
                .mapEmpty());
    }

    /**
     * An operator changes its own password; its other sessions end.
     *
     * @return fails as a login does when the old password is wrong
     */
    public Future<Void> changePassword(OperatorName name, String old, String password, UUID session) {
        return changePassword(name, old, password, session, PasswordRule.LONG);
    }

    /** The same by another rule for the new one. */
    public Future<Void> changePassword(
            OperatorName name, String old, String password, UUID session, PasswordRule rule) {
        return checked(password, rule)
                .compose(good -> sessions.check(name, old))
                .compose(verified -> passwords.hash(password))
                .compose(hash -> tables.transaction(
                        connection -> Tables.query(connection, OperatorSql.SET_PASSWORD, Tuple.of(name.value(), hash))
                                .compose(done -> endSessions(connection, name, session))));
    }

    private static Future<OperatorRow> covered(SqlConnection connection, Actor by, OperatorName name) {
        return Tables.query(connection, OperatorSql.ADMIN_LOCK, Tuple.tuple())
                .compose(locked -> Tables.query(connection, OperatorSql.ONE, Tuple.of(name.value())))
                .map(rows -> Tables.first(rows)
                        .map(Operators::row)
                        .filter(row -> by.scopeOrThrow().covers(row.scope()))
                        .orElseThrow(() -> unknown(name)));
    }

    private static Future<Void> anotherSystemAdmin(SqlConnection connection, OperatorRow now) {
        if (now.scope().role() != Role.SYSTEM_ADMIN || now.lockedAt() != null) {
            return Future.succeededFuture();
        }
        return Tables.query(
                        connection,
                        OperatorSql.OTHER_SYSTEM_ADMIN,
                        Tuple.of(now.name().value()))
                .compose(rows -> Tables.found(rows)
                        ? Future.succeededFuture()
                        : Future.failedFuture(Problem.of(ProblemType.CONFLICT, "the last system admin stays one")
                                .exception()));
    }

    private static Future<Void> endSessions(SqlConnection connection, OperatorName name, @Nullable UUID but) {
        return Tables.query(connection, SessionSql.REVOKE_ALL_BUT, Tuple.of(name.value(), but))
                .mapEmpty();
    }

    private static OperatorRow row(Row row) {
        return new OperatorRow(
                new OperatorName(row.getString("name")),
                Tables.scope(row),
                Tables.instantOf(row, "created_at"),
                row.getString("created_by"),
                Tables.instant(row, "locked_at"),
                Tables.instant(row, "last_login_at"));
    }

    private static Throwable reason(Throwable failure, OperatorName name, @Nullable TenantId tenant) {
        if (DatabaseFailure.is(failure, "23505")) {
            return Problem.of(ProblemType.CONFLICT, "there is an operator " + name)
                    .exception();
        }
        return DatabaseFailure.is(failure, "23503") ? noTenant(tenant) : failure;
    }

    static ProblemException noTenant(@Nullable TenantId tenant) {
        return Problem.of(ProblemType.NOT_FOUND, "there is no tenant " + tenant).exception();
    }

    private static ProblemException unknown(OperatorName name) {
        return Problem.of(ProblemType.NOT_FOUND, "there is no operator " + name).exception();
    }
}
