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

    /** Rows as long as real ones, spread over 2,000 lockers; chains are not meant to hold. From and to: rows. */
    private static final String FILL_LEDGER = """
            INSERT INTO ledger (tenant, device, epoch, lane, seq, line, hash, change_id, variant, type, key, op, at, hlc,
                                occurred_at, occurred_error_ms, clock_state, exchange, received_at, recorded_at)
            SELECT 'default', 'FILL-' || i % 2000, md5('epoch' || i % 2000)::uuid, 10, i / 2000 + 1,
                   convert_to('{"id":"' || md5(i::text)::uuid || '","type":"package","key":"FILL-' || i
                       || '","op":"CREATE","at":"2026-01-01T00:00:00.000Z","boot":"' || md5('boot')::uuid
                       || '","up_ms":1000,"hlc":115000000000000000,"base":0,"data":{"compartment":"A1"}}', 'UTF8'),
                   sha256(int8send(i)), md5(i::text)::uuid, 0, 'package', 'FILL-' || i, 'CREATE', now(), 1, now(), 100,
                   'synced', i / 100000 + 1, now(), now()
            FROM generate_series(?::int8, ?::int8) AS i
            """;

    private static final String FILL_PACKAGES = """
            INSERT INTO packages (tenant, tracking_id, locker_id, status, drop_off_timestamp)
            SELECT 'default', 'FILL-' || i, 'FILL-' || i % 2000, 'synced', now()
            FROM generate_series(?::int8, ?::int8) AS i
            """;

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
            double unused = ingest(hub);
            hub.execute(FILL_LEDGER, 0, 999);
            hub.execute(FILL_PACKAGES, 0, 999);
            Latencies warmed = lookUps(hub, apiKey, 1_000);
            say("custody, cold: p50 %.1f ms".formatted(warmed.ms(50)));
            hub.empty();
            List<Point> points = new ArrayList<>();
            int filled = 0;
            for (int size : wanted()) {
                say("filling up to %,d changes".formatted(size));
                hub.execute(FILL_LEDGER, filled, size - 1);
                hub.execute(FILL_PACKAGES, filled, size - 1);
                hub.execute("ANALYZE ledger, packages, evidence");
                hub.execute("CHECKPOINT");
                filled = size;
                points.add(new Point(size, ingest(hub), lookUps(hub, apiKey, size)));
            }
            return result(points);
        } finally {
            var unused = vertx.close();
        }
    }

    private List<Integer> wanted() {
        if (!sizes.isEmpty()) {
            return sizes;
        }
        return quick() ? List.of(20_000, 60_000, 200_000) : List.of(100_000, 1_000_000, 10_000_000);
    }

    private double ingest(BenchHub hub) throws Exception {
        long before = hub.number("SELECT count(*) FROM ledger");
        List<List<Shipment>> shipments = new ArrayList<>();
        for (SignedLocker locker : hub.lockers(LOCKERS)) {
            shipments.add(
                    Stream.generate(() -> locker.next(BATCH)).limit(pick(2, 8)).toList());
        }
        Drain.Drained drained = new Drain(vertx, hub.process().port()).overOpenConnections(shipments, MAX);
        long stored = hub.number("SELECT count(*) FROM ledger") - before;
        BenchHub.require(stored == drained.changes(), stored + " were stored, " + drained.changes() + " were sent");
        return drained.changesPerS();
    }

    private Latencies lookUps(BenchHub hub, String apiKey, int size) throws Exception {
        Latencies latencies = new Latencies();
        for (int i = 0; i < pick(200, 1_000); i++) {
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
                List.of("what was stored before is filled in by SQL, 2,000 lockers, rows as long as real ones"),
                new Chart(
                        "growth: beside the smallest size",
                        "log10 of stored changes",
                        "times",
                        List.of(new Chart.Series("ingest", ingest), new Chart.Series("custody p50", lookUps))));
    }
}
