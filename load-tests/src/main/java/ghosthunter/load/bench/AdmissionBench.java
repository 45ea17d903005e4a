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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code fleet.jar bench admission}. */
@Command(
        name = "admission",
        mixinStandardHelpOptions = true,
        header = "What is left of the speed when three times as much comes.",
        description = {
            "First the peak: 400 lockers, each the next exchange as soon as it has the receipt of the last. Then exchanges",
            "fall due at three times that rate, whatever the hub does; who is told to come back later does. All of it is",
            "drained in the end, and checked."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar fleet.jar bench admission --quick", "  java -jar fleet.jar bench admission"})
final class AdmissionBench extends Benchmark {
    private static final int LOCKERS_MAX = 400;
    private static final int BATCH = 10;
    private static final double OVERLOAD = 3;
    private static final double SHARE_OF_PEAK = 0.8;
    private static final int CONNECTIONS_MAX = 4_000;
    private static final Duration MAX = Duration.ofMinutes(10);
    private static final double NANOS_PER_S = TimeUnit.SECONDS.toNanos(1);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    @Override
    protected Result measure() throws Exception {
        try (WorkDirectory directory = WorkDirectory.create("ghosthunter-bench");
                BenchHub hub = BenchHub.start(directory.path())) {
            say("the hub is up; warming it");
            double unused = peak(hub, pick(2, 8, 20));
            double peak = peak(hub, pick(2, 8, 20));
            int seconds = pick(1, 4, 15);
            double perS = OVERLOAD * peak / BATCH;
            say("peak %,.0f changes/s; now %,.0f exchanges/s fall due for %d s".formatted(peak, perS, seconds));
            List<Shipment> shipments = hub.lockers((int) (perS * seconds)).stream()
                    .map(locker -> locker.next(BATCH))
                    .toList();
            hub.empty();
            OpenLoop.Flow flow = new OpenLoop(vertx, hub.process().port(), connections()).run(shipments, perS, MAX);
            hub.requireStored(flow.deliveries());
            return result(flow, peak, seconds, connections());
        } finally {
            var unused = vertx.close();
        }
    }

    private int connections() {
        return pick(200, CONNECTIONS_MAX, CONNECTIONS_MAX);
    }

    private double peak(BenchHub hub, int exchanges) throws Exception {
        List<List<Shipment>> shipments = new ArrayList<>();
        for (SignedLocker locker : hub.lockers(pick(50, LOCKERS_MAX, LOCKERS_MAX))) {
            shipments.add(
                    Stream.generate(() -> locker.next(BATCH)).limit(exchanges).toList());
        }
        hub.empty();
        Drain.Drained drained = new Drain(vertx, hub.process().port()).overOpenConnections(shipments, MAX);
        hub.requireStored(drained.deliveries());
        return drained.changesPerS();
    }

    private static Result result(OpenLoop.Flow flow, double peak, int seconds, int connections) {
        double goodput = flow.changesWithin(TimeUnit.SECONDS.toNanos(seconds)) / (double) seconds;
        Latencies admitted = new Latencies();
        flow.deliveries().forEach(delivery -> admitted.add(delivery.nanos()));
        double drainedS = flow.deliveries().stream()
                        .mapToLong(Drain.Delivery::atNanos)
                        .max()
                        .orElseThrow()
                / NANOS_PER_S;
        return new Result(
                "the peak of the same hub in the same run",
                List.of(
                        Figure.of("goodput at three times the peak", goodput, "changes/s")
                                .beside(peak)
                                .should(Goal.ratioAtLeast(SHARE_OF_PEAK)),
                        Figure.of("admitted: receipt after, p50", admitted.ms(50), "ms"),
                        Figure.of("admitted: receipt after, p99", admitted.ms(99), "ms"),
                        Figure.count("told to come back (429, 503)", flow.busy(), "requests"),
                        Figure.count("connections broken in a request", flow.broken(), "connections")
                                .should(Goal.atMost(0)),
                        Figure.of("all drained after", drainedS, "s")),
                List.of(
                        "overload for " + seconds + " s, batches of " + BATCH + ", each of another locker, over "
                                + connections + " connections",
                        "the generator shares the machine, and at three times the rate it takes more of it"),
                new Chart(
                        "admission: changes acknowledged over time",
                        "s",
                        "changes/s",
                        List.of(perSecond(flow), level(peak, drainedS))));
    }

    private static Chart.Series perSecond(OpenLoop.Flow flow) {
        List<Chart.Point> points = new ArrayList<>();
        long before = 0;
        long end = flow.deliveries().stream()
                .mapToLong(Drain.Delivery::atNanos)
                .max()
                .orElseThrow();
        for (int second = 1; TimeUnit.SECONDS.toNanos(second - 1) < end; second++) {
            long until = flow.changesWithin(TimeUnit.SECONDS.toNanos(second));
            points.add(new Chart.Point(second, until - before));
            before = until;
        }
        return new Chart.Series("acknowledged", points);
    }

    private static Chart.Series level(double peak, double seconds) {
        return new Chart.Series("peak", List.of(new Chart.Point(0, peak), new Chart.Point(seconds, peak)));
    }
}
