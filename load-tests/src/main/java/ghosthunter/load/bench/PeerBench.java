package ghosthunter.load.bench;

import ghosthunter.load.bench.frame.Benchmark;
import ghosthunter.load.bench.frame.Chart;
import ghosthunter.load.bench.frame.Figure;
import ghosthunter.load.bench.frame.Goal;
import ghosthunter.load.bench.frame.Latencies;
import ghosthunter.load.bench.frame.Result;
import ghosthunter.load.fleet.Waiting;
import ghosthunter.load.process.WorkDirectory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;

/** {@code fleet.jar bench peer}. */
@Command(
        name = "peer",
        mixinStandardHelpOptions = true,
        header = "The job that a general replicator of databases does too: rows from SQLite files to Postgres.",
        description = {
            "20,000 rows wait in one locker, then 2,000 in each of ten. The lockers are processes with the real outbox that have",
            "run for a while; the clock runs from the moment in which they have a network until every row is in Postgres and",
            "its receipt at the locker. Then single drop-offs are followed until they can be seen in Postgres."
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
    private static final int MANY = 10;
    private static final double PER = 1_000;
    private static final int WARM_ROUNDS = 3;
    private static final int WARM_ROWS = 2_000;
    private static final int WARM_HEARTBEATS = 30;
    private static final int WARM_DROP_OFFS = 20;
    private static final Duration BETWEEN = Duration.ofMillis(1_100);
    private static final Duration MAX = Duration.ofMinutes(5);
    private static final String FAST_HEARTBEAT = "sync: {interval_s: 1, heartbeat_s: 1}\n";

    private final Vertx vertx = Vertx.vertx();

    /** How a backlog went up. */
    private record Backlog(double rowsPerS, double edgeCpuS, double hubCpuS, double postgresCpuS) {
        double allCpuS() {
            return edgeCpuS + hubCpuS + postgresCpuS;
        }
    }

    @Override
    protected Result measure() throws Exception {
        try (WorkDirectory directory = WorkDirectory.create("ghosthunter-bench");
                BenchHub hub = BenchHub.start(directory.path())) {
            int each = pick(50, 400, 2_000);
            int many = pick(2, MANY, MANY);
            Backlog fromMany = backlog(hub, directory.path(), "MANY", many, each);
            int one = pick(200, 2_000, 20_000);
            Backlog fromOne = backlog(hub, directory.path(), "ONE", 1, one);
            Latencies visible = visible(hub, directory.path());
            List<Figure> figures = new ArrayList<>(backlogs(fromOne, fromMany, one, each, many));
            figures.add(Figure.of("drop-off to visible, p50", visible.ms(50), "ms")
                    .beside(PEER_VISIBLE_MS)
                    .should(Goal.atMost(VISIBLE_MS_MAX)));
            figures.addAll(idle(hub, directory.path()));
            return new Result(
                    "SymmetricDS 3.15.22 with its defaults and the same job, measured before on a machine of this kind, not in"
                            + " this run",
                    figures,
                    List.of(
                            "tuned with its COPY loader, the peer took 0.10 CPU-s per 1,000 rows and 0.07 s to visible",
                            "lockers and hub have run before: each locker sent %,d rows and %d heartbeats, of which none counts; whether"
                                            .formatted(pick(0, 1, WARM_ROUNDS) * WARM_ROWS, pick(0, 1, WARM_HEARTBEATS))
                                    + " the peer's had is not known",
                            "a backlog is drained when every locker has its receipts",
                            "a second between two drop-offs: those that follow sooner gather for 0.2 to 1 s",
                            "the idle hour is four heartbeats of which each was measured"),
                    new Chart(
                            "peer: from the drop-off to visible in Postgres",
                            "percentile",
                            "ms",
                            List.of(visible.series("drop-offs"))));
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
                Figure.of("CPU per 1,000 rows, hub (from many)", fromMany.hubCpuS(), "s"),
                Figure.of("CPU per 1,000 rows, Postgres (from many)", fromMany.postgresCpuS(), "s"),
                Figure.of("CPU per 1,000 rows, all (from many)", fromMany.allCpuS(), "s")
                        .beside(PEER_CPU_S)
                        .should(Goal.ratioAtMost(SHARE_CPU)),
                Figure.of("CPU per 1,000 rows, all (from one)", fromOne.allCpuS(), "s")
                        .beside(PEER_CPU_S));
    }

    private Backlog backlog(BenchHub hub, Path directory, String name, int lockers, int each) throws SQLException {
        say("%d x %,d rows are being recorded".formatted(lockers, each));
        List<EdgeProcess> edges = new ArrayList<>();
        try {
            for (int i = 1; i <= lockers; i++) {
                edges.add(EdgeProcess.start(vertx, hub, directory, name + "-" + i, ""));
            }
            for (int round = 0; round < pick(0, 1, WARM_ROUNDS); round++) {
                beside(edges, edge -> edge.fill(WARM_ROWS));
                beside(edges, EdgeProcess::sync);
            }
            for (int heartbeat = 0; heartbeat < pick(0, 1, WARM_HEARTBEATS); heartbeat++) {
                beside(edges, EdgeProcess::sync);
            }
            edges.forEach(EdgeProcess::offline);
            beside(edges, edge -> edge.fill(each));
            hub.empty();
            return drain(hub, edges, (long) lockers * each);
        } finally {
            edges.forEach(EdgeProcess::close);
        }
    }

    private Backlog drain(BenchHub hub, List<EdgeProcess> edges, long rows) throws SQLException {
        List<EdgeProcess.Used> before = edges.stream().map(EdgeProcess::used).toList();
        CpuTime cpuBefore = hub.cpu();
        long start = System.nanoTime();
        edges.forEach(EdgeProcess::online);
        beside(edges, EdgeProcess::sync);
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        CpuTime hubS = hub.cpu().since(cpuBefore);
        double edgeS = IntStream.range(0, edges.size())
                .mapToDouble(i -> edges.get(i).used().cpuSince(before.get(i)))
                .sum();
        hub.requireRows("packages", rows);
        Backlog drained = new Backlog(
                rows / seconds, edgeS / rows * PER, hubS.hubS() / rows * PER, hubS.postgresS() / rows * PER);
        say("drained %,.0f rows/s; CPU per 1,000: edges %.3f, hub %.3f, Postgres %.3f s"
                .formatted(drained.rowsPerS(), drained.edgeCpuS(), drained.hubCpuS(), drained.postgresCpuS()));
        return drained;
    }

    /** Does it with all of them at once. */
    private void beside(List<EdgeProcess> edges, Consumer<EdgeProcess> task) {
        List<Future<?>> tasks = new ArrayList<>();
        for (EdgeProcess edge : edges) {
            tasks.add(vertx.executeBlocking(
                    () -> {
                        task.accept(edge);
                        return edge;
                    },
                    false));
        }
        Object unused = Waiting.until(Future.all(tasks));
    }

    /** Drop-offs of people: one after the other, never two within a second. */
    private Latencies visible(BenchHub hub, Path directory) {
        say("single drop-offs");
        Latencies latencies = new Latencies();
        try (EdgeProcess edge = EdgeProcess.start(vertx, hub, directory, "SEEN-1", "")) {
            for (int i = 0; i < pick(1, 2, WARM_DROP_OFFS); i++) {
                String unused = edge.dropOff();
                edge.sync();
            }
            for (int i = 0; i < pick(2, 5, 25); i++) {
                Pause.of(BETWEEN);
                long start = System.nanoTime();
                String id = edge.dropOff();
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
