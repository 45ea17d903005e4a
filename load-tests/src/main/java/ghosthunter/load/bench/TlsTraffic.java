package ghosthunter.load.bench;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.codecs.exchange.ExchangeLimits;
import ghosthunter.edge.EdgeNode;
import ghosthunter.edge.EdgeWorld;
import ghosthunter.edge.SystemEdgeWorld;
import ghosthunter.edge.config.EdgeConfig;
import ghosthunter.edge.enroll.Enroller;
import ghosthunter.edge.enroll.Enrollment;
import ghosthunter.edge.enroll.HubAddress;
import ghosthunter.edge.enroll.IdentityFiles;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.sync.SyncCommand;
import ghosthunter.edge.sync.SyncPace;
import ghosthunter.edge.sync.SyncReport;
import ghosthunter.load.fleet.HubProcess;
import ghosthunter.load.fleet.SelfSigned;
import ghosthunter.load.fleet.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Bytes on the wire over TLS 1.3, both ways, of the real locker and a real node of the hub: handshake, records, tickets and the
 * alerts at the end.
 *
 * @param full a heartbeat whose connection agrees on everything anew
 * @param resumed a heartbeat whose connection resumes the session of the one before
 * @param perChange a change of a batch, over a resumed session
 */
record TlsTraffic(double full, double resumed, double perChange) {
    private static final EdgeWorld WORLD = SystemEdgeWorld.here();
    private static final String CODE = "TLS-1";
    private static final int HEARTBEATS = 10;
    private static final Duration CLOSED_MAX = Duration.ofSeconds(20);

    /** Blocking; starts another node of the hub. */
    static TlsTraffic measure(Vertx vertx, BenchHub hub, Path directory, int batch) throws Exception {
        SelfSigned certificate = SelfSigned.make(directory, "hub");
        Map<String, String> tls = Map.of(
                "TLS_CERT", certificate.cert().toString(),
                "TLS_KEY", certificate.key().toString());
        try (HubProcess node = hub.process().node(Files.createDirectories(directory.resolve("tls-node")), tls);
                WireCount wire = WireCount.before(vertx, node.port())) {
            HubAddress address =
                    new HubAddress(URI.create("https://127.0.0.1:" + wire.port()), certificate.cert(), null);
            EdgeConfig config = config(directory, address);
            String token = String.valueOf(hub.process().enroll(List.of(CODE)).get(CODE));
            Enroller enroller = new Enroller(vertx, new IdentityFiles(config.database()), config.device());
            Enrollment unused = Waiting.until(enroller.enroll(address, token));
            // The first life tells of its epoch; the second begins with a heartbeat, and with no session.
            TlsTraffic unusedFirst = live(vertx, config, wire, 0);
            return live(vertx, config, wire, batch);
        }
    }

    private static EdgeConfig config(Path directory, HubAddress address) {
        return new EdgeConfig(
                new DeviceId(CODE),
                directory.resolve(CODE + ".db"),
                address,
                SyncPace.DEFAULT,
                ExchangeLimits.DEFAULT,
                0,
                EntityCatalog.BUILT_IN,
                null);
    }

    private static TlsTraffic live(Vertx vertx, EdgeConfig config, WireCount wire, int batch) {
        EdgeNode node = Waiting.until(EdgeNode.start(vertx, config, WORLD));
        try {
            int before = wire.closed().size();
            for (int i = 0; i <= HEARTBEATS; i++) {
                wakeUp(vertx, config, wire);
            }
            List<Long> heartbeats =
                    List.copyOf(wire.closed().subList(before, wire.closed().size()));
            for (int i = 1; i <= batch; i++) {
                OutboxCommand command = new OutboxCommand.DropOff(CODE + "-" + i, null, null, WORLD.now());
                Object unused = Waiting.until(vertx.eventBus().request(Address.outbox(config.device()), command));
            }
            int sent = wire.closed().size();
            wakeUp(vertx, config, wire);
            double batchBytes = wire.closed().subList(sent, wire.closed().size()).stream()
                    .mapToLong(Long::longValue)
                    .sum();
            return new TlsTraffic(
                    heartbeats.get(0),
                    heartbeats.stream()
                            .skip(1)
                            .mapToLong(Long::longValue)
                            .average()
                            .orElseThrow(),
                    batchBytes / Math.max(1, batch));
        } finally {
            Void unused = Waiting.until(node.stop());
        }
    }

    /** Counts when the connection is closed, for the last bytes are of its end. */
    private static void wakeUp(Vertx vertx, EdgeConfig config, WireCount wire) {
        DeliveryOptions patient = new DeliveryOptions().setSendTimeout(SyncPace.DEFAULT.reportMsMax());
        SyncReport report = Waiting.until(vertx.eventBus()
                        .<SyncReport>request(Address.sync(config.device()), new SyncCommand.SyncNow(), patient))
                .body();
        BenchHub.require(report.error() == null, "the locker could not sync: " + report.error());
        Pause.until(wire::isIdle, CLOSED_MAX, "the locker gave its connection back");
    }
}
