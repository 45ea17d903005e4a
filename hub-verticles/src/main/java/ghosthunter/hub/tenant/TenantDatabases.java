package ghosthunter.hub.tenant;

import ghosthunter.codecs.change.TenantId;
import ghosthunter.hub.postgres.DatabaseUrl;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings up the databases that tenants have for themselves: migrations, connections, a ledger and a feed for each. One
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

    private final Vertx vertx;
    private final DatabaseUrl shared;
    private final Map<TenantId, DatabaseUrl> urls;
    private final BiConsumer<TenantId, DatabaseUrl> checks;
    private final BiFunction<TenantId, DatabaseUrl, Future<Void>> opened;
    private final BiFunction<TenantId, DatabaseUrl, List<Deployable>> parts;
    private final WorkerExecutor threads;
    private final Set<String> deployed = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /**
     * Makes it; {@link #start} begins.
     *
     * @param shared the database of the other tenants
     * @param urls where the databases are
     * @param checks throws where a database that has its schema cannot be served as the settings say; may block
     * @param opened is told of a database that has its schema; when that succeeds, the tenant is served
     * @param parts makes what works on a tenant's database, deployed in this order
     */
    public TenantDatabases(
            Vertx vertx,
            DatabaseUrl shared,
            Map<TenantId, DatabaseUrl> urls,
            BiConsumer<TenantId, DatabaseUrl> checks,
            BiFunction<TenantId, DatabaseUrl, Future<Void>> opened,
            BiFunction<TenantId, DatabaseUrl, List<Deployable>> parts) {
        this.vertx = vertx;
        this.shared = shared;
        this.urls = Map.copyOf(urls);
        this.checks = checks;
        this.opened = opened;
        this.parts = parts;
        this.threads = vertx.createSharedWorkerExecutor("ghosthunter-tenant-databases", THREADS);
    }

    /** Tries each once; never fails. What is not there then comes up later by itself. */
    public Future<Void> start() {
        return Future.join(urls.keySet().stream()
                        .map(tenant -> bringUp(tenant, AGAIN_MS_MIN))
                        .toList())
                .timeout(FIRST_TRY_S, TimeUnit.SECONDS)
                .transform(tried -> Future.succeededFuture());
    }

    /** Commits what is under way and lets go of everything but the pools. */
    public Future<Void> stop() {
        stopped = true;
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
                            checks.accept(tenant, url);
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
        return deploy(parts.apply(tenant, url).iterator(), List.of())
                .compose(ids -> (stopped ? Future.<Void>failedFuture("the hub stops") : opened.apply(tenant, url))
                        .onSuccess(served -> deployed.addAll(ids))
                        .recover(failure -> undeployed(ids, failure)))
                .onSuccess(served -> LOG.atInfo()
                        .addKeyValue("tenant", tenant)
                        .addKeyValue("database", url)
                        .log("database of a tenant is at hand"));
    }

    /** One behind the other; none of them stays when one fails. */
    private Future<List<String>> deploy(Iterator<Deployable> left, List<String> ids) {
        if (!left.hasNext()) {
            return Future.succeededFuture(ids);
        }
        return vertx.deployVerticle(left.next())
                .recover(failure -> undeployed(ids, failure))
                .compose(id ->
                        deploy(left, Stream.concat(ids.stream(), Stream.of(id)).toList()));
    }

    private <T> Future<T> undeployed(List<String> ids, Throwable failure) {
        return Future.join(ids.stream().map(vertx::undeploy).toList())
                .transform(undeployed -> Future.failedFuture(failure));
    }
}
