package ghosthunter.load.bench;

import ghosthunter.load.bench.frame.Benchmark;
import ghosthunter.load.bench.frame.Chart;
import ghosthunter.load.bench.frame.Figure;
import ghosthunter.load.bench.frame.Goal;
import ghosthunter.load.bench.frame.Latencies;
import ghosthunter.load.bench.frame.Result;
import ghosthunter.load.process.WorkDirectory;
import ghosthunter.load.traffic.Drain;
import ghosthunter.load.traffic.Drain.Drained;
import ghosthunter.load.traffic.Shipment;
import ghosthunter.load.traffic.SignedLocker;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleet.jar bench ingest}. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        header = "Changes that are durably stored and acknowledged in a second.",
        description = {
            "Lockers with real keys and chains send exchanges of 1, 10 and 50 changes to a hub process over HTTP, all at",
            "once, each over one kept connection. Everything is made and signed before the clock starts. Every receipt and",
            "every row is checked after it stopped."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar fleet.jar bench ingest --quick",
            "  java -jar fleet.jar bench ingest --lockers 400 --rounds 5",
            "  java -jar fleet.jar bench ingest --hub-jvm=-XX:StartFlightRecording=filename=/tmp/hub.jfr,settings=profile"
        })
final class IngestBench extends Benchmark {
    private static final Duration MAX = Duration.ofMinutes(10);
    private static final int LARGEST_BATCH = 50;
    private static final double SHARE_OF_COPY = 0.5;
    private static final double PER = 1_000;

    @Option(names = "--lockers", description = "How many at once (default: 400; 40 with --smoke).")
    private int lockers;

    @Option(
            names = "--rounds",
            description =
                    "Measurements of each batch size, of which the median counts (default: 3; 1 where it is short).")
    private int rounds;

    @Option(names = "--hub-jvm", description = "An option of the hub's virtual machine; may be repeated.")
    private List<String> hubJvm = List.of();

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    /** One measurement and its yardstick. */
    private record Round(Drained drained, double copyPerS, CpuTime cpu) {
        double ratio() {
            return drained.changesPerS() / copyPerS;
        }
    }

    /**
     * What each locker sends.
     *
     * @param batch changes at once
     * @param exchanges how often
     * @param packed whether bodies and receipts are compressed, as a locker's are
     */
    private record Load(int batch, int exchanges, boolean packed) {
        String name() {
            return "batches of " + batch + (packed ? ", compressed: " : ": ");
        }
    }

    @Override
    protected Result measure() throws Exception {
        try (WorkDirectory directory = WorkDirectory.create("ghosthunter-bench");
                BenchHub hub = BenchHub.start(directory.path(), hubJvm.toArray(String[]::new))) {
            say("the hub is up; warming it");
            Round unused = round(hub, new Load(10, pick(1, 5, 20), false));
            List<Figure> figures = new ArrayList<>();
            List<Chart.Series> series = new ArrayList<>();
            for (Load load : List.of(
                    new Load(1, pick(2, 5, 20), false),
                    new Load(10, pick(2, 5, 20), false),
                    new Load(LARGEST_BATCH, pick(1, 4, 10), false),
                    new Load(LARGEST_BATCH, pick(1, 4, 10), true))) {
                Round median = median(hub, load);
                figures.addAll(figures(load, median));
                series.add(latencies(median).series(load.name().replace(": ", "")));
            }
            return new Result(
                    CopyYardstick.WORDS,
                    figures,
                    List.of(
                            lockers() + " lockers at once, " + rounds() + " rounds, the median by ratio counts",
                            "hub, PostgreSQL (fsync on) and the generator share this machine"),
                    new Chart("ingest: time to the receipt", "percentile", "ms", series));
        } finally {
            var unused = vertx.close();
        }
    }

    private int rounds() {
        return rounds > 0 ? rounds : pick(1, 1, 3);
    }

    private int lockers() {
        return lockers > 0 ? lockers : pick(40, 400, 400);
    }

    private Round median(BenchHub hub, Load load) throws Exception {
        List<Round> measured = new ArrayList<>();
        for (int i = 0; i < rounds(); i++) {
            Round round = round(hub, load);
            measured.add(round);
            say("%s%,.0f changes/s, COPY %,.0f, ratio %.2f"
                    .formatted(load.name(), round.drained().changesPerS(), round.copyPerS(), round.ratio()));
        }
        return measured.stream()
                .sorted(java.util.Comparator.comparingDouble(Round::ratio))
                .skip(measured.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private Round round(BenchHub hub, Load load) throws Exception {
        List<List<Shipment>> shipments = new ArrayList<>();
        for (SignedLocker locker : hub.lockers(lockers())) {
            shipments.add(Stream.generate(() -> made(locker, load))
                    .limit(load.exchanges())
                    .toList());
        }
        hub.empty();
        CpuTime before = hub.cpu();
        Drained drained = new Drain(vertx, hub.process().port()).overOpenConnections(shipments, MAX);
        CpuTime cpu = hub.cpu().since(before);
        BenchHub.require(drained.broken() == 0, drained.broken() + " connections broke");
        hub.requireStored(drained.deliveries());
        double copyS = CopyYardstick.nanos(hub) / (double) TimeUnit.SECONDS.toNanos(1);
        return new Round(drained, drained.changes() / copyS, cpu);
    }

    private static Shipment made(SignedLocker locker, Load load) {
        Shipment made = locker.next(load.batch());
        return load.packed() ? made : made.bare();
    }

    private static List<Figure> figures(Load load, Round round) {
        String batches = load.name();
        Latencies latencies = latencies(round);
        double thousands = round.drained().changes() / PER;
        Figure speed = Figure.of(batches + "durable changes", round.drained().changesPerS(), "1/s")
                .beside(round.copyPerS());
        return List.of(
                load.batch() == LARGEST_BATCH && !load.packed()
                        ? speed.should(Goal.ratioAtLeast(SHARE_OF_COPY))
                        : speed,
                Figure.of(batches + "receipt after, p50", latencies.ms(50), "ms"),
                Figure.of(batches + "receipt after, p99", latencies.ms(99), "ms"),
                Figure.count(
                        batches + "told to come back (429, 503)",
                        round.drained().busy(),
                        "requests"),
                Figure.of(batches + "CPU of the hub", round.cpu().hubS() / thousands, "s/1000 changes"),
                Figure.of(batches + "CPU of PostgreSQL", round.cpu().postgresS() / thousands, "s/1000 changes"),
                Figure.of(batches + "CPU of the generator", round.cpu().generatorS() / thousands, "s/1000 changes"));
    }

    private static Latencies latencies(Round round) {
        Latencies latencies = new Latencies();
        round.drained().deliveries().forEach(delivery -> latencies.add(delivery.nanos()));
        return latencies;
    }
}
