package ghosthunter.hub.operator;

import ghosthunter.codecs.problem.Printable;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.postgres.DatabaseFailure;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keys with which machines use the API. Shown once; revoked at once, on every node. Any context may call it. */
public final class ApiKeys {
    /** How many keys are listed at most, newest first. */
    public static final int LIST_MAX = 1_000;

    /** The longest name, characters. */
    public static final int NAME_MAX = 100;

    private static final String ADD = """
            INSERT INTO api_key (id, key_hash, name, role, tenant, created_by, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 second')
            """;

    private static final String LIST = """
            SELECT id, name, role, tenant, created_at, created_by, expires_at, revoked_at
            FROM api_key
            WHERE $1::text IS NULL OR tenant = $1
            ORDER BY created_at DESC, id
            LIMIT $2
            """;

    private static final String REVOKE = """
            UPDATE api_key
            SET revoked_at = coalesce(revoked_at, now())
            WHERE id = $1 AND ($2::text IS NULL OR tenant = $2)
            """;

    /** By the unique index over key_hash. */
    private static final String ACTIVE = """
            SELECT id, name, role, tenant
            FROM api_key
            WHERE key_hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
            """;

    private final Tables tables;
    private final SecureRandom random;

    ApiKeys(Tables tables, SecureRandom random) {
        this.tables = tables;
        this.random = random;
    }

    /** A key that was made; its text can be had only now. */
    public record Made(UUID id, Secret key) {}

    /**
     * Makes one.
     *
     * @param life how long it is good, or null for ever
     */
    public Future<Made> add(Actor by, String name, Scope scope, @Nullable Duration life) {
        if (!by.scopeOrThrow().covers(scope)) {
            return Future.failedFuture(Scope.forbidden("you may not give this role, or not in this tenant"));
        }
        if (name.isBlank() || name.length() > NAME_MAX || !Printable.of(name).equals(name)) {
            return Future.failedFuture(Problem.of(
                            ProblemType.INVALID_REQUEST,
                            "the name of a key has 1 to " + NAME_MAX + " printable characters")
                    .exception());
        }
        Made made = new Made(RandomIds.next(random), Secret.generate(Secret.Kind.API_KEY, random));
        Tuple row = Tuple.of(
                made.id(),
                hash(made.key()),
                name,
                scope.role().slug(),
                Tables.text(scope.tenant()),
                by.kind().slug() + " " + by.name());
        return tables.query(ADD, row.addValue(life == null ? null : life.toSeconds()))
                .recover(failure -> Future.failedFuture(
                        DatabaseFailure.is(failure, "23503") ? Operators.noTenant(scope.tenant()) : failure))
                .map(made);
    }

    /** Those that the scope covers, newest first. */
    public Future<List<ApiKeyRow>> list(Scope scope) {
        return tables.query(LIST, Tuple.of(Tables.text(scope.tenant()), LIST_MAX))
                .map(rows -> {
                    List<ApiKeyRow> all = new ArrayList<>(rows.size());
                    rows.forEach(row -> all.add(row(row)));
                    return List.copyOf(all);
                });
    }

    /** Revokes one; again is no error. */
    public Future<Void> revoke(Actor by, UUID id) {
        return tables.query(REVOKE, Tuple.of(id, Tables.text(by.scopeOrThrow().tenant())))
                .compose(rows -> rows.rowCount() == 1
                        ? Future.succeededFuture()
                        : Future.failedFuture(Problem.of(ProblemType.NOT_FOUND, "there is no API key " + id)
                                .exception()));
    }

    /** Who has this key; fails with {@code unauthenticated}. */
    Future<Actor> actor(Secret key) {
        return tables.query(ACTIVE, Tuple.of(hash(key)))
                .map(rows -> Tables.first(rows).map(ApiKeys::actor).orElseThrow(AccessTokens::unauthenticated));
    }

    private static Actor actor(Row row) {
        String name = row.getUUID("id") + " " + row.getString("name");
        return new Actor(Actor.Kind.API_KEY, name, Tables.scope(row), null);
    }

    private static ApiKeyRow row(Row row) {
        return new ApiKeyRow(
                row.getUUID("id"),
                row.getString("name"),
                Tables.scope(row),
                Tables.instantOf(row, "created_at"),
                row.getString("created_by"),
                Tables.instant(row, "expires_at"),
                Tables.instant(row, "revoked_at"));
    }

    private static Buffer hash(Secret key) {
        return Buffer.buffer(key.hash().bytes());
    }
}
