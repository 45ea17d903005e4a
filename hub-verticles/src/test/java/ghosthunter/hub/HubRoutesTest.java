package ghosthunter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.custody.ClockLimits;
import ghosthunter.hub.device.Gate;
import ghosthunter.hub.device.LockerRegistry;
import ghosthunter.hub.dialect.DialectSettings;
import ghosthunter.hub.directory.DirectoryPool;
import ghosthunter.hub.enrollment.KeptFile;
import ghosthunter.hub.identity.IdentityWatch;
import ghosthunter.hub.metrics.HubMetrics;
import ghosthunter.hub.openapi.ApiContract;
import ghosthunter.hub.openapi.ApiContracts;
import ghosthunter.hub.openapi.DocFiles;
import ghosthunter.hub.operator.OperatorPool;
import ghosthunter.hub.operator.SecretFile;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.PoolLimits;
import ghosthunter.hub.realtime.Streams;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubRoutesTest {
    @TempDir
    private Path dataDir;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void everyPathIsInADocumentAndEveryPathOfADocumentIsThere() {
        // Given
        DialectSettings dialects = HubDialects.all();
        ApiContracts contracts = ApiContracts.read(HubDialects.names(dialects));
        Router router = Router.router(vertx);

        // When
        routes(dialects, contracts).routes().forEach(routes -> routes.mount(router));

        // Then
        Set<String> told = new TreeSet<>();
        contracts.all().stream().map(ApiContract::operations).forEach(told::addAll);
        Set<String> mounted = mounted(router);
        assertThat(mounted).containsAll(told);
        assertThat(mounted).allMatch(key -> told.contains(key) || isToldOtherwise(key, told));
    }

    /**
     * cpos has its paths with /api before them and without it; a preflight (CORS) asks for no operation; Agrotour's engine refuses other methods of its paths in words of its own.
     */
    private static boolean isToldOtherwise(String key, Set<String> told) {
        String path = key.substring(key.indexOf(' ') + 1);
        return key.startsWith("OPTIONS ")
                || told.contains(key.replaceFirst(" /api/", " /"))
                || (path.startsWith("/sync/") && told.stream().anyMatch(other -> other.endsWith(" " + path)));
    }

    /** HEAD comes with GET, and a route for every method only refuses. */
    private static Set<String> mounted(Router router) {
        Set<String> mounted = new TreeSet<>();
        for (Route route : router.getRoutes()) {
            if (route.getPath() != null && route.methods() != null) {
                route.methods().stream()
                        .filter(method -> !method.equals(HttpMethod.HEAD))
                        .forEach(method -> mounted.add(ApiContract.key(method.name(), route.getPath())));
            }
        }
        return mounted;
    }

    /** No path is called, so no database is needed. */
    private HubRoutes routes(DialectSettings dialects, ApiContracts contracts) {
        DatabaseUrl nowhere = DatabaseUrl.parse("postgres://hub:secret@127.0.0.1:1/packages");
        HubConfig config = RunningHub.config(nowhere, dataDir, dataDir, 0, dialects);
        HubWorld world = SystemHubWorld.here();
        HubMetrics metrics = new HubMetrics();
        IdentityWatch identity = new IdentityWatch(dataDir, world.random(), world.clock());
        return new HubRoutes(
                config,
                world,
                identity,
                DirectoryPool.open(
                        vertx,
                        nowhere,
                        PoolLimits.ofNode(1),
                        ClockLimits.DEFAULT,
                        world.clock(),
                        world.random(),
                        new KeptFile(dataDir)),
                new Gate(config.gate(), world.nanoTime()),
                new LockerRegistry(vertx, config.lockers(), world.clock()),
                new Streams(
                        config.realtime().streams(),
                        world.clock(),
                        world.nanoTime(),
                        world.random(),
                        metrics.registry()),
                metrics,
                OperatorPool.open(
                        vertx,
                        nowhere,
                        new OperatorPool.Opening(
                                identity.identity().hub(),
                                SecretFile.readOrCreate(dataDir, world.random()),
                                config.operators(),
                                PoolLimits.ofNode(1),
                                world.clock(),
                                world.random())),
                DocFiles.read(contracts),
                vertx);
    }
}
