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
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleet.jar bench storm}. */
@Command(
        name = "storm",
        mixinStandardHelpOptions = true,
        header = "All lockers come back at once.",
        description = {
            "2,000 lockers were away; each has 60 changes. All connect and send in the same moment, and come again when the",
            "hub says so (429 or 503 with Retry-After). The clock runs from the first connection to the last receipt."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar fleet.jar bench storm --quick",
            "  java -jar fleet.jar bench storm --lockers 2000 --changes 60"
        })
final class StormBench extends Benchmark {
    private static final Duration MAX = Duration.ofMinutes(10);
    private static final double TIMES_COPY = 3;
    private static final double TIMES_MEDIAN = 3;
    private static final int LOCKERS = 2_000;
    private static final int WARMING_LOCKERS = 400;
    private static final int ROUNDS_MAX = 40;
    private static final int RESTING_ROUNDS = 2;
    private static final double RESTING_SHARE = 0.1;
    private static final int PLOTTED = 100;

    @Option(names = "--lockers", description = "How many (default: 2000; 200 with --smoke).")
    private int lockers;

    @Option(names = "--changes", description = "How many each (default: 60; 20 with --quick, 5 with --smoke).")
    private int changes;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    /** One time that all came at once. */
    private record Storm(Drained drained, CpuTime cpu, double compilersS, int lockers, int each) {}

    @Override
    protected Result measure() throws Exception {
        int each = changes > 0 ? changes : pick(5, 20, 60);
        int count = lockers > 0 ? lockers : pick(200, LOCKERS, LOCKERS);
        try (WorkDirectory directory = WorkDirectory.create("ghosthunter-bench");
                BenchHub hub = BenchHub.start(directory.path())) {
            say("the hub is up; an ordinary day goes before");
            int rounds = ordinaryDay(hub, Math.min(count, WARMING_LOCKERS), each);
            say("the storm");
            Storm storm = storm(hub, count, each);
            long copyNanos = CopyYardstick.nanos(hub);
            return result(storm, copyNanos, rounds);
        } finally {
            var unused = vertx.close();
        }
    }

    /**
     * Lockers come until the compilers of the hub's virtual machine rest, as they do in one that has run for a day: in its first minutes
     * they take as much CPU as all its work.
     *
     * @return how many rounds
     */
    private int ordinaryDay(BenchHub hub, int count, int each) throws Exception {
        int resting = 0;
        int rounds = 0;
        while (rounds < pick(1, 8, ROUNDS_MAX) && resting < RESTING_ROUNDS) {
            Storm round = storm(hub, count, each);
            resting = round.compilersS() < RESTING_SHARE * round.cpu().hubS() ? resting + 1 : 0;
            rounds++;
        }
        return rounds;
    }

    private Storm storm(BenchHub hub, int count, int each) throws Exception {
        List<List<Shipment>> shipments = new ArrayList<>();
        for (SignedLocker locker : hub.lockers(count)) {
            shipments.add(List.of(locker.next(each)));
        }
        hub.empty();
        CpuTime before = hub.cpu();
        double compilersBeforeS = CpuTime.compilersS(hub.process().process().pid());
        Drained drained = new Drain(vertx, hub.process().port()).connectingToo(shipments, MAX);
        CpuTime cpu = hub.cpu().since(before);
        double compilersS = CpuTime.compilersS(hub.process().process().pid()) - compilersBeforeS;
        hub.requireStored(drained.deliveries());
        BenchHub.require(
                drained.broken() == 0,
                drained.broken() + " connections were refused or broke, the first: " + drained.why());
        return new Storm(drained, cpu, Math.max(0, compilersS), count, each);
    }

    private static Result result(Storm run, long copyNanos, int rounds) {
        Drained storm = run.drained();
        Latencies waits = new Latencies();
        storm.deliveries().forEach(delivery -> waits.add(delivery.atNanos()));
        double seconds = storm.nanos() / (double) TimeUnit.SECONDS.toNanos(1);
        double copySeconds = copyNanos / (double) TimeUnit.SECONDS.toNanos(1);
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.of("all drained after", seconds, "s").beside(copySeconds).should(Goal.ratioAtMost(TIMES_COPY)),
                Figure.of("changes", storm.changesPerS(), "1/s").beside(storm.changes() / copySeconds),
                Figure.of("a locker waits, median", waits.ms(50), "ms"),
                Figure.of("a locker waits, longest, beside the median", waits.maxMs(), "ms")
                        .beside(waits.ms(50))
                        .should(Goal.ratioAtMost(TIMES_MEDIAN)),
                Figure.count("told to come back (429, 503)", storm.busy(), "requests")));
        figures.addAll(run.cpu().shares(""));
        figures.add(Figure.of("CPU of the hub's compilers", run.compilersS(), "s"));
        return new Result(
                CopyYardstick.WORDS,
                figures,
                List.of(
                        "an ordinary day of %d rounds of %d lockers before it, until the compilers of the hub rested, at most %d rounds"
                                .formatted(rounds, Math.min(run.lockers(), WARMING_LOCKERS), ROUNDS_MAX),
                        run.lockers() + " lockers with " + run.each()
                                + " changes each, signed and compressed before the clock started",
                        "an answer other than 200, or 429 and 503 with Retry-After, and a connection that is refused or breaks"
                                + " end the benchmark as wrong",
                        "hub, PostgreSQL and the generator share this machine"),
                new Chart("storm: lockers drained over time", "s", "lockers", List.of(curve(storm))));
    }

    private static Chart.Series curve(Drained storm) {
        List<Long> times = storm.deliveries().stream()
                .map(Drain.Delivery::atNanos)
                .sorted()
                .toList();
        List<Chart.Point> points = new ArrayList<>();
        for (int i = 0; i <= PLOTTED; i++) {
            int lockers = i * (times.size() - 1) / PLOTTED;
            points.add(new Chart.Point(times.get(lockers) / (double) TimeUnit.SECONDS.toNanos(1), lockers + 1));
        }
        return new Chart.Series("drained", points);
    }
}
