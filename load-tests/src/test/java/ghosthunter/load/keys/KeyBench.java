package ghosthunter.load.keys;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.change.DeviceRef;
import ghosthunter.codecs.change.TenantId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.edge.EdgeNode;
import ghosthunter.edge.SystemEdgeWorld;
import ghosthunter.edge.config.EdgeConfig;
import ghosthunter.edge.enroll.Enroller;
import ghosthunter.edge.enroll.Enrollment;
import ghosthunter.edge.enroll.HubAddress;
import ghosthunter.edge.enroll.IdentityFiles;
import ghosthunter.edge.enroll.Rotator;
import ghosthunter.edge.enroll.StoredIdentity;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.sync.SyncCommand;
import ghosthunter.edge.sync.SyncPace;
import ghosthunter.edge.sync.SyncReport;
import ghosthunter.hub.HubNode;
import ghosthunter.hub.HubWorld;
import ghosthunter.hub.config.HubConfig;
import ghosthunter.hub.config.HubConfigReader;
import ghosthunter.hub.custody.ClockLimits;
import ghosthunter.hub.directory.DirectoryPool;
import ghosthunter.hub.directory.TokenTerms;
import ghosthunter.hub.enrollment.KeptFile;
import ghosthunter.hub.postgres.DatabaseUrl;
import ghosthunter.hub.postgres.EmbeddedDatabase;
import ghosthunter.hub.postgres.PoolLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A hub with its own PostgreSQL and devices, in this process, and what an operator does to keys. */
final class KeyBench implements AutoCloseable {
    private static final SyncPace PACE = new SyncPace(200, 50, 200, 500, 2_000, 5, 100, 500, 500, 500, 5_000);

    final Vertx vertx = Vertx.vertx();
    final Path hubData;
    private final Path directory;
    private final HubNode hub;
    private final DirectoryPool operator;
    private final DatabaseUrl database;

    KeyBench(Path directory) throws Exception {
        this.directory = directory;
        this.hubData = directory.resolve("hub");
        HubConfig config = HubConfigReader.read(
                        Optional.empty(),
                        Map.of(
                                "DATA_DIR",
                                hubData.toString(),
                                "PORT",
                                "0",
                                "EMBEDDED_POSTGRES_PORT",
                                "0",
                                "EMBEDDED_POSTGRES_PROGRAM_DIR",
                                Path.of("target", "postgres-programs")
                                        .toAbsolutePath()
                                        .toString()))
                .config();
        HubWorld world = new HubWorld(InstantSource.system(), System::nanoTime, new SecureRandom());
        this.hub = await(HubNode.start(vertx, config, world, line -> {}));
        this.database = EmbeddedDatabase.running(hubData).orElseThrow();
        this.operator = DirectoryPool.open(
                vertx,
                database,
                PoolLimits.ofNode(2),
                ClockLimits.DEFAULT,
                InstantSource.system(),
                new SecureRandom(),
                new KeptFile(hubData));
    }

    HubAddress address() {
        return new HubAddress(URI.create(hub.url()));
    }

    String token(String code) throws Exception {
        return await(operator.directory().createTokens(List.of(ref(code)), TokenTerms.of(Duration.ofHours(1))))
                .get(0)
                .token()
                .text();
    }

    List<String> revoke(String code) throws Exception {
        return await(operator.keys().revoke(ref(code), null));
    }

    private static DeviceRef ref(String code) {
        return new DeviceRef(TenantId.DEFAULT, new DeviceId(code));
    }

    /** A device that is set up; nothing is enrolled and nothing runs. */
    Device device(String code) {
        return new Device(code, directory.resolve(code + ".db"));
    }

    long count(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.jdbcProperties());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : -1;
        }
    }

    @Override
    public void close() {
        try {
            await(operator.close());
            await(hub.stop());
            await(vertx.close());
        } catch (Exception e) {
            throw new IllegalStateException("the hub of this test does not stop", e);
        }
    }

    @CanIgnoreReturnValue
    static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** One device with the real verticles. */
    final class Device {
        final String code;
        final Path db;
        final IdentityFiles files;

        Device(String code, Path db) {
            this.code = code;
            this.db = db;
            this.files = new IdentityFiles(db);
        }

        Enroller enroller() {
            return new Enroller(vertx, files, new DeviceId(code));
        }

        @CanIgnoreReturnValue
        Enrollment enroll(String token) throws Exception {
            return await(enroller().enroll(address(), token));
        }

        Future<Enrollment> rotate() {
            StoredIdentity identity = new StoredIdentity(vertx, files, new DeviceId(code), address());
            return new Rotator(vertx, files, identity, address()).rotate();
        }

        EdgeNode start() throws Exception {
            EdgeConfig config = new EdgeConfig(
                    new DeviceId(code), db, address(), PACE, ExchangeLimits.DEFAULT, 0, EntityCatalog.BUILT_IN, null);
            return await(EdgeNode.start(vertx, config, SystemEdgeWorld.here()));
        }

        Future<?> dropOff(String trackingId) {
            return vertx.eventBus()
                    .request(
                            Address.outbox(new DeviceId(code)),
                            new OutboxCommand.DropOff(
                                    trackingId,
                                    null,
                                    null,
                                    SystemEdgeWorld.here().now()));
        }

        SyncReport sync() throws Exception {
            return await(vertx.eventBus()
                            .<SyncReport>request(Address.sync(new DeviceId(code)), new SyncCommand.SyncNow()))
                    .body();
        }
    }
}
