package ghosthunter.load.bench;

import ghosthunter.load.bench.frame.Benchmark;
import ghosthunter.load.bench.frame.Chart;
import ghosthunter.load.bench.frame.Figure;
import ghosthunter.load.bench.frame.Goal;
import ghosthunter.load.bench.frame.Latencies;
import ghosthunter.load.bench.frame.Result;
import ghosthunter.load.process.WorkDirectory;
import ghosthunter.load.traffic.OpenLoop;
import ghosthunter.load.traffic.Shipment;
import ghosthunter.load.traffic.SignedLocker;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleet.jar bench fleet}. */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        header = "How many lockers one node carries.",
        description = {
            "Every locker makes an exchange each 30 s, one of ten with a drop-off, evenly spread, whatever the hub does. The",
            "fleet grows step by step until the 99th percentile of the time to the receipt is above 250 ms."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar fleet.jar bench fleet --quick",
            "  java -jar fleet.jar bench fleet --steps 25000,50000,100000"
        })
final class FleetBench extends Benchmark {
    private static final double INTERVAL_S = 30;
    private static final double P99_MS_MAX = 250;
    private static final double LOCKERS_WANTED = 100_000;
    private static final int CONNECTIONS = 512;
    private static final int ONE_OF = 10;
    private static final Duration MAX = Duration.ofMinutes(5);

    @Option(names = "--steps", split = ",", description = "The sizes of the fleet (default: 5000 to 100000).")
    private List<Integer> steps = List.of();

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    /** How a fleet of this size fared. */
    private record Step(int lockers, Latencies latencies, long busy) {
        boolean isCarried() {
            return busy == 0 && latencies.ms(99) < P99_MS_MAX;
        }
    }

    @Override
    protected Result measure() throws Exception {
        try (WorkDirectory directory = WorkDirectory.create("ghosthunter-bench");
                BenchHub hub = BenchHub.start(directory.path())) {
            say("the hub is up; warming it");
            Step unused = step(hub, pick(6_000, 12_000), pick(5, 15));
            List<Step> measured = new ArrayList<>();
            for (int lockers : sizes()) {
                Step step = step(hub, lockers, pick(5, (int) INTERVAL_S));
                measured.add(step);
                say("%,d lockers: p50 %.1f ms, p99 %.1f ms, told to come back %d"
                        .formatted(
                                lockers,
                                step.latencies().ms(50),
                                step.latencies().ms(99),
                                step.busy()));
                if (!step.isCarried()) {
                    break;
                }
            }
            return result(measured);
        } finally {
            var unused = vertx.close();
        }
    }

    private List<Integer> sizes() {
        if (!steps.isEmpty()) {
            return steps;
        }
        return quick() ? List.of(5_000, 15_000, 40_000) : List.of(5_000, 10_000, 20_000, 40_000, 70_000, 100_000);
    }

    private Step step(BenchHub hub, int lockers, int seconds) throws Exception {
        double perS = lockers / INTERVAL_S;
        List<SignedLocker> speaking = hub.lockers((int) (perS * seconds));
        List<Shipment> shipments = new ArrayList<>(speaking.size());
        for (int i = 0; i < speaking.size(); i++) {
            shipments.add(speaking.get(i).next(i % ONE_OF == 0 ? 1 : 0));
        }
        hub.empty();
        OpenLoop.Flow flow = new OpenLoop(vertx, hub.process().port(), CONNECTIONS).run(shipments, perS, MAX);
        hub.requireStored(flow.deliveries());
        Latencies latencies = new Latencies();
        flow.deliveries().forEach(delivery -> latencies.add(delivery.nanos()));
        return new Step(lockers, latencies, flow.busy());
    }

    private static Result result(List<Step> measured) {
        int carried = measured.stream()
                .filter(Step::isCarried)
                .mapToInt(Step::lockers)
                .max()
                .orElse(0);
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.count("lockers carried, p99 < 250 ms", carried, "lockers")
                .should(Goal.atLeast(LOCKERS_WANTED)));
        List<Chart.Point> p50 = new ArrayList<>();
        List<Chart.Point> p99 = new ArrayList<>();
        for (Step step : measured) {
            String lockers = "%,d lockers: ".formatted(step.lockers());
            figures.add(Figure.of(lockers + "p50", step.latencies().ms(50), "ms"));
            figures.add(
                    Figure.of(lockers + "p99", step.latencies().ms(99), "ms").should(Goal.atMost(P99_MS_MAX)));
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
                        "the generator shares the machine"),
                new Chart(
                        "fleet: time to the receipt",
                        "lockers at a 30 s interval",
                        "ms",
                        List.of(new Chart.Series("p50", p50), new Chart.Series("p99", p99))));
    }
}
