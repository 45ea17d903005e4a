package ghosthunter.load.bench;

import ghosthunter.load.bench.frame.Benchmark;
import ghosthunter.load.bench.frame.Chart;
import ghosthunter.load.bench.frame.Figure;
import ghosthunter.load.bench.frame.Goal;
import ghosthunter.load.bench.frame.Latencies;
import ghosthunter.load.bench.frame.Result;
import ghosthunter.load.process.WorkDirectory;
import ghosthunter.load.traffic.Drain;
import ghosthunter.load.traffic.Shipment;
import ghosthunter.load.traffic.SignedLocker;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleet.jar bench growth}. */
@Command(
        name = "growth",
        mixinStandardHelpOptions = true,
        header = "Ingest and custody as the ledger grows.",
        description = {
            "The ledger is filled by SQL to each size; at each one the same exchanges are ingested and the custody of random",
            "packages is looked up. The full form needs about 15 GB of disk."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar fleet.jar bench growth --quick",
            "  java -jar fleet.jar bench growth --sizes 100000,1000000"
        })
final class GrowthBench extends Benchmark {
    private static final int LOCKERS = 400;
    private static final int BATCH = 50;
    private static final double SHARE_OF_FIRST = 0.8;
    private static final double TIMES_FIRST = 1.5;
    private static final int STATUS_OK = 200;
    private static final Duration MAX = Duration.ofMinutes(10);

    @Option(names = "--sizes", split = ",", description = "Stored changes (default: 100000, 1000000, 10000000).")
    private List<Integer> sizes = List.of();

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient http = HttpClient.newHttpClient();
    private final SplittableRandom random = new SplittableRandom(9);

    /** What was measured at a size. */
    private record Point(int stored, double changesPerS, Latencies lookUps) {}

    @Override
    protected Result measure() throws Exception {
        try (WorkDirectory directory = WorkDirectory.create("ghosthunter-bench");
                BenchHub hub = BenchHub.start(directory.path())) {
            String apiKey = hub.process().apiKey("bench");
            say("the hub is up; warming it");
            for (int i = 0; i < pick(1, 3, 5); i++) {
                double unused = ingest(hub);
            }
            GrowthFill.lockers(hub);
            GrowthFill.changes(hub, 0, 999);
            Latencies warmed = lookUps(hub, apiKey, 1_000);
            say("custody, warming: p50 %.1f ms".formatted(warmed.ms(50)));
            hub.empty();
            List<Point> points = new ArrayList<>();
            int filled = 0;
            for (int size : wanted()) {
                say("filling up to %,d changes".formatted(size));
                GrowthFill.changes(hub, filled, size - 1);
                filled = size;
                points.add(measured(hub, apiKey, size));
            }
            return result(points);
        } finally {
            var unused = vertx.close();
        }
    }

    private Point measured(BenchHub hub, String apiKey, int size) throws Exception {
        List<Double> rounds = new ArrayList<>();
        for (int i = 0; i < pick(1, 1, 3); i++) {
            rounds.add(ingest(hub));
        }
        double median = rounds.stream().sorted().toList().get(rounds.size() / 2);
        Latencies lookUps = lookUps(hub, apiKey, size);
        String bytes = hub.text("SELECT pg_size_pretty(pg_database_size(current_database()))");
        say("%,d stored, %s: %,.0f changes/s, custody p50 %.1f ms".formatted(size, bytes, median, lookUps.ms(50)));
        return new Point(size, median, lookUps);
    }

    private List<Integer> wanted() {
        if (!sizes.isEmpty()) {
            return sizes;
        }
        return pick(List.of(1_000, 2_000), List.of(20_000, 60_000, 200_000), List.of(100_000, 1_000_000, 10_000_000));
    }

    private double ingest(BenchHub hub) throws Exception {
        long before = hub.number("SELECT count(*) FROM ledger");
        List<List<Shipment>> shipments = new ArrayList<>();
        for (SignedLocker locker : hub.lockers(pick(40, LOCKERS, LOCKERS))) {
            shipments.add(Stream.generate(() -> locker.next(BATCH))
                    .limit(pick(1, 2, 3))
                    .toList());
        }
        Drain.Drained drained = new Drain(vertx, hub.process().port()).overOpenConnections(shipments, MAX);
        long stored = hub.number("SELECT count(*) FROM ledger") - before;
        BenchHub.require(stored == drained.changes(), stored + " were stored, " + drained.changes() + " were sent");
        hub.requireReceipts(drained.deliveries());
        return drained.changesPerS();
    }

    private Latencies lookUps(BenchHub hub, String apiKey, int size) throws Exception {
        Latencies latencies = new Latencies();
        for (int i = 0; i < pick(20, 200, 1_000); i++) {
            URI custody = URI.create(hub.process().url() + "/v1/packages/FILL-" + random.nextInt(size) + "/custody");
            HttpRequest request = HttpRequest.newBuilder(custody)
                    .header("Authorization", "Bearer " + apiKey)
                    .build();
            long start = System.nanoTime();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            latencies.add(System.nanoTime() - start);
            BenchHub.require(answer.statusCode() == STATUS_OK, custody + ": " + answer.body());
        }
        return latencies;
    }

    private static Result result(List<Point> points) {
        Point first = points.get(0);
        List<Figure> figures = new ArrayList<>();
        List<Chart.Point> ingest = new ArrayList<>();
        List<Chart.Point> lookUps = new ArrayList<>();
        for (Point point : points) {
            String at = "%,d stored: ".formatted(point.stored());
            figures.add(Figure.of(at + "ingest", point.changesPerS(), "1/s")
                    .beside(first.changesPerS())
                    .should(Goal.ratioAtLeast(SHARE_OF_FIRST)));
            figures.add(Figure.of(at + "custody, p50", point.lookUps().ms(50), "ms")
                    .beside(first.lookUps().ms(50))
                    .should(Goal.ratioAtMost(TIMES_FIRST)));
            figures.add(Figure.of(at + "custody, p99", point.lookUps().ms(99), "ms")
                    .beside(first.lookUps().ms(99)));
            ingest.add(new Chart.Point(Math.log10(point.stored()), point.changesPerS() / first.changesPerS()));
            lookUps.add(new Chart.Point(
                    Math.log10(point.stored()),
                    point.lookUps().ms(50) / first.lookUps().ms(50)));
        }
        return new Result(
                "the same at the smallest size, in the same run",
                figures,
                List.of(
                        "what was stored before is filled in by SQL, in the order of time, for 2,000 lockers with heads, evidence"
                                + " and packages, all indexes in place",
                        "ingest: batches of 50 from 400 lockers, the median of three rounds; hub, PostgreSQL and the generator"
                                + " share this machine"),
                new Chart(
                        "growth: beside the smallest size",
                        "log10 of stored changes",
                        "times",
                        List.of(new Chart.Series("ingest", ingest), new Chart.Series("custody p50", lookUps))));
    }
}
