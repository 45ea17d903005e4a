package ghosthunter.load.process;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A real process of the operating system, started to be watched, killed and started again.
 *
 * <p><b>Blocking</b>: for a test's thread or a worker thread, never for an event loop. Methods may be called from several
 * threads. What cannot be waited for any longer fails with {@link ChildProcessException}, which shows the last lines that
 * the process printed. Standard error is read together with standard output. A process that is not closed is stopped when
 * this virtual machine ends, unless that one is killed itself.
 */
public final class ChildProcess implements AutoCloseable {
    /** Lines of output shown when something fails. */
    private static final int SHOWN_LINES = 40;

    /** Milliseconds after the exit until the output counts as complete, though a descendant holds the pipe. */
    private static final long DRAIN_MS = 500;

    /** The longest that {@link #kill} and {@link #close} wait for the system to remove a killed process. */
    private static final Duration REMOVAL = Duration.ofSeconds(20);

    private static final Duration REMOVAL_POLL = Duration.ofMillis(10);

    private final String name;
    private final Process process;
    private final Family family;
    private final OutputLines output = new OutputLines();

    private ChildProcess(String name, Process process, Family family) {
        this.name = name;
        this.process = process;
        this.family = family;
    }

    /** Starts a Java program. */
    public static ChildProcess start(String name, JavaCommand command) {
        return start(name, command.line(), command.environment(), command.directory());
    }

    /**
     * Starts a program.
     *
     * @param name for messages: {@code hub}, {@code locker LCK-0001}
     * @param command program and arguments
     * @param environment variables in addition to those of this process
     * @param directory where the program works; must exist
     */
    public static ChildProcess start(
            String name, List<String> command, Map<String, String> environment, Path directory) {
        Family family = new Family();
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put(family.mark(), name);
        try {
            ChildProcess child = new ChildProcess(name, builder.start(), family);
            child.watch();
            return child;
        } catch (IOException refused) {
            throw new ChildProcessException("cannot start " + name + ": " + command.get(0), refused);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Ending the output cannot fail, and nobody waits for it.
    private void watch() {
        Survivors.add(this);
        OutputReader.start(name, process.getInputStream(), output);
        process.onExit().thenRunAsync(output::end, CompletableFuture.delayedExecutor(DRAIN_MS, TimeUnit.MILLISECONDS));
    }

    /** True once this virtual machine is ending, by Ctrl-C for example, and its child processes are being stopped. */
    public static boolean allAreEnding() {
        return Survivors.ending();
    }

    /** The number that the operating system gave it. */
    public long pid() {
        return process.pid();
    }

    /** True until it exited or was killed. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its exit code once it exited; 128 plus the signal if it was killed. */
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** The last lines printed, at most {@value OutputLines#LINES_MAX}. */
    public List<String> output() {
        return output.last(OutputLines.LINES_MAX);
    }

    /** How many lines it has printed; for {@link #awaitMatch}, to leave out what was printed before now. */
    public long printedLines() {
        return output.printed();
    }

    /**
     * Waits until a line is printed in which {@code regex} is found; lines that are there already count. Fails at once
     * when the process exits without one.
     *
     * @return the first such line, whole
     */
    @CanIgnoreReturnValue
    public String awaitLine(String regex, Duration timeout) {
        return await(regex, 0, timeout).line();
    }

    /**
     * As {@link #awaitLine}, for what stands in the groups of the expression: a port, an id.
     *
     * @param afterLines lines from the start that do not count: 0, or what {@link #printedLines} said
     */
    @CanIgnoreReturnValue
    public MatchResult awaitMatch(String regex, long afterLines, Duration timeout) {
        return await(regex, afterLines, timeout).match();
    }

    private OutputLines.Found await(String regex, long afterLines, Duration timeout) {
        try {
            Optional<OutputLines.Found> found = output.await(Pattern.compile(regex), afterLines, timeout);
            if (found.isPresent()) {
                return found.get();
            }
            // The pipe ends a moment before the process does, and the exit code is worth that moment.
            if (output.ended() && process.waitFor(DRAIN_MS, TimeUnit.MILLISECONDS)) {
                throw failed("ended without a line with '" + regex + "'");
            }
            throw failed("printed no line with '" + regex + "' within " + timeout);
        } catch (InterruptedException interrupted) {
            throw interrupted("waiting for the output", interrupted);
        }
    }

    /** Ends it as a power cut does: SIGKILL, no clean-up. Returns when it is gone; its descendants live on. */
    public void kill() {
        // By its handle: Process.destroyForcibly would close the pipe and with it lose what was printed last.
        process.toHandle().destroyForcibly();
        awaitExit(REMOVAL);
    }

    /** Asks it to end: SIGTERM. Does not wait. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Waits until it exited; returns the exit code. */
    @CanIgnoreReturnValue
    public int awaitExit(Duration timeout) {
        try {
            if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException interrupted) {
            throw interrupted("waiting for the exit", interrupted);
        }
        throw failed("did not exit within " + timeout);
    }

    /** Kills it and everything that descends from it, also what outlived its parent. May be called again. */
    @Override
    public void close() {
        long deadlineNanos = System.nanoTime() + REMOVAL.toNanos();
        killFamily();
        awaitExit(REMOVAL);
        // A member may have started another while it was being killed.
        while (!family.extinct()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw failed("left descendants that cannot be killed");
            }
            killFamily();
            // The end of a process that is not a child gives no signal, so it is asked for again and again.
            LockSupport.parkNanos(REMOVAL_POLL.toNanos());
        }
        Survivors.remove(this);
    }

    @CanIgnoreReturnValue
    int killFamily() {
        return family.kill(process.toHandle());
    }

    private ChildProcessException interrupted(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ChildProcessException("interrupted while " + what + " of " + name, cause);
    }

    private ChildProcessException failed(String what) {
        String state = process.isAlive() ? "alive" : "exited with " + process.exitValue();
        String shown = String.join("\n  ", output.last(SHOWN_LINES));
        String who = "%s (pid %d, %s) ".formatted(name, pid(), state);
        return new ChildProcessException(who + what + "; its last output:\n  " + shown);
    }
}
