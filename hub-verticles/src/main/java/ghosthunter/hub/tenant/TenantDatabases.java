package ghosthunter.hub.tenant;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.ReplicationSlot;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings up the databases that tenants have for themselves: migrations, replication slot, connections and a ledger for each. One
 * that does not answer is tried again and again and stops nobody else: until it is there, what concerns its tenant is answered
 * {@code unavailable}. Threads of its own, so that a server that swallows connections does not keep others waiting.
 */
public final class TenantDatabases {
    private static final Logger LOG = LoggerFactory.getLogger(TenantDatabases.class);
    private static final int THREADS = 4;

    /** How long a start waits for the first try of all, seconds; a try goes on behind it. */
    private static final long FIRST_TRY_S = 5;

    private static final long AGAIN_MS_MIN = 2_000;
    private static final long AGAIN_MS_MAX = 60_000;

    /** How often a slot that nobody reads is moved on, milliseconds. */
    private static final long SLOT_MS = 60_000;

    private final Vertx vertx;
    private final DatabaseUrl shared;
    private final Map<TenantId, DatabaseUrl> urls;
    private final BiFunction<TenantId, DatabaseUrl, Future<Void>> opened;
    private final BiFunction<TenantId, DatabaseUrl, Deployable> ledgers;
    private final WorkerExecutor threads;
    private final Set<TenantId> withoutSlot = ConcurrentHashMap.newKeySet();
    private final Set<TenantId> ready = ConcurrentHashMap.newKeySet();
    private final Set<String> deployed = ConcurrentHashMap.newKeySet();
    private volatile long slotTimer = -1;
    private volatile boolean stopped;

    /**
     * Makes it; {@link #start} begins.
     *
     * @param shared the database of the other tenants
     * @param urls where the databases are
     * @param opened is told of a database that has its schema; when that succeeds, the tenant is served
     * @param ledgers makes the ledger of a tenant's database
     */
    public TenantDatabases(
            Vertx vertx,
            DatabaseUrl shared,
            Map<TenantId, DatabaseUrl> urls,
            BiFunction<TenantId, DatabaseUrl, Future<Void>> opened,
            BiFunction<TenantId, DatabaseUrl, Deployable> ledgers) {
        this.vertx = vertx;
        this.shared = shared;
        this.urls = Map.copyOf(urls);
        this.opened = opened;
        this.ledgers = ledgers;
        this.threads = vertx.createSharedWorkerExecutor("ghosthunter-tenant-databases", THREADS);
    }

    /** Tries each once; never fails. What is not there then comes up later by itself. */
    public Future<Void> start() {
        slotTimer = vertx.setPeriodic(
                SLOT_MS,
                timer -> ready.forEach(tenant -> {
                    var unused = keepSlot(tenant);
                }));
        return Future.join(urls.keySet().stream()
                        .map(tenant -> bringUp(tenant, AGAIN_MS_MIN))
                        .toList())
                .timeout(FIRST_TRY_S, TimeUnit.SECONDS)
                .transform(tried -> Future.succeededFuture());
    }

    /** Commits what is under way and lets go of everything but the pools. */
    public Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(slotTimer);
        return Future.join(deployed.stream().map(vertx::undeploy).toList()).transform(undeployed -> threads.close());
    }

    private Future<Void> bringUp(TenantId tenant, long againMs) {
        DatabaseUrl url = urls.get(tenant);
        if (stopped || url == null) {
            return Future.succeededFuture();
        }
        return threads.<Void>executeBlocking(
                        () -> {
                            TenantSetup.prepare(shared, url, tenant, tenant.value());
                            return null;
                        },
                        false)
                .compose(prepared -> serve(tenant, url))
                .recover(failure -> {
                    LOG.atError()
                            .addKeyValue("tenant", tenant)
                            .addKeyValue("database", url)
                            .addKeyValue("reason", failure.getMessage())
                            .addKeyValue("againMs", againMs)
                            .log("database of a tenant is not at hand; its requests are answered unavailable");
                    var unused = vertx.timer(againMs, TimeUnit.MILLISECONDS)
                            .compose(passed -> bringUp(tenant, Math.min(2 * againMs, AGAIN_MS_MAX)));
                    return Future.succeededFuture();
                });
    }

    private Future<Void> serve(TenantId tenant, DatabaseUrl url) {
        return vertx.deployVerticle(ledgers.apply(tenant, url))
                .compose(id -> (stopped ? Future.<Void>failedFuture("the hub stops") : opened.apply(tenant, url))
                        .onSuccess(served -> deployed.add(id))
                        .recover(failure -> vertx.undeploy(id).transform(undeployed -> Future.failedFuture(failure))))
                .compose(served -> {
                    ready.add(tenant);
                    LOG.atInfo()
                            .addKeyValue("tenant", tenant)
                            .addKeyValue("database", url)
                            .log("database of a tenant is at hand");
                    return keepSlot(tenant);
                });
    }

    /** The tenant is served without it too; nothing follows its changes then. */
    private Future<Void> keepSlot(TenantId tenant) {
        DatabaseUrl url = urls.get(tenant);
        if (stopped || url == null) {
            return Future.succeededFuture();
        }
        String slot = ReplicationSlot.nameOf(tenant, url);
        return threads.<Void>executeBlocking(
                        () -> {
                            ReplicationSlot.keep(url, slot);
                            return null;
                        },
                        false)
                .onSuccess(kept -> withoutSlot.remove(tenant))
                .recover(failure -> {
                    if (withoutSlot.add(tenant)) {
                        LOG.atWarn()
                                .addKeyValue("tenant", tenant)
                                .addKeyValue("slot", slot)
                                .addKeyValue("reason", failure.getMessage())
                                .log("no replication slot for the database of a tenant");
                    }
                    return Future.succeededFuture();
                });
    }
}
