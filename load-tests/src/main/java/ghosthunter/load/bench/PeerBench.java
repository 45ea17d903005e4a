package ghosthunter.load.bench;

import ghosthunter.codecs.bus.Address;
import ghosthunter.codecs.change.DeviceId;
import ghosthunter.edge.EdgeWorld;
import ghosthunter.edge.SystemEdgeWorld;
import ghosthunter.edge.outbox.OutboxCommand;
import ghosthunter.edge.sync.SyncPace;
import ghosthunter.load.bench.frame.Benchmark;
import ghosthunter.load.bench.frame.Chart;
import ghosthunter.load.bench.frame.Figure;
import ghosthunter.load.bench.frame.Goal;
import ghosthunter.load.bench.frame.Latencies;
import ghosthunter.load.bench.frame.Result;
import ghosthunter.load.fleet.EmbeddedLocker;
import ghosthunter.load.fleet.Waiting;
import ghosthunter.load.process.WorkDirectory;
import ghosthunter.load.proxy.ChaosProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code fleet.jar bench peer}. */
@Command(
        name = "peer",
        mixinStandardHelpOptions = true,
        header = "The job that a general replicator of databases does too: rows from SQLite files to Postgres.",
        description = {
            "20,000 rows wait in one locker, then 2,000 in each of ten. The lockers are processes with the real outbox; the",
            "clock runs from the moment in which they have a network until every row is in Postgres. Then single drop-offs",
            "are followed until they can be seen there."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar fleet.jar bench peer --quick", "  java -jar fleet.jar bench peer"})
final class PeerBench extends Benchmark {
    /** SymmetricDS 3.15.22 with the same job, SQLite to Postgres, on a machine of this kind. */
    private static final double PEER_TEN_ROWS_PER_S = 8_280;

    private static final double PEER_ONE_ROWS_PER_S = 9_150;
    private static final double PEER_CPU_S = 0.15;
    private static final double PEER_VISIBLE_MS = 7_800;
    private static final double PEER_IDLE_KB = 201;
    private static final double PEER_IDLE_REQUESTS = 375;

    private static final double TIMES_BACKLOG = 4;
    private static final double SHARE_CPU = 0.333;
    private static final double SHARE_IDLE = 0.05;
    private static final double VISIBLE_MS_MAX = 50;
    private static final double BYTES_PER_KB = 1_000;
    private static final double HEARTBEATS_AN_HOUR = 4;
    private static final EdgeWorld WORLD = SystemEdgeWorld.here();
    private static final int MANY = 10;
    private static final double PER = 1_000;
    private static final int AT_ONCE = 200;
    private static final Duration MAX = Duration.ofMinutes(5);
    private static final String FAST_HEARTBEAT = "sync: {interval_s: 1, heartbeat_s: 1}\n";

    private final Vertx vertx = Vertx.vertx();

    /** How a backlog went up. */
    private record Backlog(double rowsPerS, double edgeCpuS, double hubCpuS) {}

    @Override
    protected Result measure() throws Exception {
        try (WorkDirectory directory = WorkDirectory.create("ghosthunter-bench");
                BenchHub hub = BenchHub.start(directory.path())) {
            Backlog unused = backlog(hub, directory.path(), "WARM", pick(1, 2, 2), pick(20, 500, 500));
            int one = pick(200, 2_000, 20_000);
            Backlog fromOne = backlog(hub, directory.path(), "ONE", 1, one);
            int each = pick(50, 400, 2_000);
            int many = pick(2, MANY, MANY);
            Backlog fromMany = backlog(hub, directory.path(), "MANY", many, each);
            Latencies visible = visible(hub, directory.path(), "", false);
            Latencies nudged = visible(hub, directory.path(), "N", true);
            List<Figure> figures = new ArrayList<>(backlogs(fromOne, fromMany, one, each, many));
            figures.add(Figure.of("drop-off to visible, p50, by itself", visible.ms(50), "ms")
                    .beside(PEER_VISIBLE_MS)
                    .should(Goal.atMost(VISIBLE_MS_MAX)));
            figures.add(Figure.of("drop-off to visible, p50, synced at once", nudged.ms(50), "ms")
                    .beside(PEER_VISIBLE_MS)
                    .should(Goal.atMost(VISIBLE_MS_MAX)));
            figures.addAll(idle(hub, directory.path()));
            return new Result(
                    "SymmetricDS 3.15.22 with its defaults and the same job, measured before on a machine of this kind, not in"
                            + " this run",
                    figures,
                    List.of(
                            "tuned with its COPY loader, the peer took 0.10 CPU-s per 1,000 rows and 0.07 s to visible",
                            "an urgent change waits 0.2 to 1 s by design, so that the radio wakes once for several",
                            "the idle hour is four heartbeats of which each was measured"),
                    new Chart(
                            "peer: from the drop-off to visible in Postgres",
                            "percentile",
                            "ms",
                            List.of(visible.series("by itself"), nudged.series("synced at once"))));
        } finally {
            var unused = vertx.close();
        }
    }

    private static List<Figure> backlogs(Backlog fromOne, Backlog fromMany, int one, int each, int many) {
        return List.of(
                Figure.of("backlog of %,d rows from one".formatted(one), fromOne.rowsPerS(), "rows/s")
                        .beside(PEER_ONE_ROWS_PER_S),
                Figure.of("backlog of %,d rows from each of %d".formatted(each, many), fromMany.rowsPerS(), "rows/s")
                        .beside(PEER_TEN_ROWS_PER_S)
                        .should(Goal.ratioAtLeast(TIMES_BACKLOG)),
                Figure.of("CPU per 1,000 rows, edges (from many)", fromMany.edgeCpuS(), "s"),
                Figure.of("CPU per 1,000 rows, hub and Postgres (from many)", fromMany.hubCpuS(), "s"),
                Figure.of("CPU per 1,000 rows, all (from many)", fromMany.edgeCpuS() + fromMany.hubCpuS(), "s")
                        .beside(PEER_CPU_S)
                        .should(Goal.ratioAtMost(SHARE_CPU)),
                Figure.of("CPU per 1,000 rows, all (from one)", fromOne.edgeCpuS() + fromOne.hubCpuS(), "s")
                        .beside(PEER_CPU_S));
    }

    private Backlog backlog(BenchHub hub, Path directory, String name, int lockers, int each) throws Exception {
        say("%d x %,d rows are being recorded".formatted(lockers, each));
        List<String> codes =
                IntStream.rangeClosed(1, lockers).mapToObj(i -> name + "-" + i).toList();
        record(hub, codes, directory, each);
        hub.empty();
        List<EdgeProcess> edges = new ArrayList<>();
        try {
            codes.forEach(code -> edges.add(EdgeProcess.resumeOffline(vertx, hub, directory, code)));
            List<EdgeProcess.Used> before =
                    edges.stream().map(EdgeProcess::used).toList();
            CpuTime cpuBefore = hub.cpu();
            long start = System.nanoTime();
            edges.forEach(EdgeProcess::online);
            edges.parallelStream().forEach(EdgeProcess::nudge);
            long rows = (long) lockers * each;
            Pause.until(() -> stored(hub) >= rows, MAX, rows + " rows in Postgres");
            double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
            double edgeS = IntStream.range(0, lockers)
                    .mapToDouble(i -> edges.get(i).used().cpuSince(before.get(i)))
                    .sum();
            CpuTime hubS = hub.cpu().since(cpuBefore);
            BenchHub.require(stored(hub) == rows, "more rows than were recorded");
            return new Backlog(rows / seconds, edgeS / rows * PER, (hubS.hubS() + hubS.postgresS()) / rows * PER);
        } finally {
            edges.forEach(EdgeProcess::close);
        }
    }

    private static long stored(BenchHub hub) {
        try {
            return hub.number("SELECT count(*) FROM packages");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot count", e);
        }
    }

    /** Recorded where a sync of the disk costs nothing, then put where it is. */
    private void record(BenchHub hub, List<String> codes, Path directory, int each) throws Exception {
        Path memory = Path.of("/dev/shm");
        Path scratch = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "ghosthunter-bench")
                : Files.createTempDirectory(directory, "scratch");
        try {
            Map<String, String> tokens = hub.process().enroll(codes);
            for (String code : codes) {
                record(hub, scratch, code, String.valueOf(tokens.get(code)), each);
            }
            try (Stream<Path> files = Files.list(scratch)) {
                for (Path file : files.toList()) {
                    Path unused = Files.copy(file, directory.resolve(String.valueOf(file.getFileName())));
                    Files.delete(file);
                }
            }
        } finally {
            Files.delete(scratch);
        }
    }

    private void record(BenchHub hub, Path scratch, String code, String token, int each) throws IOException {
        ChaosProxy network = Waiting.until(
                ChaosProxy.start(vertx, 0, "127.0.0.1", hub.process().port()));
        EmbeddedLocker locker = EmbeddedLocker.start(vertx, code, scratch, network, SyncPace.DEFAULT, token, WORLD);
        Void unusedSever = Waiting.until(network.sever());
        for (int i = 0; i < each; i += AT_ONCE) {
            List<Future<?>> recorded = new ArrayList<>();
            for (int j = i; j < Math.min(each, i + AT_ONCE); j++) {
                recorded.add(vertx.eventBus()
                        .request(
                                Address.outbox(new DeviceId(code)),
                                new OutboxCommand.DropOff(code + "-" + j, null, null, WORLD.now())));
            }
            Object unused = Waiting.until(Future.all(recorded));
        }
        locker.close();
        Void unusedClose = Waiting.until(network.close());
    }

    private Latencies visible(BenchHub hub, Path directory, String mark, boolean nudge) throws Exception {
        say("single drop-offs");
        Latencies latencies = new Latencies();
        try (EdgeProcess edge = EdgeProcess.start(vertx, hub, directory, "SEEN-1" + mark, "")) {
            edge.sync();
            for (int i = 0; i < pick(2, 10, 60); i++) {
                long start = System.nanoTime();
                String id = edge.dropOff();
                if (nudge) {
                    edge.nudge();
                }
                Pause.until(() -> seen(hub, id), MAX, id + " in Postgres");
                latencies.add(System.nanoTime() - start);
            }
        }
        return latencies;
    }

    private static boolean seen(BenchHub hub, String trackingId) {
        try {
            return hub.isSeen(trackingId);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot look", e);
        }
    }

    private List<Figure> idle(BenchHub hub, Path directory) {
        try (EdgeProcess edge = EdgeProcess.start(vertx, hub, directory, "IDLE-1", FAST_HEARTBEAT)) {
            edge.sync();
            EdgeProcess.Used before = edge.used();
            Pause.of(Duration.ofSeconds(pick(1, 4, 20)));
            Pause.until(() -> edge.used().requestsSince(before) > 0, MAX, "a heartbeat");
            EdgeProcess.Used after = edge.used();
            double bytes = after.bytesSince(before) / after.requestsSince(before);
            return List.of(
                    Figure.of("HTTP of an idle hour", bytes * HEARTBEATS_AN_HOUR / BYTES_PER_KB, "kB")
                            .beside(PEER_IDLE_KB)
                            .should(Goal.ratioAtMost(SHARE_IDLE)),
                    Figure.of("requests of an idle hour", HEARTBEATS_AN_HOUR, "requests")
                            .beside(PEER_IDLE_REQUESTS));
        }
    }
}
