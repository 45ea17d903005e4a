package ghosthunter.hub.realtime;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.postgres.Tenancy;
import ghosthunter.hub.postgres.TenantPools;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raises the finding {@code silent} for lockers that are not heard of, and closes it when they are. One node at a time. */
final class SilenceWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SilenceWatch.class);
    private static final long DAY_MS = 86_400_000;

    private final TenantPools pools;
    private final PresenceSettings settings;
    private Future<Void> sweep = Future.succeededFuture();

    SilenceWatch(TenantPools pools, PresenceSettings settings) {
        this.pools = pools;
        this.settings = settings;
    }

    /** Looks at every tenant, one behind the other, unless it still does. */
    void sweep() {
        if (sweep.isComplete()) {
            sweep = tenants()
                    .compose(this::sweepAll)
                    .onFailure(SilenceWatch::notSwept)
                    .otherwiseEmpty();
        }
    }

    /** Done when nothing of it is under way. */
    Future<Void> idle() {
        return sweep;
    }

    private Future<List<TenantId>> tenants() {
        return Tenancy.hub()
                .query(pools.shared(), "SELECT id FROM tenant ORDER BY id", Tuple.tuple())
                .map(rows -> {
                    List<TenantId> tenants = new ArrayList<>();
                    rows.forEach(row -> tenants.add(new TenantId(row.getString("id"))));
                    return tenants;
                });
    }

    /** A tenant whose database is away does not keep the others waiting. */
    private Future<Void> sweepAll(List<TenantId> tenants) {
        Future<Void> all = Future.succeededFuture();
        for (TenantId tenant : tenants) {
            all = all.compose(
                    before -> sweep(tenant).onFailure(SilenceWatch::notSwept).otherwiseEmpty());
        }
        return all;
    }

    private Future<Void> sweep(TenantId tenant) {
        return pools.transaction(
                tenant,
                connection -> connection
                        .preparedQuery(PresenceSql.TRY_LOCK)
                        .execute(Tuple.of(tenant.value()))
                        .compose(rows -> rows.iterator().next().getBoolean("won")
                                ? sweep(connection, tenant)
                                : Future.succeededFuture()));
    }

    private Future<Void> sweep(SqlConnection connection, TenantId tenant) {
        Tuple asked = Tuple.of(tenant.value(), settings.nodeAliveMs(), settings.silentMs());
        return connection
                .preparedQuery(PresenceSql.FORGET_NODES)
                .execute(Tuple.of(tenant.value(), Math.max(DAY_MS, settings.nodeAliveMs())))
                .compose(forgotten ->
                        connection.preparedQuery(PresenceSql.CLOSE_SILENT).execute(asked))
                .compose(closed ->
                        connection.preparedQuery(PresenceSql.RAISE_SILENT).execute(asked))
                .mapEmpty();
    }

    private static void notSwept(Throwable failure) {
        LOG.atWarn()
                .addKeyValue("reason", failure.getMessage())
                .log("silent lockers are not looked for; it is tried again");
    }
}
