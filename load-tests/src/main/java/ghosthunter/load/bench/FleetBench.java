package ghosthunter.load.bench;

import ghosthunter.load.bench.frame.Benchmark;
import ghosthunter.load.bench.frame.Chart;
import ghosthunter.load.bench.frame.Figure;
import ghosthunter.load.bench.frame.Goal;
import ghosthunter.load.bench.frame.Latencies;
import ghosthunter.load.bench.frame.Result;
import ghosthunter.load.process.WorkDirectory;
import ghosthunter.load.traffic.Drain;
import ghosthunter.load.traffic.OpenLoop;
import ghosthunter.load.traffic.Shipment;
import ghosthunter.load.traffic.SignedLocker;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleet.jar bench fleet}. */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        header = "How many lockers one node carries.",
        description = {
            "Every locker makes an exchange each 30 s, one of ten with a drop-off, evenly spread, whatever the hub does. The",
            "fleet grows by half until the 99th percentile of the time to the receipt is above 250 ms; then the limit is",
            "searched in between."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar fleet.jar bench fleet --quick", "  java -jar fleet.jar bench fleet --from 40000"})
final class FleetBench extends Benchmark {
    private static final double INTERVAL_S = 30;
    private static final double P99_MS_MAX = 250;
    private static final double LOCKERS_WANTED = 100_000;
    private static final int CONNECTIONS = 512;
    private static final int ONE_OF = 10;
    private static final int GREETERS = 128;
    private static final Duration MAX = Duration.ofMinutes(5);

    @Option(names = "--from", description = "The first size of the fleet (default: 10000; 600 with --smoke).")
    private int from;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    /** How a fleet of this size fared. */
    private record Step(int lockers, Latencies latencies, long busy, CpuTime cpu) {
        boolean isCarried() {
            return busy == 0 && latencies.ms(99) < P99_MS_MAX;
        }
    }

    @Override
    protected Result measure() throws Exception {
        try (WorkDirectory directory = WorkDirectory.create("ghosthunter-bench");
                BenchHub hub = BenchHub.start(directory.path())) {
            say("the hub is up; warming it");
            Step unused = step(hub, pick(600, 6_000, 12_000));
            List<Step> measured = new ArrayList<>();
            SizeSearch search = SizeSearch.from(from > 0 ? from : pick(600, 10_000, 10_000));
            while (!search.isDone() && measured.size() < pick(2, 8, 20)) {
                Step step = step(hub, search.next());
                measured.add(step);
                search = search.after(step.isCarried());
            }
            return result(measured, search.held());
        } finally {
            var unused = vertx.close();
        }
    }

    /** All of them were there before, as on any day: the hub knows their keys, and has a worker for each. */
    private Step step(BenchHub hub, int count) throws Exception {
        double perS = count / INTERVAL_S;
        List<SignedLocker> lockers = hub.lockers(count);
        greet(hub, lockers);
        int speaking = Math.min(count, (int) (perS * pick(2, 5, 15)));
        List<Shipment> shipments = IntStream.range(0, speaking)
                .parallel()
                .mapToObj(i -> lockers.get(i).next(i % ONE_OF == 0 ? 1 : 0))
                .toList();
        hub.empty();
        CpuTime before = hub.cpu();
        OpenLoop.Flow flow = new OpenLoop(vertx, hub.process().port(), CONNECTIONS).run(shipments, perS, MAX);
        CpuTime cpu = hub.cpu().since(before);
        hub.requireStored(flow.deliveries());
        Latencies latencies = new Latencies();
        flow.deliveries().forEach(delivery -> latencies.add(delivery.nanos()));
        say("%,d lockers: p50 %.1f ms, p99 %.1f ms, told to come back %d"
                .formatted(count, latencies.ms(50), latencies.ms(99), flow.busy()));
        return new Step(count, latencies, flow.busy(), cpu);
    }

    private void greet(BenchHub hub, List<SignedLocker> lockers) throws Exception {
        List<Shipment> greetings =
                lockers.parallelStream().map(locker -> locker.next(1)).toList();
        List<List<Shipment>> shares = new ArrayList<>();
        for (int i = 0; i < GREETERS; i++) {
            shares.add(new ArrayList<>());
        }
        for (int i = 0; i < greetings.size(); i++) {
            shares.get(i % GREETERS).add(greetings.get(i));
        }
        hub.empty();
        hub.requireStored(new Drain(vertx, hub.process().port())
                .overOpenConnections(shares, MAX)
                .deliveries());
    }

    private static List<Step> sorted(List<Step> measured) {
        return measured.stream().sorted(Comparator.comparingInt(Step::lockers)).toList();
    }

    private static Result result(List<Step> measured, int carried) {
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.count("lockers carried, p99 < 250 ms", carried, "lockers")
                .should(Goal.atLeast(LOCKERS_WANTED)));
        List<Chart.Point> p50 = new ArrayList<>();
        List<Chart.Point> p99 = new ArrayList<>();
        for (Step step : sorted(measured)) {
            String lockers = "%,d lockers: ".formatted(step.lockers());
            figures.add(Figure.of(lockers + "p50", step.latencies().ms(50), "ms"));
            figures.add(
                    Figure.of(lockers + "p99", step.latencies().ms(99), "ms").should(Goal.atMost(P99_MS_MAX)));
            figures.addAll(step.cpu().shares(lockers));
            p50.add(new Chart.Point(step.lockers(), step.latencies().ms(50)));
            p99.add(new Chart.Point(step.lockers(), step.latencies().ms(99)));
        }
        return new Result(
                "none: the goal is absolute",
                figures,
                List.of(
                        "an exchange each 30 s and locker, evenly spread; one of ten carries a drop-off",
                        CONNECTIONS
                                + " connections, as a proxy before the hub has them; times are from when an exchange"
                                + " fell due",
                        "the machine is shared by hub, PostgreSQL and generator; all lockers were there before"),
                new Chart(
                        "fleet: time to the receipt",
                        "lockers at a 30 s interval",
                        "ms",
                        List.of(new Chart.Series("p50", p50), new Chart.Series("p99", p99))));
    }
}
