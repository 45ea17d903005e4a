package ghosthunter.load.bench;

import ghosthunter.load.bench.frame.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * CPU time that was used up to now, from {@code /proc}; seconds. Linux alone.
 *
 * @param hubS the hub's process
 * @param postgresS its PostgreSQL, all processes of it
 * @param generatorS this process
 */
record CpuTime(double hubS, double postgresS, double generatorS) {
    /** {@code USER_HZ}, which is 100 on every Linux that Java runs on. */
    private static final double TICKS_PER_S = 100;

    private static final int PARENT = 1;
    private static final int OWN_USER = 11;
    private static final int OWN_SYSTEM = 12;
    private static final int REAPED_SYSTEM = 14;

    /** @param backend any process of PostgreSQL that serves a connection */
    static CpuTime of(long hub, long backend) {
        long postmaster = Long.parseLong(
                fields(Path.of("/proc", Long.toString(backend), "stat")).get(PARENT));
        double children = ProcessHandle.of(postmaster).stream()
                .flatMap(ProcessHandle::children)
                .mapToDouble(child -> ownS(child.pid()))
                .sum();
        return new CpuTime(ownS(hub), withReapedS(postmaster) + children, here());
    }

    /** CPU time of one process, seconds; 0 when it is gone. */
    static double ownS(long pid) {
        return seconds(pid, OWN_SYSTEM);
    }

    /** CPU time of the compilers of a process's virtual machine, seconds; of {@link #ownS} a part. */
    static double compilersS(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return threads.filter(CpuTime::isCompiler)
                    .mapToDouble(thread -> seconds(thread.resolve("stat"), OWN_SYSTEM))
                    .sum();
        } catch (IOException gone) {
            return 0;
        }
    }

    private static boolean isCompiler(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).contains(" CompilerThre");
        } catch (IOException gone) {
            return false;
        }
    }

    /** What was used since. */
    CpuTime since(CpuTime before) {
        return new CpuTime(hubS - before.hubS, postgresS - before.postgresS, generatorS - before.generatorS);
    }

    /** Who used how much of it. */
    List<Figure> shares(String of) {
        return List.of(
                Figure.of(of + "CPU of the hub", hubS, "s"),
                Figure.of(of + "CPU of PostgreSQL", postgresS, "s"),
                Figure.of(of + "CPU of the generator", generatorS, "s"));
    }

    private static double withReapedS(long pid) {
        return seconds(pid, REAPED_SYSTEM);
    }

    private static double seconds(long pid, int lastField) {
        return seconds(Path.of("/proc", Long.toString(pid), "stat"), lastField);
    }

    private static double seconds(Path stat, int lastField) {
        List<String> fields = fields(stat);
        double ticks = 0;
        for (int i = OWN_USER; i <= lastField && i < fields.size(); i++) {
            ticks += Long.parseLong(fields.get(i));
        }
        return ticks / TICKS_PER_S;
    }

    private static double here() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1_000.0;
    }

    /** The fields behind the name, which may have blanks in it; proc(5). */
    private static List<String> fields(Path stat) {
        try {
            String line = Files.readString(stat);
            return List.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
        } catch (IOException gone) {
            return List.of();
        }
    }
}
