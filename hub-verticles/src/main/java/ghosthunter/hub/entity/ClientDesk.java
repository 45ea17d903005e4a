package ghosthunter.hub.entity;

import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.problem.Problem;
import ghosthunter.codecs.problem.ProblemType;
import ghosthunter.hub.postgres.DatabaseFailure;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/** Where the clients of dialects become devices like all others: in the one list, with presence and groups. Any context. */
public final class ClientDesk {
    /** Primary key. Nothing where the name is taken by a device of another kind. */
    private static final String REGISTER = """
            INSERT INTO device AS d (tenant, device, kind, dialect, label, last_seen_at)
            VALUES ($1, $2, $3, $4, $5, now())
            ON CONFLICT (tenant, device) DO UPDATE
            SET label = coalesce(excluded.label, d.label),
                kind = excluded.kind,
                last_seen_at = now()
            WHERE d.dialect = excluded.dialect
            RETURNING device
            """;

    /** Primary key. */
    private static final String JOIN = """
            INSERT INTO device_group (tenant, name, device)
            VALUES ($1, $2, $3)
            ON CONFLICT DO NOTHING
            """;

    /** Primary key. */
    private static final String SEEN = """
            UPDATE device
            SET last_seen_at = now(), pending = coalesce($3, pending)
            WHERE tenant = $1 AND device = $2 AND dialect IS NOT NULL
            """;

    /** Primary key. */
    private static final String TENANT = "SELECT FROM tenant WHERE id = $1";

    /** Primary key. */
    private static final String WAITING = """
            UPDATE device
            SET waiting = $3::jsonb,
                pending = (SELECT coalesce(sum(w.value::bigint), 0) FROM jsonb_each_text($3::jsonb) AS w)
            WHERE tenant = $1 AND device = $2 AND dialect IS NOT NULL
            """;

    private final TenantPools pools;

    public ClientDesk(TenantPools pools) {
        this.pools = pools;
    }

    /**
     * A client of a dialect.
     *
     * @param kind {@code terminal} or {@code mobile}
     * @param label what people call it, or null
     * @param group the group whose entities it is sent, or null
     */
    public record Client(
            DeviceRef device,
            String kind,
            String dialect,
            @Nullable String label,
            @Nullable String group) {}

    /** Makes it a device, or says that it was seen; fails with {@code conflict} where a device that is none of this dialect has the name. */
    public Future<Void> register(Client client) {
        String tenant = client.device().tenant().value();
        String device = client.device().device().value();
        Tuple row = Tuple.of(tenant, device, client.kind(), client.dialect(), client.label());
        return pools.<Void>transaction(
                        client.device().tenant(),
                        connection -> connection
                                .preparedQuery(REGISTER)
                                .execute(row)
                                .compose(written -> written.rowCount() == 1
                                        ? Future.succeededFuture()
                                        : Future.failedFuture(taken(client)))
                                .compose(made -> client.group() == null
                                        ? Future.succeededFuture()
                                        : connection
                                                .preparedQuery(JOIN)
                                                .execute(Tuple.of(tenant, client.group(), device)))
                                .mapEmpty())
                .recover(DatabaseFailure::unavailable);
    }

    /**
     * It was heard of.
     *
     * @param pending changes that it says it holds back, or null where it does not say
     */
    public Future<Void> seen(DeviceRef device, @Nullable Long pending) {
        return pools.query(
                        device.tenant(),
                        SEEN,
                        Tuple.of(device.tenant().value(), device.device().value(), pending))
                .recover(DatabaseFailure::unavailable)
                .mapEmpty();
    }

    /** Whether there is such a tenant. */
    public Future<Boolean> hasTenant(TenantId tenant) {
        return pools.query(tenant, TENANT, Tuple.of(tenant.value()))
                .recover(DatabaseFailure::unavailable)
                .map(rows -> rows.size() == 1);
    }

    /**
     * It says what it holds back.
     *
     * @param byType changes by entity type, each a whole number
     */
    public Future<Void> waits(DeviceRef device, JsonObject byType) {
        return pools.query(
                        device.tenant(),
                        WAITING,
                        Tuple.of(device.tenant().value(), device.device().value(), byType))
                .recover(DatabaseFailure::unavailable)
                .mapEmpty();
    }

    private static RuntimeException taken(Client client) {
        return Problem.of(
                        ProblemType.CONFLICT,
                        client.device() + " is a device that does not speak the dialect " + client.dialect())
                .exception();
    }
}
