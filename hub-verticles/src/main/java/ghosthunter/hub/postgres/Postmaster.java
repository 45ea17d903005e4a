package ghosthunter.hub.postgres;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running server as its {@code postmaster.pid} names it (PostgreSQL manual, "Database File Layout"): line 1 the process,
 * line 4 the port, line 8 the state.
 *
 * @param process the process, alive when it was looked for
 * @param port its TCP port
 * @param ready whether it takes connections
 */
record Postmaster(ProcessHandle process, int port, boolean ready) {
    private static final int PORT_LINE = 3;
    private static final int STATE_LINE = 7;

    /** How long a server gets that was told to stop at once. */
    private static final Duration IMMEDIATE_LIMIT = Duration.ofSeconds(10);

    /** The server that runs on this directory. A file that a dead one left, or that names another process, is none. */
    static Optional<Postmaster> of(Path clusterDir) throws IOException {
        List<String> lines = lines(clusterDir);
        return process(lines)
                .filter(process -> worksIn(process, clusterDir))
                .map(process -> new Postmaster(
                        process, port(lines), line(lines, STATE_LINE).equals("ready")));
    }

    /**
     * Removes the file of a server that is dead but not reaped by its parent, which may never happen where process 1 is a
     * hub: to PostgreSQL that one still runs, and it would refuse to start. What the dead one left running it notices by the
     * shared memory, file or not.
     */
    static void forgetDead(Path clusterDir) throws IOException {
        if (process(lines(clusterDir)).filter(Postmaster::isZombie).isPresent()) {
            Files.deleteIfExists(file(clusterDir));
        }
    }

    private static Path file(Path clusterDir) {
        return clusterDir.resolve("postmaster.pid");
    }

    /** Empty where there is no file; the server may take it away at any moment. */
    private static List<String> lines(Path clusterDir) throws IOException {
        try {
            return Files.readAllLines(file(clusterDir));
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static Optional<ProcessHandle> process(List<String> lines) {
        String pid = line(lines, 0);
        return pid.matches("[0-9]{1,10}") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
    }

    /** A server works in its own directory. Without {@code /proc} the name of its program has to do. */
    private static boolean worksIn(ProcessHandle process, Path clusterDir) {
        if (!process.isAlive() || isZombie(process)) {
            return false;
        }
        Path cwd = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            return cwd.toRealPath().equals(clusterDir.toRealPath());
        } catch (IOException e) {
            return process.info().command().filter(c -> c.contains("postgres")).isPresent();
        }
    }

    /** The state follows the name, which is in brackets and may hold anything (proc(5), {@code /proc/pid/stat}). */
    private static boolean isZombie(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"), ISO_8859_1);
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false;
        }
    }

    private static int port(List<String> lines) {
        String text = line(lines, PORT_LINE);
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    }

    private static String line(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index).strip() : "";
    }

    /**
     * Stops it: fast (sessions are ended, a checkpoint is written), and when that takes longer than the limit, at once.
     *
     * @return whether it was the fast way
     * @throws IOException if it does not stop at all
     */
    boolean stop(Duration limit) throws IOException {
        signal("INT");
        if (awaitExit(limit)) {
            return true;
        }
        signal("QUIT");
        if (awaitExit(IMMEDIATE_LIMIT)) {
            return false;
        }
        throw new IOException("the server process " + process.pid() + " does not stop");
    }

    /** {@link ProcessHandle#destroy} would send SIGTERM, on which a server waits for its sessions to end by themselves. */
    private void signal(String name) throws IOException {
        if (process.isAlive()) {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            await(kill.toHandle(), IMMEDIATE_LIMIT);
        }
    }

    private boolean awaitExit(Duration limit) {
        await(process, limit);
        return !process.isAlive() || isZombie(process);
    }

    private static void await(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // The caller looks whether it is alive.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
