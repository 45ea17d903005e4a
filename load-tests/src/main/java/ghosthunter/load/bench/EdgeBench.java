package ghosthunter.load.bench;

import ghosthunter.load.bench.frame.Benchmark;
import ghosthunter.load.bench.frame.Chart;
import ghosthunter.load.bench.frame.Figure;
import ghosthunter.load.bench.frame.Goal;
import ghosthunter.load.bench.frame.Result;
import ghosthunter.load.process.WorkDirectory;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** {@code fleet.jar bench edge}. */
@Command(
        name = "edge",
        mixinStandardHelpOptions = true,
        header = "What a locker costs: the commit of a drop-off, memory, CPU, requests and bytes of a day.",
        description = {
            "Drop-offs are committed by the real outbox, each beside a bare insert into another SQLite file with the same",
            "settings on the same disk. Then a locker's process runs beside a hub: what is idle, a heartbeat, a drop-off and",
            "an attempt without a network cost is measured for itself, and a day is put together from that."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar fleet.jar bench edge --quick", "  java -jar fleet.jar bench edge"})
final class EdgeBench extends Benchmark {
    private static final String FAST_HEARTBEAT = "sync: {interval_s: 1, heartbeat_s: 1, rest_s: 1}\n";
    private static final String STREET = "";

    private static final double DAY_S = 86_400;
    private static final double DAY_HEARTBEATS = DAY_S / 900;
    private static final int DAY_DROP_OFFS = 50;
    private static final double DAY_OFFLINE_S = 4 * 30 * 60.0;
    /** Five attempts with backoff take half a minute at most, then the circuit breaker rests for a minute. */
    private static final double OFFLINE_ATTEMPT_EVERY_S = 18;

    private static final int BATCH = 50;
    private static final Duration HEARTBEAT_MAX = Duration.ofMinutes(2);
    private static final double MS_PER_S = 1_000;
    private static final double BYTES_PER_KB = 1_000;
    private static final double RSS_MIB_MAX = 96;
    private static final double CPU_S_MAX = 90;
    private static final double KB_MAX = 200;
    private static final double BYTES_PER_CHANGE_MAX = 120;
    private static final double COMMIT_TIMES = 1.5;

    private final Vertx vertx = Vertx.vertx();

    /** What one thing costs. */
    private record Cost(double cpuS, double bytes, double requests) {
        Cost times(double n) {
            return new Cost(cpuS * n, bytes * n, requests * n);
        }

        Cost plus(Cost other) {
            return new Cost(cpuS + other.cpuS, bytes + other.bytes, requests + other.requests);
        }
    }

    @Override
    protected Result measure() throws Exception {
        try (WorkDirectory directory = WorkDirectory.create("ghosthunter-bench");
                BenchHub hub = BenchHub.start(directory.path())) {
            CommitRace race = CommitRace.run(vertx, hub, directory.path(), pick(20, 200, 200), pick(20, 300, 3_000));
            List<Figure> figures = new ArrayList<>(commits(race));
            figures.addAll(day(hub, directory.path()));
            figures.addAll(tls(hub, directory.path()));
            return new Result(
                    "a bare autocommit INSERT of the same line, same pragmas (WAL, synchronous=FULL), same disk, in turns",
                    figures,
                    List.of(
                            "a day is simulated: idle time is one measured stretch times 24 h; heartbeats (96 a day), drop-offs"
                                    + " (50) and attempts without a network (4 x 30 min) are measured one by one and added",
                            "bytes are those of HTTP/1.1 without TLS, both ways, headers included; those with TLS are all that"
                                    + " the connections carry, with one certificate of P-256 in the full handshake",
                            "RSS and CPU are of the locker's process: " + EdgeProcess.programName()),
                    new Chart(
                            "edge: commit of a drop-off",
                            "percentile",
                            "ms",
                            List.of(race.edge().series("drop-off"), race.bare().series("bare insert"))));
        } finally {
            var unused = vertx.close();
        }
    }

    private static List<Figure> commits(CommitRace race) {
        return List.of(
                Figure.of("drop-off committed, p50", race.edge().ms(50), "ms")
                        .beside(race.bare().ms(50)),
                Figure.of("drop-off committed, p99", race.edge().ms(99), "ms")
                        .beside(race.bare().ms(99))
                        .should(Goal.ratioAtMost(COMMIT_TIMES)));
    }

    private List<Figure> day(BenchHub hub, Path directory) throws Exception {
        double idleCpuPerS;
        double rssMib;
        try (EdgeProcess edge = EdgeProcess.start(vertx, hub, directory, "IDLE-1", STREET)) {
            say("a locker has nothing to do");
            String unused = edge.dropOff();
            edge.sync();
            Pause.of(Duration.ofSeconds(pick(1, 6, 30)));
            int seconds = pick(1, 8, 120);
            idleCpuPerS = over(edge, seconds).cpuS() / seconds;
            rssMib = edge.rssMib();
        }
        Cost idle = new Cost(idleCpuPerS * DAY_S, 0, 0);
        Cost batch;
        try (EdgeProcess edge = EdgeProcess.start(vertx, hub, directory, "BATCH-1", STREET)) {
            say("a batch");
            batch = batch(edge);
        }
        try (EdgeProcess edge = EdgeProcess.start(vertx, hub, directory, "BUSY-1", FAST_HEARTBEAT)) {
            say("heartbeats, drop-offs, no network");
            Cost heartbeat = heartbeat(edge, idleCpuPerS);
            Cost dropOff = dropOff(edge);
            Cost attempt = attempt(edge, idleCpuPerS);
            Cost afterOutage = afterOutage(hub, directory, idleCpuPerS);
            Cost quiet = idle.plus(heartbeat.times(DAY_HEARTBEATS));
            Cost busy = quiet.plus(dropOff.times(DAY_DROP_OFFS));
            Cost cutOff = busy.plus(attempt.times(DAY_OFFLINE_S / OFFLINE_ATTEMPT_EVERY_S));
            List<Figure> figures = new ArrayList<>();
            figures.add(Figure.of("RSS, idle", rssMib, "MiB").should(Goal.atMost(RSS_MIB_MAX)));
            figures.add(cpu("a day idle", quiet).should(Goal.atMost(CPU_S_MAX)));
            figures.add(kilobytes("a day idle", quiet).should(Goal.atMost(KB_MAX)));
            figures.add(requests("a day idle", quiet));
            figures.add(Figure.of("bytes per change, 50 a batch", batch.bytes() / BATCH, "bytes")
                    .should(Goal.atMost(BYTES_PER_CHANGE_MAX)));
            figures.add(Figure.of("50 a batch", batch.requests(), "requests"));
            figures.add(
                    Figure.of("bytes per change, 50 a batch after an outage", afterOutage.bytes() / BATCH, "bytes"));
            figures.add(Figure.of("50 a batch after an outage", afterOutage.requests(), "requests"));
            figures.add(cpu("a day with 50 drop-offs", busy));
            figures.add(kilobytes("a day with 50 drop-offs", busy));
            figures.add(requests("a day with 50 drop-offs", busy));
            figures.add(cpu("the same, offline 4 x 30 min", cutOff));
            figures.add(kilobytes("the same, offline 4 x 30 min", cutOff));
            figures.add(Figure.of("an idle second: CPU", idleCpuPerS * MS_PER_S, "ms"));
            figures.add(Figure.of("one heartbeat: CPU", heartbeat.cpuS() * MS_PER_S, "ms"));
            figures.add(Figure.of("one heartbeat", heartbeat.bytes(), "bytes"));
            figures.add(Figure.of("one drop-off sent alone", dropOff.bytes(), "bytes"));
            return figures;
        }
    }

    private List<Figure> tls(BenchHub hub, Path directory) throws Exception {
        say("the same bytes over TLS");
        TlsTraffic tls = TlsTraffic.measure(vertx, hub, directory, BATCH);
        return List.of(
                Figure.of("one heartbeat, TLS 1.3, full handshake", tls.full(), "bytes"),
                Figure.of("one heartbeat, TLS 1.3, resumed", tls.resumed(), "bytes"),
                Figure.of(
                        "a day idle, TLS 1.3, resumed",
                        (tls.full() + (DAY_HEARTBEATS - 1) * tls.resumed()) / BYTES_PER_KB,
                        "kB"),
                Figure.of("bytes per change, 50 a batch, TLS 1.3, resumed", tls.perChange(), "bytes"));
    }

    private static Cost over(EdgeProcess edge, int seconds) {
        EdgeProcess.Used before = edge.used();
        Pause.of(Duration.ofSeconds(seconds));
        return since(edge, before);
    }

    private Cost heartbeat(EdgeProcess edge, double idleCpuPerS) {
        edge.sync();
        EdgeProcess.Used before = edge.used();
        long start = System.nanoTime();
        Pause.of(Duration.ofSeconds(pick(1, 8, 60)));
        Pause.until(() -> edge.used().requestsSince(before) > 0, HEARTBEAT_MAX, "a heartbeat");
        EdgeProcess.Used after = edge.used();
        double idleCpuS = idleCpuPerS * (System.nanoTime() - start) / TimeUnit.SECONDS.toNanos(1);
        double heartbeats = after.requestsSince(before);
        return new Cost(
                Math.max(0, after.cpuSince(before) - idleCpuS) / heartbeats, after.bytesSince(before) / heartbeats, 1);
    }

    private Cost dropOff(EdgeProcess edge) {
        int count = pick(2, 10, DAY_DROP_OFFS);
        EdgeProcess.Used before = edge.used();
        for (int i = 0; i < count; i++) {
            String unused = edge.dropOff();
            edge.sync();
        }
        EdgeProcess.Used after = edge.used();
        return new Cost(
                after.cpuSince(before) / count, after.bytesSince(before) / count, after.requestsSince(before) / count);
    }

    /** What passes to a hub that does not answer is nothing: a try costs CPU alone. */
    private Cost attempt(EdgeProcess edge, double idleCpuPerS) {
        int seconds = pick(1, 6, 30);
        edge.offline();
        String unused = edge.dropOff();
        EdgeProcess.Used before = edge.used();
        Pause.of(Duration.ofSeconds(seconds));
        EdgeProcess.Used after = edge.used();
        edge.online();
        double tries = Math.max(1, after.refusedSince(before));
        return new Cost(Math.max(0, after.cpuSince(before) - idleCpuPerS * seconds) / tries, 0, 0);
    }

    /** By a locker of the street: one with fast heartbeats would count those with it. */
    private Cost afterOutage(BenchHub hub, Path directory, double idleCpuPerS) throws Exception {
        try (EdgeProcess edge = EdgeProcess.start(vertx, hub, directory, "OUTAGE-1", STREET)) {
            Cost unused = attempt(edge, idleCpuPerS);
            return batch(edge);
        }
    }

    /** Recorded while there is no network, then sent. */
    private static Cost batch(EdgeProcess edge) {
        edge.sync();
        edge.offline();
        for (int i = 0; i < BATCH; i++) {
            String unused = edge.dropOff();
        }
        EdgeProcess.Used before = edge.used();
        edge.online();
        edge.sync();
        return since(edge, before);
    }

    private static Cost since(EdgeProcess edge, EdgeProcess.Used before) {
        EdgeProcess.Used after = edge.used();
        return new Cost(after.cpuSince(before), after.bytesSince(before), after.requestsSince(before));
    }

    private static Figure cpu(String day, Cost cost) {
        return Figure.of(day + ": CPU", cost.cpuS(), "s");
    }

    private static Figure kilobytes(String day, Cost cost) {
        return Figure.of(day + ": HTTP", cost.bytes() / BYTES_PER_KB, "kB");
    }

    private static Figure requests(String day, Cost cost) {
        return Figure.of(day + ": requests", cost.requests(), "requests");
    }
}
