package ghosthunter.hub;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The packaged hub in a process of its own, as an operator runs it: {@code java -jar hub.jar}. */
final class HubJar implements AutoCloseable {
    private static final Path JAR = Path.of("target", "hub.jar").toAbsolutePath();
    private static final Path PROGRAMS =
            Path.of("target", "test-database", "programs").toAbsolutePath();
    private static final long EXIT_S_MAX = 90;

    private final Process process;
    private final Path err;

    private HubJar(Process process, Path err) {
        this.process = process;
        this.err = err;
    }

    /** Starts it on any free ports, unless the environment says otherwise. */
    static HubJar start(Path dataDir, Map<String, String> environment, String... arguments) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path err = Files.createTempFile(dataDir, "hub-", ".log");
        ProcessBuilder builder = new ProcessBuilder(java.toString(), "-jar", JAR.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeAll(List.of("DATABASE_URL", "HOST"));
        builder.environment()
                .putAll(Map.of(
                        "PORT",
                        "0",
                        "DATA_DIR",
                        dataDir.toString(),
                        "EMBEDDED_POSTGRES_PORT",
                        "0",
                        "EMBEDDED_POSTGRES_PROGRAM_DIR",
                        PROGRAMS.toString()));
        builder.environment().putAll(environment);
        return new HubJar(
                builder.directory(dataDir.toFile()).redirectError(err.toFile()).start(), err);
    }

    /** The first line that it prints; empty when it ends without one. */
    Optional<String> line() throws IOException {
        BufferedReader out = process.inputReader();
        return Optional.ofNullable(out.readLine());
    }

    /** What it logged and complained of. */
    List<String> complaints() throws IOException {
        return Files.readAllLines(err);
    }

    /** SIGTERM. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** SIGKILL. */
    void kill() {
        boolean unused = process.toHandle().destroyForcibly();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Its exit code. */
    int exit() throws InterruptedException {
        if (!process.waitFor(EXIT_S_MAX, TimeUnit.SECONDS)) {
            throw new AssertionError("the hub ends");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        terminate();
        try {
            process.onExit().orTimeout(EXIT_S_MAX, TimeUnit.SECONDS).join();
        } catch (CompletionException late) {
            process.destroyForcibly();
        }
    }
}
