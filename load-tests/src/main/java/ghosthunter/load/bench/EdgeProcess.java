package ghosthunter.load.bench;

import ghosthunter.load.fleet.ProcessLocker;
import ghosthunter.load.fleet.Waiting;
import ghosthunter.load.proxy.ChaosProxy;
import ghosthunter.load.proxy.FaultCounts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A locker as a process, behind a network of its own whose bytes are counted. Blocking. */
final class EdgeProcess implements AutoCloseable {
    private static final Duration SETTLE_MAX = Duration.ofMinutes(2);
    private static final Path LAUNCHER = Path.of("edge-verticles", "target", "edge");
    private static final double KIB_PER_MIB = 1_024;
    private static final int IMPORT_MAX = 5_000;

    private final ChaosProxy network;
    private final ProcessLocker locker;
    private int packages;

    private EdgeProcess(ChaosProxy network, ProcessLocker locker) {
        this.network = network;
        this.locker = locker;
    }

    /**
     * What was used up to now.
     *
     * @param cpuS CPU time of the process, seconds
     * @param traffic what passed its network
     */
    record Used(double cpuS, FaultCounts traffic) {
        double cpuSince(Used before) {
            return cpuS - before.cpuS;
        }

        double bytesSince(Used before) {
            return traffic.bytesUp() + traffic.bytesDown() - before.traffic.bytesUp() - before.traffic.bytesDown();
        }

        double requestsSince(Used before) {
            return traffic.requests() - before.traffic.requests();
        }

        double refusedSince(Used before) {
            return traffic.refused() - before.traffic.refused();
        }
    }

    /**
     * Enrolls and starts one.
     *
     * @param pace its settings, YAML; empty for those of the street
     */
    static EdgeProcess start(Vertx vertx, BenchHub hub, Path directory, String code, String pace) {
        ChaosProxy network = network(vertx, hub);
        String token = String.valueOf(hub.process().enroll(List.of(code)).get(code));
        return new EdgeProcess(network, ProcessLocker.start(code, directory, network, token, pace, program()));
    }

    /** The launcher, as it is installed, where it was built; it becomes the JVM that is measured. Else the JVM alone. */
    private static List<String> program() {
        return isInstalled() ? List.of(LAUNCHER.toAbsolutePath().toString()) : ProcessLocker.ownJava();
    }

    /** What is measured, for the notes below a table. */
    static String programName() {
        return isInstalled() ? LAUNCHER + " run" : "java -Xmx64m, serial collector, C1 alone";
    }

    private static boolean isInstalled() {
        return Files.isExecutable(LAUNCHER) && Files.exists(LAUNCHER.resolveSibling("edge.jar"));
    }

    private static ChaosProxy network(Vertx vertx, BenchHub hub) {
        return Waiting.until(
                ChaosProxy.start(vertx, 0, "127.0.0.1", hub.process().port()));
    }

    Used used() {
        return new Used(cpuS(), network.counts());
    }

    /** Resident memory, MiB. */
    double rssMib() throws IOException {
        try (Stream<String> lines = Files.lines(proc("status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / KIB_PER_MIB;
        }
    }

    void offline() {
        Void unused = Waiting.until(network.sever());
    }

    void online() {
        Void unused = Waiting.until(network.restore());
    }

    /** Records a package and gives its tracking id. */
    String dropOff() {
        packages++;
        String trackingId = locker.code() + "-" + packages;
        locker.dropOff(trackingId);
        return trackingId;
    }

    /** Syncs now, until nothing is pending. */
    void sync() {
        Pause.until(
                () -> locker.sync().body().replace(" ", "").contains("\"pending\":0"),
                SETTLE_MAX,
                locker.code() + " has nothing pending");
    }

    /** Records packages that are new, in few transactions. */
    void fill(int count) {
        List<String> trackingIds = IntStream.rangeClosed(packages + 1, packages + count)
                .mapToObj(i -> locker.code() + "-" + i)
                .toList();
        packages += count;
        for (int from = 0; from < count; from += IMPORT_MAX) {
            locker.importPending(trackingIds.subList(from, Math.min(count, from + IMPORT_MAX)));
        }
    }

    @Override
    public void close() {
        locker.close();
        Void unused = Waiting.until(network.close());
    }

    /** To the nanosecond, where the process's own clock ticks every 10 ms. */
    private double cpuS() {
        try (Stream<Path> threads = Files.list(proc("task"))) {
            return threads.mapToLong(EdgeProcess::nanos).sum() / (double) TimeUnit.SECONDS.toNanos(1);
        } catch (IOException e) {
            throw new IllegalStateException("the locker's process is gone", e);
        }
    }

    private static long nanos(Path thread) {
        try {
            String text = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(text.substring(0, text.indexOf(' ')));
        } catch (IOException ended) {
            return 0;
        }
    }

    private Path proc(String name) {
        return Path.of("/proc", Long.toString(locker.process().pid()), name);
    }
}
