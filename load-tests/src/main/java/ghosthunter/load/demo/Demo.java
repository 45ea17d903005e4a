package ghosthunter.load.demo;

import ghosthunter.codecs.entity.EntityCatalog;
import ghosthunter.edge.SystemEdgeWorld;
import ghosthunter.edge.sync.SyncPace;
import ghosthunter.load.fleet.EmbeddedLocker;
import ghosthunter.load.fleet.FleetLocker;
import ghosthunter.load.fleet.HubProcess;
import ghosthunter.load.fleet.ProcessLocker;
import ghosthunter.load.fleet.Waiting;
import ghosthunter.load.proxy.ChaosProxy;
import ghosthunter.load.proxy.FaultPlan;
import ghosthunter.load.reconcile.Reconciler;
import ghosthunter.load.reconcile.Reconciliation;
import ghosthunter.load.report.Screen;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The story of a bad day: recorded, cut off, killed, back, reconciled. Blocking; one thread plays it. */
final class Demo implements AutoCloseable {
    /** Faster than a locker on the street, so that nobody waits half a minute for an interval. */
    private static final SyncPace PACE = new SyncPace(500, 100, 500, 1_500, 10_000, 5, 200, 1_000, 1_500, 1_500, 5_000);

    private static final double BAD_LINE = 0.3;

    /**
     * @param lockers how many, the one that loses its power included
     * @param drops drop-offs in all
     * @param seed of all that is left to chance
     */
    record Cast(int lockers, int drops, long seed) {}

    private final Screen screen;
    private final Path directory;
    private final Cast cast;
    private final SplittableRandom random;
    private final Vertx vertx = Vertx.vertx();
    private final List<FleetLocker> lockers = new ArrayList<>();
    private final List<ChaosProxy> networks = new ArrayList<>();
    private final HubProcess hub;
    private final FleetView view;
    private int dropped;

    Demo(Screen screen, Path directory, Cast cast) throws Exception {
        this.screen = screen;
        this.directory = directory;
        this.cast = cast;
        this.random = new SplittableRandom(cast.seed());
        screen.phase("A hub with its own PostgreSQL 18, and " + cast.lockers() + " lockers");
        screen.say("seed " + cast.seed() + "; the hub is starting");
        this.hub = HubProcess.start(Files.createDirectories(directory.resolve("hub")));
        this.view = new FleetView(screen, hub.jdbcUrl());
    }

    /** Plays it to the end. */
    Reconciliation play() throws Exception {
        open();
        int share = cast.drops() / 4;
        screen.phase("An ordinary morning: the doors close, the packages are recorded and synced");
        drop(lockers, share);
        view.awaitSettled(lockers, lockers);
        screen.phase("A third of the town loses the network; the doors keep closing");
        List<FleetLocker> cutOff = lockers.subList(0, Math.max(1, lockers.size() / 3));
        cutOff.forEach(locker -> Waiting.until(locker.network().sever()));
        view.cutOff(cutOff);
        drop(lockers, share);
        view.awaitSettled(lockers, lockers.subList(cutOff.size(), lockers.size()));
        screen.phase("The line is bad for all; a locker loses its power in mid-sync, and the hub is killed");
        spoilTheLine();
        drop(lockers, share);
        killBoth();
        drop(lockers.subList(0, lockers.size() - 1), cast.drops() - dropped);
        screen.phase("Power, hub and network are back; what was recorded goes up");
        bringBack(cutOff);
        view.awaitSettled(lockers, lockers);
        screen.phase("Reconciliation: every SQLite file against Postgres, every hash recomputed");
        return Reconciler.reconcile(lockers.stream().map(FleetLocker::database).toList(), hub.jdbcUrl());
    }

    /** What a person may type while the hub stays up. */
    List<String> howToLookAround() {
        String curl = "curl -s -H 'Authorization: Bearer " + hub.apiKey("demo") + "' " + hub.url();
        return List.of(curl + "/v1/lockers", curl + "/v1/packages/PKG-00001/custody", hub.psql());
    }

    @Override
    public void close() {
        lockers.forEach(FleetLocker::close);
        networks.forEach(network -> Waiting.until(network.close()));
        view.close();
        hub.close();
        Waiting.until(vertx.close());
    }

    private void open() throws Exception {
        List<String> codes = IntStream.rangeClosed(1, cast.lockers())
                .mapToObj(i -> "LOCKER-%03d".formatted(i))
                .toList();
        screen.say("hub ready: " + hub.url() + "; the lockers are being enrolled");
        Map<String, String> tokens = hub.enroll(codes);
        for (String code : codes) {
            ChaosProxy network =
                    Waiting.until(ChaosProxy.start(vertx, 0, "127.0.0.1", hub.port(), FaultPlan.NONE, random.split()));
            networks.add(network);
            String token = String.valueOf(tokens.get(code));
            boolean last = lockers.size() == codes.size() - 1;
            lockers.add(
                    last
                            ? ProcessLocker.start(code, directory, network, token)
                            : EmbeddedLocker.start(
                                    vertx,
                                    code,
                                    directory,
                                    network,
                                    PACE,
                                    EntityCatalog.BUILT_IN,
                                    token,
                                    SystemEdgeWorld.here()));
        }
        screen.say("every locker has made its key and is enrolled");
    }

    private void drop(List<FleetLocker> at, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            dropped++;
            at.get(random.nextInt(at.size())).dropOff("PKG-%05d".formatted(dropped));
            view.refresh(lockers);
        }
    }

    private void spoilTheLine() {
        FaultPlan bad = FaultPlan.NONE
                .withCutUpload(BAD_LINE, 100, 2_000)
                .withMissingAck(BAD_LINE)
                .withDuplicate(BAD_LINE, 1, 200);
        networks.forEach(network -> Waiting.until(network.follow(bad)));
    }

    private void killBoth() throws Exception {
        ProcessLocker victim = (ProcessLocker) lockers.get(lockers.size() - 1);
        victim.dropOff("PKG-%05d".formatted(++dropped));
        victim.kill();
        hub.kill();
        view.hubIsDown();
        screen.say("killed: " + victim.code() + " and the hub, both with SIGKILL");
        view.refresh(lockers);
    }

    private void bringBack(List<FleetLocker> cutOff) throws Exception {
        hub.restart();
        view.hubIsUp();
        ((ProcessLocker) lockers.get(lockers.size() - 1)).restart();
        networks.forEach(network -> Waiting.until(network.follow(FaultPlan.NONE)));
        cutOff.forEach(locker -> Waiting.until(locker.network().restore()));
        view.cutOff(List.of());
        screen.say("faults played: " + FleetView.faults(networks));
        view.refresh(lockers);
    }
}
